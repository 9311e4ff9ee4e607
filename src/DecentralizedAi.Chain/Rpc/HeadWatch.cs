using System.Runtime.CompilerServices;

namespace DecentralizedAi.Chain.Rpc;

/// <summary>Follows the head of one endpoint by asking; needs no subscription.</summary>
public sealed class HeadWatch(RpcEndpoint endpoint, TimeProvider clock, TimeSpan interval)
{
    /// <summary>
    /// The head now and each later one; blocks in between may be left out. Ends only by cancellation.
    /// </summary>
    public async IAsyncEnumerable<BlockHeader> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        BlockHeader? last = null;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var header = await TryReadAsync(cancellation).ConfigureAwait(false);
            if (header is not null && header.Head.Hash != last?.Head.Hash)
                yield return last = header;
            await Task.Delay(interval, clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <exception cref="RpcUnreachableException">No answer.</exception>
    public async Task<BlockHeader> ReadAsync(CancellationToken cancellation)
    {
        var call = new RpcCall("eth_getBlockByNumber", "latest", false);
        return BlockHeader.Of(await endpoint.CallAsync(call, cancellation).ConfigureAwait(false));
    }

    private async Task<BlockHeader?> TryReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(cancellation).ConfigureAwait(false);
        }
        catch (ChainException)
        {
            // The watch goes on by itself: whoever reads it sees the silence and judges it by the clock.
            return null;
        }
    }
}
