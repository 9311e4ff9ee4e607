using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests;

/// <summary>A real chain of its own for a collection of tests; a block for each transaction, time by request.</summary>
public sealed class LocalChain : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-chain-").FullName;
    private AnvilChainHost? _host;

    public static CancellationToken Patience => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public AnvilChainHost Host => _host ?? throw new InvalidOperationException("the chain has not started");
    public RpcEndpoint Rpc { get; private set; } = null!;
    public RevertDecoder Reverts { get; } = new(ContractArtifacts.Errors);

    public static AnvilOptions Options(string folder, int blockTime = 0, int port = 0, bool detached = false) => new()
    {
        Folder = folder, Binary = AnvilBinary.Find(AppContext.BaseDirectory), BlockTime = blockTime, Port = port,
        StateInterval = 1, Detached = detached,
    };

    public async Task InitializeAsync()
    {
        _host = await AnvilChainHost.StartAsync(Options(_folder), TimeProvider.System, Patience);
        Rpc = new RpcEndpoint(_host.Rpc);
        await AutomineAsync(true);
    }

    /// <summary>Stops the chain and starts it again from its state on the same port, as <c>down</c> and <c>up</c> do.
    /// What waited for a block is lost.</summary>
    public async Task RestartAsync()
    {
        var port = Host.Rpc.Port;
        await Host.StopAsync(Patience);
        _host = await AnvilChainHost.StartAsync(Options(_folder, port: port), TimeProvider.System, Patience);
        await MineAsync();
    }

    public async Task DisposeAsync()
    {
        Rpc.Dispose();
        await Host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public Task AutomineAsync(bool on) => Rpc.CallAsync(new RpcCall("evm_setAutomine", on), Patience);

    public async Task MineAsync(int blocks = 1)
    {
        for (var i = 0; i < blocks; i++)
            await Rpc.CallAsync(new RpcCall("evm_mine"), Patience);
    }

    /// <summary>Lets time pass for the next block and mines it.</summary>
    public async Task PassAsync(int seconds)
    {
        await Rpc.CallAsync(new RpcCall("evm_increaseTime", seconds), Patience);
        await MineAsync();
    }

    /// <summary>A writer with a new key that owns 1,000 coins.</summary>
    public async Task<ChainWriter> WriterAsync() => await WriterAsync(EthereumKey.Create());

    public async Task<ChainWriter> WriterAsync(EthereumKey key)
    {
        await Host.GiveAsync(key.Account, Coins(1000), Patience);
        await MineAsync();
        return new ChainWriter(key, Rpc, Host.ChainId, Reverts);
    }

    public static UInt256 Coins(ulong coins) => UInt256.Of((UInt128)coins * 1_000_000_000_000_000_000);
}

[CollectionDefinition(Name)]
public sealed class LocalChainCollection : ICollectionFixture<LocalChain>
{
    public const string Name = "chain";
}
