using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Chain;
using DecentralizedAi.Testing.Storage;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>A node in this process: real actors and a real SQLite journal, a chain in memory.</summary>
internal sealed class OneNode : IAsyncDisposable
{
    private static readonly Address Anchor = Address.OfWord(Word.Of(0xa1)), Spender = Address.OfWord(Word.Of(0xb1));

    private readonly string _folder = Directory.CreateTempSubdirectory("dai-bench-").FullName;
    private readonly FakeCalls _calls = new(TestDao.Domain.Ledger);
    private readonly FakeChain _chain;

    public OneNode()
    {
        _chain = new FakeChain(TestDao.Domain, TestDao.Operator, _calls, TimeProvider.System);
        _chain.Govern(contracts => contracts.Bind(Anchor, Spender));
        _chain.Mine();
        Host = RuntimeHost.Start(
            new RuntimeOptions
            {
                Port = 0, Seeds = [],
                Journal = $"Data Source={Path.Combine(_folder, "journal.db")};Default Timeout=30",
            },
            BenchPorts.Of(_chain, _calls, Anchor, Spender, new InMemoryBodyStore(), new InMemoryBatchStore()));
    }

    public RuntimeHost Host { get; }

    /// <summary>A block in which nothing happens to anybody.</summary>
    public void Mine() => _chain.Mine();

    /// <summary>Enrolls agents; the node wakes them at the next block.</summary>
    public void Enroll(ulong first, int count)
    {
        _chain.Govern(contracts =>
        {
            for (var agent = first; agent < first + (ulong)count; agent++)
            {
                contracts.Enroll(agent, Name(agent), TestDao.Composition.Hash());
                contracts.Publish(agent, TestDao.Policy(agent: Name(agent)));
            }
        });
        _chain.Mine();
    }

    public static string Name(ulong agent) => $"agent-{agent}";

    /// <summary>Ends when an agent answers.</summary>
    public async Task AwakeAsync(ulong agent, CancellationToken cancellation)
    {
        // The chain in memory keeps a view of every block, so none is made while the agents start.
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await Host.Gateway.AgentAsync(Name(agent), cancellation).ConfigureAwait(false) is null)
            await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync().ConfigureAwait(false);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
