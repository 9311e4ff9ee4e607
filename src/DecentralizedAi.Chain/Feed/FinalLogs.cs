using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using BlockHeader = DecentralizedAi.Chain.Rpc.BlockHeader;

namespace DecentralizedAi.Chain.Feed;

/// <summary>
/// Logs that somebody watches, of the newest final blocks. The bloom in a header tells which blocks may hold one, and
/// only blocks before a believed header are looked at: an endpoint can neither hide a log nor invent one.
/// </summary>
internal sealed class FinalLogs(ulong firstBlock)
{
    /// <summary>Blocks that are kept, and read again after a start. A log that no node saw for longer stays missed.
    /// </summary>
    public const ulong Window = 256;

    private const int Page = 64;

    private readonly SortedDictionary<ulong, (Bytes32 Hash, IReadOnlyList<FinalLog> Logs)> _blocks = [];
    private IReadOnlySet<LogSource> _watched = new HashSet<LogSource>();

    /// <summary>What was found so far, in the order of the chain.</summary>
    public IReadOnlyList<FinalLog> Found => [.. _blocks.Values.SelectMany(block => block.Logs)];

    /// <summary>Reads on to a final block. When it fails, what was read before stays.</summary>
    /// <exception cref="RpcLiedException">A header does not fit its child, or a block its header.</exception>
    public async Task ReadAsync(
        RpcEndpoint endpoint, BlockHeader final, IReadOnlySet<LogSource> watched, CancellationToken cancellation)
    {
        // What was read for fewer sources tells nothing about the others.
        if (watched.Count == 0 || !watched.IsSubsetOf(_watched))
            _blocks.Clear();
        _watched = watched;
        if (watched.Count == 0)
            return;
        foreach (var header in await MissingAsync(endpoint, final, cancellation).ConfigureAwait(false))
            _blocks[header.Head.Number] = (header.Head.Hash, watched.Any(header.MayHold)
                ? await BlockReceipts.ReadAsync(endpoint, header, watched, cancellation).ConfigureAwait(false)
                : []);
        foreach (var old in _blocks.Keys.Where(n => n + Window <= final.Head.Number).ToArray())
            _blocks.Remove(old);
    }

    // Ascending, each the parent of the next, up to the final one.
    private async Task<IReadOnlyList<BlockHeader>> MissingAsync(
        RpcEndpoint endpoint, BlockHeader final, CancellationToken cancellation)
    {
        var top = final.Head.Number;
        foreach (var above in _blocks.Keys.Where(n => n >= top).ToArray())
            _blocks.Remove(above);
        var first = Math.Max(firstBlock, top < Window ? 0 : top - Window + 1);
        if (_blocks.Count > 0)
            first = Math.Max(first, _blocks.Keys.Last() + 1);
        var headers = await HeadersAsync(endpoint, first, final, cancellation).ConfigureAwait(false);
        if (headers.Count == 0 || !_blocks.TryGetValue(headers[0].Head.Number - 1, out var below)
            || below.Hash == headers[0].Parent)
            return headers;
        // The chain was rewritten further back than it is final: everything is read again.
        _blocks.Clear();
        return await MissingAsync(endpoint, final, cancellation).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<BlockHeader>> HeadersAsync(
        RpcEndpoint endpoint, ulong first, BlockHeader final, CancellationToken cancellation)
    {
        var headers = new List<BlockHeader>();
        for (var from = first; from < final.Head.Number; from += Page)
        {
            var count = (int)Math.Min(Page, final.Head.Number - from);
            var answers = await endpoint.BatchAsync([.. Enumerable.Range(0, count).Select(i =>
                new RpcCall("eth_getBlockByNumber", RpcValues.Quantity(from + (ulong)i), false))], cancellation)
                .ConfigureAwait(false);
            headers.AddRange(answers.Select(BlockHeader.Of));
        }
        if (final.Head.Number >= first)
            headers.Add(final);
        for (var i = headers.Count - 1; i > 0; i--)
            if (headers[i].Parent != headers[i - 1].Head.Hash
                || headers[i].Head.Number != headers[i - 1].Head.Number + 1)
                throw new RpcLiedException($"block {headers[i].Head.Number} has the parent {headers[i].Parent}, the "
                    + $"endpoint gives block {headers[i - 1].Head.Number} {headers[i - 1].Head.Hash}");
        return headers;
    }
}
