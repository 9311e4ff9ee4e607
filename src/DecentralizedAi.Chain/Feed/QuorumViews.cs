using System.Text.Json;
using DecentralizedAi.Chain.Rpc;

namespace DecentralizedAi.Chain.Feed;

/// <summary>What no slot proves is believed where a quorum of endpoints says the same of the same block.</summary>
internal static class QuorumViews
{
    /// <summary>The answers that a quorum gives, in the order of the calls.</summary>
    /// <param name="calls">Each names its block.</param>
    /// <exception cref="RpcLiedException">No quorum gives the same answers.</exception>
    public static async Task<JsonElement[]> AskAsync(
        IReadOnlyList<RpcEndpoint> endpoints, int quorum, IReadOnlyList<RpcCall> calls, CancellationToken cancellation)
    {
        if (calls.Count == 0)
            return [];
        var answers = await Task.WhenAll(endpoints.Select(e => TryAskAsync(e, calls, cancellation)))
            .ConfigureAwait(false);
        var alike = answers.OfType<JsonElement[]>().GroupBy(Text).MaxBy(group => group.Count());
        return alike?.Count() >= quorum
            ? alike.First()
            : throw new RpcLiedException($"{endpoints.Count} endpoints agree on a block, and no {quorum} of them on "
                + $"what {calls.Count} views say there");
    }

    private static async Task<JsonElement[]?> TryAskAsync(
        RpcEndpoint endpoint, IReadOnlyList<RpcCall> calls, CancellationToken cancellation)
    {
        try
        {
            return await endpoint.BatchAsync(calls, cancellation).ConfigureAwait(false);
        }
        catch (Exception cause) when (Disbelief.Covers(cause))
        {
            // One endpoint less: whether enough are left is judged where they are counted.
            return null;
        }
    }

    private static string Text(JsonElement[] answers) =>
        string.Join(',', answers.Select(answer => answer.GetRawText().ToLowerInvariant()));
}
