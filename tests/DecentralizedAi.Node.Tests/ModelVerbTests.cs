using System.Text.Json;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference;
using DecentralizedAi.Node.Hosting;
using DecentralizedAi.Testing.Models;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>What the node's program says about model files.</summary>
public sealed class ModelVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-model-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_shipped_model_is_shown_as_its_card_says()
    {
        var model = Path.Combine(Root(), "agents", "model", "default.gguf");
        using var card = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(model, ".json")));
        var facts = JsonDocument.Parse(ModelShowRun.Write(model)).RootElement;
        Assert.Equal($"0x{card.RootElement.GetProperty("sha256")}", facts.GetProperty("sha256").GetString());
        Assert.Equal(("llama", "chatml"),
            (facts.GetProperty("family").GetString(), facts.GetProperty("template").GetString()));
        Assert.True(facts.GetProperty("reexecutable").GetBoolean());
        Assert.Equal(new FileInfo(model).Length, facts.GetProperty("bytes").GetInt64());
        Assert.Contains("@a1", Texts(facts, "added"));
        Assert.Equal([PromptFormat.Padding, PromptFormat.Open, PromptFormat.Close], Texts(facts, "control"));
    }

    [Fact]
    public void Weights_that_are_not_quantised_are_said_to_be_no_receipt_of_the_exact_class()
    {
        var facts = JsonDocument.Parse(ModelShowRun.Write(TinyGguf.Write(_folder))).RootElement;
        Assert.False(facts.GetProperty("reexecutable").GetBoolean());
        Assert.Equal(JsonValueKind.Null, facts.GetProperty("license").ValueKind);
    }

    [Fact]
    public void What_is_no_model_is_refused_with_its_code()
    {
        var file = Path.Combine(_folder, "none.gguf");
        File.WriteAllText(file, "not a model");
        Assert.Equal(ModelException.BadHeader, Assert.Throws<ModelException>(() => ModelShowRun.Write(file)).Code);
    }

    private static IEnumerable<string?> Texts(JsonElement facts, string name) =>
        facts.GetProperty(name).EnumerateArray().Select(text => text.GetString());

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no DecentralizedAi.sln above the tests");
        return folder.FullName;
    }
}
