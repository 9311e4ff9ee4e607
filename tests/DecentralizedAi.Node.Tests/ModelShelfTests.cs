using System.Security.Cryptography;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Inference.Prompts;
using DecentralizedAi.Node.Hosting;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>Models in their real child process.</summary>
public sealed class ModelShelfTests : IDisposable
{
    private static readonly string[] Host = ["dotnet", "exec", NodeProcess.Program, "model-host"];

    private readonly string _model = Path.Combine(Root(), "agents", "model", "default.gguf");
    private readonly List<string> _log = [];
    private readonly ModelShelf _shelf;

    public ModelShelfTests() => _shelf = new ModelShelf(
        new Dictionary<Bytes32, string> { [Approved()] = _model }, _model,
        new LlamaOptions(_model, Bytes32.Zero), Host, new PromptShelf([]), TimeProvider.System, _log.Add);

    public void Dispose() => _shelf.Dispose();

    [Fact]
    public async Task A_file_whose_hash_was_not_approved_is_not_loaded_and_both_hashes_are_named()
    {
        var other = Keccak256.Hash("another model");
        var answer = Assert.IsType<ModelAnswer.Unavailable>(await _shelf.ProposeAsync(Ask(other), default));
        Assert.Contains(other.ToString(), answer.Reason);
        Assert.Contains(Approved().ToString(), answer.Reason);
        Assert.StartsWith("DAI-51", answer.Reason);
    }

    [Fact]
    public async Task The_shipped_model_proposes_a_call_with_a_receipt_of_its_own_hash()
    {
        var answer = Assert.IsType<ModelAnswer.Proposed>(await _shelf.ProposeAsync(Ask(Approved()), default));
        Assert.Equal(Approved(), answer.Receipt.Model);
    }

    private static ModelRequest Ask(Bytes32 model)
    {
        var turn = Turn.Start(new TurnContext(["USDC"], []))
            .AddInstruction("How much do we have?", Label.Instruction);
        return new ModelRequest(turn, Domain.Tools.ToolCatalogue.Default.Tools, model);
    }

    private Bytes32 Approved() => Bytes32.Of(SHA256.HashData(File.ReadAllBytes(_model)));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no DecentralizedAi.sln above the tests");
        return folder.FullName;
    }
}
