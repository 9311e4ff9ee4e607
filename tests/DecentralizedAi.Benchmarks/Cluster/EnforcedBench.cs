using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Runtime.Policy;
using DecentralizedAi.Storage;
using DecentralizedAi.Testing;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Storage;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>From the block that has a narrower policy until no node of three decides by the wider one. The block's own
/// time is no clock: it counts from the last moment at which somebody who does nothing but ask did not see it yet.
/// </summary>
internal static class EnforcedBench
{
    private const int Nodes = 3, Times = 20, Warm = 4, Wide = 1_000, Narrow = 500;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    public static Bench Bench => new(
        ["cluster.enforced", "cluster.enforced.median", "cluster.enforced.looks", "cluster.enforced.looks.median",
            "cluster.head.calls", "cluster.head.calls.looks"], RunAsync);

    private static async Task<IReadOnlyList<Metric>> RunAsync(CancellationToken cancellation)
    {
        await using var chain = await GovernedChain.StartAsync(Nodes, [Wide, Narrow], cancellation)
            .ConfigureAwait(false);
        var told = await MeasureAsync(chain, listens: true, cancellation).ConfigureAwait(false);
        var looks = await MeasureAsync(chain, listens: false, cancellation).ConfigureAwait(false);
        return
        [
            new("cluster.enforced", "ms", At(0.95, told.Times), null, null, 250),
            new("cluster.enforced.median", "ms", At(0.5, told.Times), null, null, null),
            new("cluster.enforced.looks", "ms", At(0.95, looks.Times), null, null, 250),
            new("cluster.enforced.looks.median", "ms", At(0.5, looks.Times), null, null, null),
            new("cluster.head.calls", "per block", told.Calls, null, null, null),
            new("cluster.head.calls.looks", "per block", looks.Calls, null, null, null),
        ];
    }

    /// <param name="listens">The chain announces its blocks; else the nodes have to look.</param>
    private static async Task<(IReadOnlyList<double> Times, double Calls)> MeasureAsync(
        GovernedChain chain, bool listens, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("dai-bench-").FullName;
        var (wide, narrow) = (chain.Policy(Wide), chain.Policy(Narrow));
        var seeds = Enumerable.Range(0, Nodes).Select(_ => $"127.0.0.1:{LocalPort.Free()}").ToArray();
        var endpoints = seeds.Select(_ => chain.Endpoint()).ToArray();
        var batches = new InMemoryBatchStore();
        var hosts = seeds.Select((seed, node) => RuntimeHost.Start(
            new RuntimeOptions
            {
                Port = int.Parse(seed.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture), Seeds = seeds,
                MinMembers = Nodes / 2 + 1,
            },
            Ports(chain, node, endpoints[node], listens, new SqlJournal(
                SqliteFile.Open(Path.Combine(folder, "journal.db")), TimeProvider.System), batches))).ToArray();
        try
        {
            var watch = new LawWatch(hosts);
            var times = new List<double>();
            for (var time = -Warm; time < Times; time++)
            {
                await EnforceAsync(chain, watch, wide.Root, () => chain.PublishAsync(wide, cancellation), cancellation)
                    .ConfigureAwait(false);
                var took = await EnforceAsync(
                    chain, watch, narrow.Root, () => chain.PublishAsync(narrow, cancellation), cancellation)
                    .ConfigureAwait(false);
                // The first are the compiler's.
                if (time >= 0)
                    times.Add(took);
            }
            return (times, await CallsAsync(endpoints[0], hosts[0], cancellation).ConfigureAwait(false));
        }
        finally
        {
            foreach (var host in hosts)
                await host.AbortAsync().ConfigureAwait(false);
            foreach (var endpoint in endpoints)
                endpoint.Dispose();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Milliseconds from the block until the last node has it.</summary>
    private static async Task<double> EnforceAsync(
        GovernedChain chain, LawWatch watch, Bytes32 root, Func<Task<string>> publish, CancellationToken cancellation)
    {
        var enforced = watch.Await(root);
        var transaction = await publish().ConfigureAwait(false);
        var unseen = Stopwatch.GetTimestamp();
        for (var asked = unseen; !await chain.IsMinedAsync(transaction, cancellation).ConfigureAwait(false);)
        {
            unseen = asked;
            await Task.Delay(Look, cancellation).ConfigureAwait(false);
            asked = Stopwatch.GetTimestamp();
        }
        var last = await enforced.WaitAsync(TimeSpan.FromSeconds(60), cancellation).ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(unseen, last).TotalMilliseconds;
    }

    // Of a node that nobody asks anything, over blocks in which nothing happens.
    private static async Task<double> CallsAsync(RpcEndpoint endpoint, RuntimeHost host, CancellationToken cancellation)
    {
        const int Blocks = 10;
        var (calls, first) = (endpoint.Calls, host.Law.Snapshot!.Head.Head.Number);
        await Task.Delay(TimeSpan.FromSeconds(Blocks), cancellation).ConfigureAwait(false);
        return (endpoint.Calls - calls) / (double)(host.Law.Snapshot!.Head.Head.Number - first);
    }

    private static RuntimePorts Ports(
        GovernedChain chain, int node, RpcEndpoint endpoint, bool listens, SqlJournal journal,
        InMemoryBatchStore batches)
    {
        var (contracts, keys) = (chain.Dao.Contracts, chain.Nodes[node]);
        return new RuntimePorts
        {
            Domain = new SigningDomain(UInt256.Of(contracts.ChainId), contracts.ActionLedger),
            Operator = chain.Operator,
            Feed = new ChainPolicyFeed(chain.Dao, [endpoint], new FeedOptions
            {
                Operator = chain.Operator, Accounts = [keys.Anchor.Account, keys.Spender.Account], Listens = listens,
            }, TimeProvider.System),
            Documents = new PolicyService(contracts, chain.Reader),
            Checkpoints = new ChainCheckpointReader(contracts, chain.Operator, [chain.Rpc], 1),
            Vault = new VaultCalls(),
            Ledger = new LedgerService(contracts, chain.Reader),
            Spender = chain.Writer(keys.Spender),
            Anchor = chain.Writer(keys.Anchor),
            Model = new FakeModel(FakeModel.Clerk),
            Tools = new FakeToolHost(FakeToolHost.Answer),
            Journal = journal,
            Batches = batches,
            Compositions = TestDao.Hosted,
            Recover = TestDao.Recover,
            Time = TimeProvider.System,
            Limits = new AgentLimits(),
        };
    }

    private static double At(double share, IReadOnlyList<double> times) =>
        times.Order().ElementAt((int)Math.Ceiling(share * times.Count) - 1);

    /// <summary>Sees on each node when its law is swapped.</summary>
    private sealed class LawWatch
    {
        private readonly int _nodes;
        private ConcurrentDictionary<RuntimeHost, long> _seen = new();
        private TaskCompletionSource<long> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Bytes32 _wanted;

        public LawWatch(IReadOnlyList<RuntimeHost> hosts)
        {
            _nodes = hosts.Count;
            foreach (var host in hosts)
            {
                Action moved = () => See(host);
                host.System.ActorOf(Props.Create(() => new Witness(moved)));
            }
        }

        /// <summary>When the last node decides by this policy; a timestamp of the stopwatch.</summary>
        public Task<long> Await(Bytes32 root)
        {
            (_seen, _all) = (new(), new(TaskCreationOptions.RunContinuationsAsynchronously));
            _wanted = root;
            return _all.Task;
        }

        private void See(RuntimeHost host)
        {
            var now = Stopwatch.GetTimestamp();
            if (host.Law.Snapshot is not { } law || law.Head.Agents.GetValueOrDefault(GovernedChain.Agent)?.PolicyRoot
                != _wanted || law.Policy(_wanted) is null)
                return;
            _seen.TryAdd(host, now);
            if (_seen.Count == _nodes)
                _all.TrySetResult(_seen.Values.Max());
        }
    }

    private sealed class Witness : ReceiveActor
    {
        public Witness(Action moved) => Receive<LawMoved>(_ => moved());

        protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(LawMoved));
    }
}
