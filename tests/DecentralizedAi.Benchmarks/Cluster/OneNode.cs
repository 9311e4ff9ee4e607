using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Storage;
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

    /// <param name="tools">Null = those that remember each run.</param>
    /// <param name="database">Holds journal, bodies and batches; null = a SQLite file has the first two, and memory the
    /// batches.</param>
    /// <param name="watched">Puts something around the journal.</param>
    public OneNode(
        IToolHost? tools = null, IOperatorDatabase? database = null, Func<IJournal, IJournal>? watched = null)
    {
        _chain = new FakeChain(TestDao.Domain, TestDao.Operator, _calls, TimeProvider.System);
        _chain.Govern(contracts => contracts.Bind(Anchor, Spender));
        _chain.Mine();
        var stored = database ?? SqliteFile.Open(Path.Combine(_folder, "journal.db"));
        IJournal journal = new SqlJournal(stored, TimeProvider.System);
        var ports = BenchPorts.Of(
            _chain, _calls, Anchor, Spender, watched?.Invoke(journal) ?? journal,
            database is null ? new InMemoryBatchStore() : new SqlBatchStore(database));
        Host = RuntimeHost.Start(
            new RuntimeOptions
            {
                Port = 0, Seeds = [],
            },
            tools is null ? ports : ports with { Tools = tools });
    }

    public RuntimeHost Host { get; }

    /// <summary>A block in which nothing happens to anybody.</summary>
    public void Mine() => _chain.Mine();

    /// <summary>Enrolls agents; the node wakes them at the next block.</summary>
    /// <param name="policy">By the agent's name.</param>
    public void Enroll(ulong first, int count, Func<string, PolicySnapshot>? policy = null)
    {
        _chain.Govern(contracts =>
        {
            for (var agent = first; agent < first + (ulong)count; agent++)
            {
                contracts.Enroll(agent, Name(agent), TestDao.Composition.Hash());
                contracts.Publish(agent, policy?.Invoke(Name(agent)) ?? TestDao.Policy(agent: Name(agent)));
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
