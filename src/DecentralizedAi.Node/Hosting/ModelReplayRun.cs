using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Inference.Prompts;
using DecentralizedAi.Inference.Replay;

namespace DecentralizedAi.Node.Hosting;

/// <summary>Asks a model again what a bundle says that it was asked before an action. This process has no keys.
/// </summary>
internal static class ModelReplayRun
{
    /// <summary>Words: a bundle that was verified, then <c>--action ID --model FILE</c> and <c>--agents DIR</c>, where
    /// tools and prompts of compositions are.</summary>
    /// <returns>0 with one JSON line <c>{action, result, reason, tokens, position, here, recorded, receipt}</c>;
    /// 2 usage or file; 4 the model does not run, or is not the receipt's.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> words) => ModelRuns.EndAsync(async () =>
    {
        if (words.Count == 0)
            throw NodeCommandLine.Wrong("the bundle is missing");
        var values = NodeCommandLine.Pairs([.. words.Skip(1)], ["--action", "--model", "--agents"]);
        var action = Bytes32.TryParse(values.GetValueOrDefault("--action") ?? "", out var id)
            ? id
            : throw NodeCommandLine.Wrong("--action is not 0x and 64 hexadecimal digits");
        var model = values.GetValueOrDefault("--model") ?? throw NodeCommandLine.Wrong("--model is missing");
        var bundle = BundleReader.Read(await File.ReadAllBytesAsync(words[0]));
        var agents = values.TryGetValue("--agents", out var folder) ? AgentFolder.ReadAll(folder) : [];
        return (await ReplayAsync(bundle, action, model, agents, Console.Error)).ToJsonString();
    });

    internal static async Task<JsonObject> ReplayAsync(
        Bundle bundle, Bytes32 action, string model, IReadOnlyList<AgentFolder> agents, TextWriter log)
    {
        var (recorded, missing) = RecordedTurn.Of(
            bundle, action, [ToolCatalogue.Default, .. agents.Select(agent => agent.Tools)]);
        if (recorded is null)
            return Written(action, new(ReplayResult.NotReExecutable, missing!), null);
        var receipt = recorded.Receipt;
        // Only the approved file is worth asking, and it is hashed before anything else.
        var file = ModelFile.Open(Path.GetFullPath(model), receipt.Model);
        if (ModelReplay.Outside(receipt, file.Header) is { } why)
            return Written(action, new(ReplayResult.NotReExecutable, why), receipt.ToJson());
        using var engine = LlamaEngine.Load(
            new LlamaOptions(file.Path, file.Sha256)
            {
                Level = receipt.Level, Threads = receipt.Threads, Sequences = 1,
            },
            log);
        var prompts = ModelShelf.ReadsPrompts(file.Path)
            ? new PromptShelf(agents.SelectMany(agent => agent.Prompts).Select(prompt => prompt.Text))
            : null;
        return Written(action, await new ModelReplay(engine, file.Header, prompts)
            .RunAsync(recorded, CancellationToken.None), receipt.ToJson());
    }

    private static JsonObject Written(Bytes32 action, ReplayReport report, string? receipt) => new()
    {
        ["action"] = action.ToString(),
        ["result"] = report.Result switch
        {
            ReplayResult.Equal => "equal",
            ReplayResult.Differs => "differs",
            _ => "not re-executable",
        },
        ["reason"] = report.Reason,
        ["tokens"] = report.Tokens,
        ["position"] = report.Position,
        ["here"] = Token(report.Here),
        ["recorded"] = Token(report.Recorded),
        ["receipt"] = receipt is null ? null : JsonNode.Parse(receipt),
    };

    private static JsonNode? Token(ReplayToken? token) => token is { } one
        ? JsonSerializer.SerializeToNode(new { id = one.Id, text = one.Text })
        : null;
}
