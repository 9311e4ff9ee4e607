using DecentralizedAi.Chain.Rpc;

namespace DecentralizedAi.Chain.Hosting;

/// <summary>A chain that runs elsewhere; nothing is started or stopped.</summary>
public sealed class ExternalChainHost : IChainHost
{
    private ExternalChainHost(Uri rpc, ulong chainId) => (Rpc, ChainId) = (rpc, chainId);

    public Uri Rpc { get; }
    public ulong ChainId { get; }
    public int? ProcessId => null;

    /// <exception cref="RpcUnreachableException">Nobody answers there.</exception>
    /// <exception cref="ChainException">DAI-4104: another chain answers than was asked for.</exception>
    public static async Task<ExternalChainHost> ConnectAsync(
        Uri rpc, ulong? expectedChainId, CancellationToken cancellation)
    {
        using var endpoint = new RpcEndpoint(rpc);
        var answer = await endpoint.CallAsync(new RpcCall("eth_chainId"), cancellation).ConfigureAwait(false);
        var chainId = answer.ToNumber();
        if (expectedChainId is { } expected && expected != chainId)
            throw new ChainException("DAI-4104", $"{rpc.Host}:{rpc.Port} serves chain {chainId}, not {expected}; "
                + "name the endpoint of the right chain in chain.rpc");
        return new ExternalChainHost(rpc, chainId);
    }

    public Task StopAsync(CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
