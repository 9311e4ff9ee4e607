using DecentralizedAi.Chain.Rpc;

namespace DecentralizedAi.Chain.Feed;

/// <summary>A header that enough endpoints agree on, and an endpoint that has it.</summary>
internal sealed record AgreedHead(BlockHeader Header, IReadOnlyList<RpcEndpoint> Endpoints);

/// <summary>Asks n endpoints for the head and believes what k of them agree on.</summary>
internal sealed class HeadQuorum(IReadOnlyList<RpcEndpoint> endpoints, int quorum)
{
    /// <summary>The highest block that a quorum has and agrees on.</summary>
    /// <exception cref="RpcUnreachableException">Fewer than a quorum answer.</exception>
    /// <exception cref="RpcLiedException">No quorum agrees on the hash of that block.</exception>
    public async Task<AgreedHead> ReadAsync(CancellationToken cancellation)
    {
        var latest = await AskAsync(endpoints, "latest", cancellation).ConfigureAwait(false);
        if (latest.Count < quorum)
            throw new RpcUnreachableException(endpoints[0].Url,
                $"{latest.Count} of {endpoints.Count} endpoints answer, {quorum} have to agree");
        // The highest number that a quorum has reached.
        var number = latest.Select(a => a.Header.Head.Number).OrderDescending().ElementAt(quorum - 1);
        var there = latest.Where(a => a.Header.Head.Number == number).ToList();
        var ahead = latest.Where(a => a.Header.Head.Number > number).Select(a => a.Endpoint).ToList();
        there.AddRange(await AskAsync(ahead, RpcValues.Quantity(number), cancellation).ConfigureAwait(false));
        var largest = there.GroupBy(a => a.Header.Head.Hash).MaxBy(group => group.Count())!;
        var hashes = there.GroupBy(a => a.Header.Head.Hash).Count();
        return largest.Count() >= quorum
            ? new AgreedHead(largest.First().Header, [.. largest.Select(a => a.Endpoint)])
            : throw new RpcLiedException($"block {number} has {hashes} hashes on "
                + $"{there.Count} endpoints and none on {quorum} of them; nothing is believed until they agree");
    }

    private static async Task<List<(RpcEndpoint Endpoint, BlockHeader Header)>> AskAsync(
        IReadOnlyList<RpcEndpoint> asked, string block, CancellationToken cancellation)
    {
        var answers = await Task.WhenAll(asked.Select(e => TryReadAsync(e, block, cancellation))).ConfigureAwait(false);
        return [.. answers.Where(a => a.Header is not null).Select(a => (a.Endpoint, a.Header!))];
    }

    private static async Task<(RpcEndpoint Endpoint, BlockHeader? Header)> TryReadAsync(
        RpcEndpoint endpoint, string block, CancellationToken cancellation)
    {
        try
        {
            var answer = await endpoint.CallAsync(new RpcCall("eth_getBlockByNumber", block, false), cancellation)
                .ConfigureAwait(false);
            return (endpoint, BlockHeader.Of(answer));
        }
        catch (Exception cause) when (Disbelief.Covers(cause))
        {
            // One endpoint less: whether enough are left is judged where they are counted.
            return (endpoint, null);
        }
    }
}
