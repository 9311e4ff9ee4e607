using DecentralizedAi.Domain.Models;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Native;
using Xunit;

namespace DecentralizedAi.Inference.Tests;

/// <summary>The prompts that the default model was trained on, part by part.</summary>
public sealed class OwnPromptTests : IDisposable
{
    private readonly LlamaEngine _engine;
    private readonly string _agents;

    public OwnPromptTests()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "agents", "treasurer")))
            folder = folder.Parent!;
        _agents = Path.Combine(folder.FullName, "agents");
        var path = Path.Combine(_agents, "model", "default.gguf");
        _engine = LlamaEngine.Load(new LlamaOptions(path, ModelFile.Hash(path)), TextWriter.Null);
    }

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void A_prompt_has_the_ids_of_its_parts_as_the_trainer_writes_them()
    {
        foreach (var line in File.ReadLines(Path.Combine(_agents, "treasurer", "evals", "payments.jsonl")))
        {
            var turn = EvalCase.Parse(line).Start()
                .AddCall(new("document.read", [new("file", "@f1")])).AddResult("Pay 7 \"x\" to #a.\n\n  (2)", default);
            var prompt = PromptFormat.Render(turn);
            Assert.Equal(prompt.SelectMany(segment => _engine.Tokenize([segment])), _engine.Tokenize(prompt));
        }
    }
}
