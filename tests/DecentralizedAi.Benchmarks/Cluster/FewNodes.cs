using System.Globalization;
using System.Security.Cryptography;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Storage;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Chain;
using DecentralizedAi.Testing.Storage;
using DecentralizedAi.Testing;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>The nodes of an operator in this process: real actors, sockets and SQLite journal, a chain in memory with
/// a block a second. They run with the settings that a node has where nobody says otherwise.</summary>
internal sealed class FewNodes : IAsyncDisposable
{
    private const string NoLimits = """
        "calls":{"burst":"1000000","rate":{"amount":"1000000","per":"60"}},
        "tokens":{"burst":"1000000000","rate":{"amount":"1000000000","per":"60"}},
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("dai-bench-").FullName;
    private readonly FakeCalls _calls = new(TestDao.Domain.Ledger);
    private readonly InMemoryBatchStore _batches = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly FakeChain _chain;
    private readonly string[] _seeds;
    private readonly RuntimeHost[] _hosts;
    private readonly List<int> _ages;
    private readonly Task _mining;
    private readonly int _agents;

    public FewNodes(int nodes, int agents)
    {
        _agents = agents;
        _chain = new FakeChain(TestDao.Domain, TestDao.Operator, _calls, TimeProvider.System);
        _chain.Govern(contracts =>
        {
            for (var agent = 1; agent <= agents; agent++)
            {
                contracts.Enroll((ulong)agent, Name(agent), TestDao.Composition.Hash());
                contracts.Publish((ulong)agent, TestDao.Policy(agent: Name(agent), resources: NoLimits));
            }
            for (var node = 0; node < nodes; node++)
                contracts.Bind(Anchor(node), Spender(node));
        });
        _chain.Mine();
        _seeds = [.. Enumerable.Range(0, nodes).Select(_ => $"127.0.0.1:{LocalPort.Free()}")];
        _ages = [.. Enumerable.Range(0, nodes)];
        _hosts = [.. _ages.Select(Host)];
        _mining = MineAsync();
    }

    public int Count => _hosts.Length;

    /// <summary>The node that has been in the cluster for longest: it places the shards.</summary>
    public int Oldest => _ages[0];

    public RuntimeHost this[int node] => _hosts[node];

    /// <summary>The node that serves an agent, as another one says.</summary>
    public async Task<int> HomeAsync(int agent, int asked, CancellationToken cancellation)
    {
        var view = await _hosts[asked].Gateway.AgentAsync(Name(agent), cancellation).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"agent {agent} does not answer");
        return Enumerable.Range(0, Count).Single(node => Anchor(node).ToString() == view.Node);
    }

    /// <summary>One instruction to its end, asked for at other nodes where one leaves meanwhile.</summary>
    /// <returns>Whether it was taken and answered.</returns>
    public async Task<bool> AskAsync(int agent, int asked, CancellationToken cancellation)
    {
        var nonce = Bytes32.Of(RandomNumberGenerator.GetBytes(32));
        if (await _hosts[asked].Gateway.InstructAsync(
            new Instruct(Name(agent), "What is the balance?", nonce, null), cancellation).ConfigureAwait(false)
            is not CommandAnswer.Accepted { View: var view })
            return false;
        var id = Bytes32.Parse(view.Instruction);
        for (var looks = 0; view is not { State: "answered" }; looks++)
        {
            if (looks == Count)
                return false;
            view = (await _hosts[(asked + looks) % Count].Gateway
                .InstructionAsync(id, TimeSpan.FromSeconds(10), cancellation).ConfigureAwait(false)
                as InstructionAnswer.Known)?.View;
        }
        return true;
    }

    /// <summary>Starts a node anew that has ended.</summary>
    public void Restart(int node)
    {
        _ages.Remove(node);
        _ages.Add(node);
        _hosts[node] = Host(node);
    }

    /// <summary>Ends when every node sees all others and the agents answer.</summary>
    public async Task WholeAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        foreach (var host in _hosts)
            while ((await host.Gateway.StatusAsync(cancellation).ConfigureAwait(false)).Members
                .Count(member => member.State == "Up") < Count)
                await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        for (var agent = 1; agent <= _agents; agent++)
            while (await _hosts[0].Gateway.AgentAsync(Name(agent), cancellation).ConfigureAwait(false) is null)
                await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.AbortAsync().ConfigureAwait(false);
        await _ended.CancelAsync().ConfigureAwait(false);
        await _mining.ConfigureAwait(false);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        _ended.Dispose();
    }

    private static string Name(int agent) => $"agent-{agent}";

    private static Address Anchor(int node) => Address.OfWord(Word.Of(0xa000 + (ulong)node));

    private static Address Spender(int node) => Address.OfWord(Word.Of(0xb000 + (ulong)node));

    private RuntimeHost Host(int node) => RuntimeHost.Start(
        new RuntimeOptions
        {
            Port = int.Parse(_seeds[node].Split(':')[1], CultureInfo.InvariantCulture),
            Seeds = _seeds,
            MinMembers = _seeds.Length / 2 + 1,
        },
        BenchPorts.Of(_chain, _calls, Anchor(node), Spender(node), new SqlJournal(
            SqliteFile.Open(Path.Combine(_folder, "journal.db")), TimeProvider.System), _batches));

    private async Task MineAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false))
                _chain.Mine();
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }
}
