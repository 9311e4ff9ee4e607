using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Tools;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace DecentralizedAi.Plugin;

/// <summary>The capabilities as questions to the node, over the pipe on which the node asks the plugin.</summary>
internal sealed class NodeCapabilities : IHttp, IStorage, IChainRead
{
    private McpSession? _node;

    /// <summary>Whom to ask, known when the plugin was made.</summary>
    public void Ask(McpSession node) => _node = node;

    async Task<HttpText> IHttp.GetAsync(string url, CancellationToken cancellation) =>
        Read<HttpText>(await AskAsync("http", new() { ["url"] = url }, cancellation));

    async Task<string?> IStorage.GetAsync(string key, CancellationToken cancellation) =>
        (string?)(await AskAsync("storage", new() { ["key"] = key }, cancellation))["text"];

    async Task IStorage.PutAsync(string key, string? text, CancellationToken cancellation) =>
        await AskAsync("storage", new() { ["key"] = key, ["put"] = true, ["text"] = text }, cancellation);

    async Task<IReadOnlyList<AssetBalance>> IChainRead.BalancesAsync(CancellationToken cancellation) =>
        Read<AssetBalance[]>((await AskAsync("chain", [], cancellation))["balances"]!);

    private async Task<JsonNode> AskAsync(string capability, JsonObject question, CancellationToken cancellation)
    {
        var node = _node ?? throw new ToolException(
            ToolException.Capability, "a capability is used by a tool that runs, not by a constructor");
        try
        {
            var answer = await node.SendRequestAsync(
                new JsonRpcRequest { Method = PluginHost.Prefix + capability, Params = question }, cancellation);
            return answer.Result ?? new JsonObject();
        }
        catch (McpException refused)
        {
            throw new ToolException(ToolException.Capability, refused.Message);
        }
    }

    private static T Read<T>(JsonNode answer) => answer.Deserialize<T>(ToolMethod.Json)!;
}
