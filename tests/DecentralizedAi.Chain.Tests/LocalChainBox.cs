using DecentralizedAi.Chain.Rpc;

namespace DecentralizedAi.Chain.Tests;

/// <summary>Another chain with a history of its own, as high as it has to be.</summary>
public sealed class LocalChainBox : IAsyncDisposable
{
    private readonly LocalChain _chain = new();

    public async Task<RpcEndpoint> RpcAsync()
    {
        await _chain.InitializeAsync();
        await _chain.Rpc.CallAsync(new RpcCall("anvil_mine", "0x400"), LocalChain.Patience);
        return _chain.Rpc;
    }

    public async ValueTask DisposeAsync() => await _chain.DisposeAsync();
}
