using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Storage;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Postgres;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>What an agent adds to its journal, beside an actor that stores the same events in the same commits and does
/// nothing else; the store's own commits are the limit. Bodies are in the same database.</summary>
internal static class JournalBench
{
    private const int Agents = 64, Together = 2, Pairs = 61, Rows = 64;
    // Until the compiler has finished with what runs often: before, half of the time would be its.
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(10), Length = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static IEnumerable<Bench> Benches =>
    [
        new(Ids("sqlite"), cancellation => OnAFileAsync(cancellation)),
        new(Ids("postgres"), cancellation => OnAServerAsync(cancellation)),
    ];

    private static string[] Ids(string store) =>
        [$"cluster.alone.{store}", $"cluster.agents.{store}", $"cluster.commit.{store}", $"cluster.commits.{store}"];

    private static async Task<IReadOnlyList<Metric>> OnAFileAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("dai-bench-").FullName;
        try
        {
            var database = SqliteFile.Open(Path.Combine(folder, "operator.db"));
            return await MeasureAsync("sqlite", database, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<Metric>> OnAServerAsync(CancellationToken cancellation)
    {
        await using var server = await PostgresServer.StartAsync().ConfigureAwait(false);
        var database = PostgresDatabase.Open(await server.NewDatabaseAsync().ConfigureAwait(false));
        return await MeasureAsync("postgres", database, cancellation).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<Metric>> MeasureAsync(
        string store, IOperatorDatabase database, CancellationToken cancellation)
    {
        var one = await StoreCommits.SecondsAsync(database, 1, cancellation).ConfigureAwait(false);
        var many = await StoreCommits.SecondsAsync(database, Rows, cancellation).ConfigureAwait(false);
        var (tools, commits) = (new MarkedTools(), Commits());
        WatchedJournal? journal = null;
        await using var node = new OneNode(tools, database, stored => journal = new WatchedJournal(stored));
        var measured = new Measured(node, journal!);
        node.Enroll(1, Agents, name => TestDao.Policy(agent: name, resources: """
            "calls":{"burst":"1000000000","rate":{"amount":"1000000000","per":"60"}},
            "tokens":{"burst":"1000000000000","rate":{"amount":"1000000000000","per":"60"}},
            """));
        using var mining = TimeProvider.System.CreateTimer(
            _ => node.Mine(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        for (ulong agent = 1; agent <= Agents; agent++)
            await node.AwakeAsync(agent, cancellation).ConfigureAwait(false);
        var bare = Enumerable.Range(0, Agents)
            .Select(i => node.Host.System.ActorOf(Props.Create(() => new BareActor($"bare-{i}")))).ToArray();
        // What is on disk before the effect: the instruction and the opened action.
        var before = commits.TakeWhile(events => !events.Any(happened => happened is Closed)).ToArray();
        var alone = await AloneAsync(measured, tools, bare[0], before, cancellation).ConfigureAwait(false);
        var rates = await TogetherAsync(measured, tools, bare, commits, cancellation).ConfigureAwait(false);
        return
        [
            new($"cluster.alone.{store}", "ms", 1_000 * alone.Ours, 1_000 * alone.Bare, 1_000 * one * before.Length,
                1 / 1.15),
            new($"cluster.agents.{store}", "actions/s", rates.Ours, rates.Bare,
                Rows / many / commits.Sum(events => events.Length), 0.85, Better.Higher),
            new($"cluster.commit.{store}", "us", 1e6 * one, null, null, null),
            new($"cluster.commits.{store}", "us", 1e6 * many, null, null, null),
        ];
    }

    /// <summary>Seconds until the effect of one instruction begins, and until the other has stored as much.</summary>
    private static async Task<(double Ours, double Bare)> AloneAsync(
        Measured node, MarkedTools tools, IActorRef bare, IReadOnlyList<ImmutableArray<AgentEvent>> before,
        CancellationToken cancellation)
    {
        var (ours, theirs) = (new double[Pairs], new double[Pairs]);
        for (var i = -5; i < Pairs; i++)
        {
            var effect = tools.NextAsync();
            var begun = Stopwatch.GetTimestamp();
            await node.ActAsync(1, $"alone {i}", cancellation).ConfigureAwait(false);
            var took = Stopwatch.GetElapsedTime(begun, await effect.ConfigureAwait(false)).TotalSeconds;
            begun = Stopwatch.GetTimestamp();
            await bare.Ask<int>(before, Patience, cancellation).ConfigureAwait(false);
            if (i >= 0)
                (ours[i], theirs[i]) = (took, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }
        return (Harness.Rounds.Median(ours), Harness.Rounds.Median(theirs));
    }

    /// <summary>Actions in a second of all agents, and so many times what one stores by all others; in turn.</summary>
    private static async Task<(double Ours, double Bare)> TogetherAsync(
        Measured node, MarkedTools tools, IReadOnlyList<IActorRef> bare,
        IReadOnlyList<ImmutableArray<AgentEvent>> commits, CancellationToken cancellation)
    {
        var (ours, theirs, serial, stored) = (0.0, 0.0, 0, 0L);
        for (var turn = 0; turn < 2; turn++)
        {
            ours += await RateAsync(() => tools.Runs, agent => node.ActAsync((ulong)agent + 1,
                $"together {Interlocked.Increment(ref serial)}", cancellation), cancellation).ConfigureAwait(false) / 2;
            theirs += await RateAsync(() => Interlocked.Read(ref stored), async agent =>
            {
                await bare[agent].Ask<int>(commits, Patience, cancellation).ConfigureAwait(false);
                Interlocked.Increment(ref stored);
            }, cancellation).ConfigureAwait(false) / 2;
        }
        return (ours, theirs);
    }

    private static async Task<double> RateAsync(
        Func<long> done, Func<int, Task> act, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var asking = Enumerable.Range(0, Agents * Together).Select(asker => Task.Run(async () =>
        {
            // Who has begun ends, so that nothing of it is left to those who come after.
            while (!stop.IsCancellationRequested)
                await act(asker % Agents).ConfigureAwait(false);
        })).ToArray();
        await Task.Delay(Warm, cancellation).ConfigureAwait(false);
        var (before, begun) = (done(), Stopwatch.GetTimestamp());
        await Task.Delay(Length, cancellation).ConfigureAwait(false);
        var rate = (done() - before) / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(asking).ConfigureAwait(false);
        return rate;
    }

    private sealed record Measured(OneNode Node, WatchedJournal Journal)
    {
        /// <summary>One instruction, from its gateway until its answer is on disk.</summary>
        public async Task ActAsync(ulong agent, string nonce, CancellationToken cancellation)
        {
            var answer = await Node.Host.Gateway.InstructAsync(
                new Instruct(OneNode.Name(agent), "What is the balance?", Keccak256.Hash($"{agent} {nonce}"), null),
                cancellation).ConfigureAwait(false);
            if (answer is not CommandAnswer.Accepted)
                throw new InvalidOperationException($"agent {agent} does not take an instruction: {answer}");
            await Journal.AnsweredAsync(agent, cancellation).WaitAsync(Patience, cancellation).ConfigureAwait(false);
        }
    }

    // What an agent stores for one instruction, as its journal gets it.
    private static IReadOnlyList<ImmutableArray<AgentEvent>> Commits()
    {
        var agent = new AgentWorld().Agent;
        agent.Commits.Clear();
        agent.Instruct("What is the balance?");
        agent.Drive();
        return [.. agent.Commits];
    }

    private sealed class MarkedTools : IToolHost
    {
        private readonly ConcurrentQueue<TaskCompletionSource<long>> _awaiting = new();
        private long _runs;

        public long Runs => Interlocked.Read(ref _runs);

        public ToolCatalogue Catalogue => ToolCatalogue.Default;

        /// <summary>When the next tool begins; a timestamp of the stopwatch.</summary>
        public Task<long> NextAsync()
        {
            var next = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaiting.Enqueue(next);
            return next.Task;
        }

        public Task<ToolOutcome> RunAsync(ToolRun call, CancellationToken cancellation)
        {
            var now = Stopwatch.GetTimestamp();
            Interlocked.Increment(ref _runs);
            if (_awaiting.TryDequeue(out var next))
                next.TrySetResult(now);
            return FakeToolHost.Answer(call);
        }
    }
}
