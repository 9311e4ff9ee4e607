using System.Text.Json;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using Microsoft.SemanticKernel;
using Xunit;

namespace DecentralizedAi.Tools.Tests;

/// <summary>What who writes a first tool gets wrong: each is named with its method and with what to write.</summary>
public sealed class ToolMistakesTests
{
    public static TheoryData<Type, string, string> Mistakes => new()
    {
        { typeof(Bare), "Bare.Convert", "without [DaiTool]" },
        { typeof(Half), "Half.Convert", "with [KernelFunction] as well" },
        { typeof(Hidden), "Hidden.Convert", "it has to be public" },
        { typeof(Forgetful), "Forgetful.Convert", "let it return Task" },
        { typeof(Precise), "Precise.Convert", "'value' of type Decimal, which no policy can write; take a string" },
        { typeof(Many), "Many.Convert", "'values' of type List<String>, which no policy can write" },
        { typeof(Accented), "Accented.Convert", "takes a Season, whose member 'Été' no policy can write" },
        { typeof(Shouting), "Shouting.Convert", "such as 'to_unit'" },
        { typeof(Open), "Open.Convert", "no method that Semantic Kernel can call" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_with_its_method_and_what_to_write(Type plugin, string place, string says)
    {
        var mistake = Assert.Throws<ToolException>(
            () => ToolMethod.Of(Activator.CreateInstance(plugin)!).ToList());
        Assert.Contains($"{place} ", mistake.Message);
        Assert.Contains(says, mistake.Message);
    }

    [Fact]
    public void A_result_names_the_members_of_an_enum_as_arguments_do() => Assert.Equal(
        """{"tried":"AtMostOnce"}""",
        JsonSerializer.Serialize(new { Tried = Idempotency.AtMostOnce }, ToolMethod.Json));

    private sealed class Bare
    {
        [KernelFunction]
        public string Convert(string value) => value;
    }

    private sealed class Half
    {
        [DaiTool("units.convert", ToolEffect.Read, Idempotency.Safe)]
        public string Convert(string value) => value;
    }

    private sealed class Hidden
    {
        [KernelFunction, DaiTool("units.convert", ToolEffect.Read, Idempotency.Safe)]
        internal string Convert(string value) => value;
    }

    private sealed class Forgetful
    {
        [KernelFunction, DaiTool("units.convert", ToolEffect.Read, Idempotency.Safe)]
        public async void Convert(string value) => await Task.FromResult(value);
    }

    private sealed class Precise
    {
        [KernelFunction, DaiTool("units.convert", ToolEffect.Read, Idempotency.Safe)]
        public decimal Convert(decimal value) => value;
    }

    private sealed class Many
    {
        [KernelFunction, DaiTool("units.convert", ToolEffect.Read, Idempotency.Safe)]
        public int Convert(List<string> values) => values.Count;
    }

    private sealed class Accented
    {
        [KernelFunction, DaiTool("units.convert", ToolEffect.Read, Idempotency.Safe)]
        public string Convert(Season season) => season.ToString();
    }

    private enum Season
    {
        Winter,
        Été,
    }

    private sealed class Shouting
    {
        [KernelFunction, DaiTool("units.convert", ToolEffect.Read, Idempotency.Safe)]
        public string Convert(string toUnit) => toUnit;
    }

    private sealed class Open
    {
        [KernelFunction, DaiTool("units.convert", ToolEffect.Read, Idempotency.Safe)]
        public string Convert<T>() => typeof(T).Name;
    }
}
