using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Tools;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace DecentralizedAi.Plugin;

/// <summary>The capabilities as questions to the node: over the pipe on which it calls it, or within one process.
/// </summary>
internal sealed class NodeCapabilities : IHttp, IStorage, IChainRead
{
    private Func<string, JsonObject, CancellationToken, Task<JsonNode>>? _ask;

    /// <summary>Whom to ask, known when the plugin was made.</summary>
    public void Ask(McpSession node) => _ask = async (capability, question, cancellation) =>
    {
        try
        {
            var answer = await node.SendRequestAsync(
                new JsonRpcRequest { Method = PluginHost.Prefix + capability, Params = question }, cancellation);
            return answer.Result ?? new JsonObject();
        }
        catch (McpException refused)
        {
            // The client says so of every refusal; what follows are the node's words.
            const string Remote = "Request failed (remote): ";
            var said = refused.Message;
            throw ToolException.Said(said.StartsWith(Remote, StringComparison.Ordinal) ? said[Remote.Length..] : said);
        }
    };

    /// <summary>The same, where node and plugin are one process.</summary>
    public void Ask(Func<string, JsonObject, CancellationToken, Task<JsonNode>> node) => _ask = node;

    async Task<HttpText> IHttp.GetAsync(string url, CancellationToken cancellation) =>
        Read<HttpText>(await AskAsync("http", new() { ["url"] = url }, cancellation));

    async Task<string?> IStorage.GetAsync(string key, CancellationToken cancellation) =>
        (string?)(await AskAsync("storage", new() { ["key"] = key }, cancellation))["text"];

    async Task IStorage.PutAsync(string key, string? text, CancellationToken cancellation) =>
        await AskAsync("storage", new() { ["key"] = key, ["put"] = true, ["text"] = text }, cancellation);

    async Task<IReadOnlyList<AssetBalance>> IChainRead.BalancesAsync(CancellationToken cancellation) =>
        Read<AssetBalance[]>((await AskAsync("chain", [], cancellation))["balances"]!);

    private Task<JsonNode> AskAsync(string capability, JsonObject question, CancellationToken cancellation) =>
        _ask is { } ask ? ask(capability, question, cancellation) : throw new ToolException(
            ToolException.Capability, "a capability is used by a tool that runs, not by a constructor");

    private static T Read<T>(JsonNode answer) => answer.Deserialize<T>(ToolMethod.Json)!;
}
