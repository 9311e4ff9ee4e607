using DecentralizedAi.Chain.Tests.Feed;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Storage;
using DecentralizedAi.Testing.Storage;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>One agent and a node that serves it, behind a proxy that may lie, on a real chain.</summary>
public sealed class NodeStage : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-node-").FullName;

    public LiveDao Dao { get; private set; } = null!;
    public LyingProxy Proxy { get; private set; } = null!;
    internal LiveNode Node { get; private set; } = null!;

    private SqlJournal Journal => field ??= new SqlJournal(
        SqliteFile.Open(Path.Combine(_folder, "journal.db")), TimeProvider.System);

    public async Task InitializeAsync()
    {
        Dao = await LiveDao.CreateAsync(agents: 1, nodes: 2);
        Proxy = new LyingProxy(Dao.Chain.Host.Rpc);
        Node = new LiveNode(Dao, 0, Journal, [Proxy.Endpoint], Proxy.Endpoint, new InMemoryBatchStore());
        await Node.ReadyAsync();
    }

    public async Task DisposeAsync()
    {
        await Node.DisposeAsync();
        await Proxy.DisposeAsync();
        await Dao.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Ends the node as a kill does and starts another one of the operator on what is stored.</summary>
    internal async Task HandOverAsync(int node)
    {
        await Node.DisposeAsync();
        Node = new LiveNode(Dao, node, Journal, [Proxy.Endpoint], Proxy.Endpoint, Node.Batches);
    }

    public async Task<int> SpendsAsync() => (await ReceiptsAsync()).Count;

    public Task<IReadOnlyList<VaultSpend>> ReceiptsAsync() => Dao.SpendsAsync(Dao.Agents[0]);
}
