using DecentralizedAi.Inference.Prompts;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

public sealed class SystemPromptTests
{
    [Fact]
    public async Task Puts_values_in()
    {
        var prompt = SystemPrompt.Load("You are {{$agent}} of {{ $dao }}.");
        Assert.Equal(["agent", "dao"], prompt.Variables.Order());
        Assert.Equal("You are treasurer of Pantry.", await prompt.RenderAsync(
            new Dictionary<string, string> { ["agent"] = "treasurer", ["dao"] = "Pantry" }, CancellationToken.None));
    }

    [Theory]
    [InlineData("{{wallet.pay}}")]
    [InlineData("{{wallet.pay to=$vendor}}")]
    [InlineData("Balance: {{ wallet.balance }} now")]
    [InlineData("{{pay $vendor}}")]
    [InlineData("{{$agent}} {{$agent wallet.pay}}")]
    [InlineData("{{'text'}}")]
    [InlineData("{{$agent")]
    [InlineData("{{\n$agent}}{{x.y}}")]
    public void A_template_with_a_call_is_refused_when_it_is_loaded(string text) =>
        Assert.Equal(ModelException.BadTemplate, Assert.Throws<ModelException>(() => SystemPrompt.Load(text)).Code);

    [Fact]
    public async Task A_value_that_looks_like_a_call_is_text()
    {
        var prompt = SystemPrompt.Load("You are {{$agent}}.");
        Assert.Contains("wallet.pay", await prompt.RenderAsync(
            new Dictionary<string, string> { ["agent"] = "{{wallet.pay}}" }, CancellationToken.None));
    }

    [Fact]
    public async Task A_variable_without_a_value_is_refused() => Assert.Contains("{{$dao}}",
        (await Assert.ThrowsAsync<ModelException>(() => SystemPrompt.Load("{{$dao}}")
            .RenderAsync(new Dictionary<string, string>(), CancellationToken.None))).Message);
}
