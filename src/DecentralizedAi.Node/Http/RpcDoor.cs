using System.Collections.Frozen;
using System.Text.Json;
using DecentralizedAi.Chain;
using DecentralizedAi.Chain.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DecentralizedAi.Node.Http;

/// <summary>
/// Passes questions about the chain on to the node's endpoint, for pages that a browser does not let ask it themselves.
/// Like all of the API it answers only to the token; it only reads, so what it is asked changes nothing on any chain.
/// </summary>
internal sealed class RpcDoor(RpcEndpoint chain)
{
    public const string Path = "/v1/rpc";

    // JSON-RPC's own number for a method that is not there.
    private const int NoSuchMethod = -32601;

    private static readonly FrozenSet<string> Questions = FrozenSet.ToFrozenSet(
    [
        "eth_blockNumber", "eth_call", "eth_chainId", "eth_estimateGas", "eth_gasPrice", "eth_getBalance",
        "eth_getBlockByHash", "eth_getBlockByNumber", "eth_getCode", "eth_getLogs", "eth_getProof",
        "eth_getStorageAt", "eth_getTransactionByHash", "eth_getTransactionCount", "eth_getTransactionReceipt",
    ]);

    /// <summary>Maps the door; it is closed with the application.</summary>
    public static void Map(WebApplication application, Uri endpoint)
    {
        var chain = new RpcEndpoint(endpoint);
        application.Lifetime.ApplicationStopped.Register(chain.Dispose);
        application.MapPost(Path, new RpcDoor(chain).PassAsync);
    }

    private async Task PassAsync(HttpContext context)
    {
        var question = await NodeApi.BodyAsync<Question>(context);
        var method = question.Method ?? throw new HttpProblemException(HttpProblem.Bad("'method' is not a name"));
        object answer;
        try
        {
            answer = Questions.Contains(method)
                ? new { jsonrpc = "2.0", id = question.Id, result = await AskAsync(method, question, context) }
                : Refusal(question, NoSuchMethod, $"'{method}' is not passed on; ask an endpoint of your own", null);
        }
        catch (RpcRefusedException refused)
        {
            answer = Refusal(question, refused.Number, refused.Text, refused.RevertBytes);
        }
        catch (RpcUnreachableException silent)
        {
            throw new HttpProblemException(HttpProblem.NotNow(
                "DAI-6029", $"the node's own endpoint of the chain does not answer ({silent.Code}); ask again"));
        }
        await context.Response.WriteAsJsonAsync(answer, NodeApi.Json, context.RequestAborted);
    }

    private Task<JsonElement> AskAsync(string method, Question question, HttpContext context) => chain.CallAsync(
        new RpcCall(method, [.. (question.Params ?? []).Cast<object?>()]), context.RequestAborted);

    private static object Refusal(Question question, long code, string message, string? data) =>
        new { jsonrpc = "2.0", id = question.Id, error = new { code, message, data } };

    private sealed record Question(
        string? Jsonrpc, JsonElement? Id, string? Method, IReadOnlyList<JsonElement>? Params);
}
