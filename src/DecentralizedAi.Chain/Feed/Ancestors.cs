using System.Text.Json;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Feed;

/// <summary>Blocks before a head, each checked by the hash that its child names.</summary>
internal sealed class Ancestors
{
    private readonly Dictionary<Bytes32, BlockHeader> _known = [];

    /// <summary>The block so many before the head; block 0 where the chain is shorter.</summary>
    /// <exception cref="RpcLiedException">The endpoint does not have a block that the head descends from.</exception>
    public async Task<BlockHeader> FindAsync(
        RpcEndpoint endpoint, BlockHeader head, ulong depth, CancellationToken cancellation)
    {
        var kept = new Dictionary<Bytes32, BlockHeader> { [head.Head.Hash] = head };
        var at = head;
        for (var i = 0UL; i < depth && at.Head.Number > 0; i++)
        {
            at = _known.TryGetValue(at.Parent, out var known)
                ? known
                : await ReadAsync(endpoint, at, cancellation).ConfigureAwait(false);
            kept[at.Head.Hash] = at;
        }
        _known.Clear();
        foreach (var (hash, header) in kept)
            _known[hash] = header;
        return at;
    }

    private static async Task<BlockHeader> ReadAsync(
        RpcEndpoint endpoint, BlockHeader child, CancellationToken cancellation)
    {
        var call = new RpcCall("eth_getBlockByHash", child.Parent.ToString(), false);
        var answer = await endpoint.CallAsync(call, cancellation).ConfigureAwait(false);
        var parent = answer.ValueKind == JsonValueKind.Object ? BlockHeader.Of(answer) : null;
        return parent is not null && parent.Head.Hash == child.Parent && parent.Head.Number + 1 == child.Head.Number
            ? parent
            : throw new RpcLiedException($"block {child.Head.Number} has the parent {child.Parent}, which the endpoint "
                + "does not have");
    }
}
