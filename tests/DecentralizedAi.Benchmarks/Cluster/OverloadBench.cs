using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing.Agents;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>What a node still does when ten times as many ask and nobody waits for an end.</summary>
internal static class OverloadBench
{
    private const int Agents = 8, Fewest = 32, Most = 512, Overload = 10;
    private const double Growth = 1.05;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(2), Length = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200), Patience = TimeSpan.FromSeconds(10);

    public static Bench Bench =>
        new(["cluster.peak", "cluster.overload.goodput", "cluster.overload.refused"], RunAsync);

    private static async Task<IReadOnlyList<Metric>> RunAsync(CancellationToken cancellation)
    {
        var tools = new CountingTools();
        await using var node = new OneNode(tools);
        node.Enroll(1, Agents, name => TestDao.Policy(agent: name, resources: """
            "calls":{"burst":"1000000000","rate":{"amount":"1000000000","per":"60"}},
            "tokens":{"burst":"1000000000000","rate":{"amount":"1000000000000","per":"60"}},
            """));
        // Leases and the age of the law need blocks.
        using var mining = TimeProvider.System.CreateTimer(
            _ => node.Mine(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        for (ulong agent = 1; agent <= Agents; agent++)
            await node.AwakeAsync(agent, cancellation).ConfigureAwait(false);
        var crowd = new Crowd(node);
        var (peak, callers) = await PeakAsync(tools, crowd, cancellation).ConfigureAwait(false);
        var loaded = await RateAsync(tools, crowd, callers * Overload, waits: false, cancellation)
            .ConfigureAwait(false);
        return
        [
            new("cluster.peak", "actions/s", peak, null, null, null, Better.Higher),
            new("cluster.overload.goodput", "of peak", loaded / peak, null, null, 0.9, Better.Higher),
            new("cluster.overload.refused", "DAI-3124", crowd.Refused, null, null, 1, Better.Higher),
        ];
    }

    // Few callers measure how long one waits; their number is doubled until more of them get no more done.
    private static async Task<(double Rate, int Callers)> PeakAsync(
        CountingTools tools, Crowd crowd, CancellationToken cancellation)
    {
        var best = (Rate: 0.0, Callers: 0);
        for (var callers = Fewest; callers <= Most; callers *= 2)
        {
            var rate = await RateAsync(tools, crowd, callers, waits: true, cancellation).ConfigureAwait(false);
            var grows = rate > best.Rate * Growth;
            if (rate > best.Rate)
                best = (rate, callers);
            if (!grows)
                break;
        }
        return best;
    }

    /// <summary>Actions in a second, once all are at it.</summary>
    private static async Task<double> RateAsync(
        CountingTools tools, Crowd crowd, int callers, bool waits, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var asking = Task.WhenAll(Enumerable.Range(0, callers)
            .Select(caller => Task.Run(() => crowd.AskAsync((ulong)(caller % Agents) + 1, waits, stop.Token))));
        await Task.Delay(Warm, cancellation).ConfigureAwait(false);
        var (before, started) = (tools.Runs, TimeProvider.System.GetTimestamp());
        await Task.Delay(Length, cancellation).ConfigureAwait(false);
        var rate = (tools.Runs - before) / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        await stop.CancelAsync().ConfigureAwait(false);
        await asking.ConfigureAwait(false);
        return rate;
    }

    private sealed class Crowd(OneNode node)
    {
        private int _serial, _refused;

        public int Refused => _refused;

        /// <param name="waits">For the end of each instruction before the next.</param>
        public async Task AskAsync(ulong agent, bool waits, CancellationToken stop)
        {
            var gateway = node.Host.Gateway;
            try
            {
                while (true)
                {
                    var answer = await gateway.InstructAsync(Order(agent), stop).ConfigureAwait(false);
                    if (answer is CommandAnswer.Accepted accepted && waits)
                        await gateway.InstructionAsync(Bytes32.Parse(accepted.View.Instruction), Patience, stop)
                            .ConfigureAwait(false);
                    else if (answer is CommandAnswer.NotNow)
                        await LaterAsync(answer, stop).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // The measurement is over.
            }
        }

        private Task LaterAsync(CommandAnswer answer, CancellationToken stop)
        {
            if (answer is CommandAnswer.NotNow { Code: InstructionDecider.Busy })
                Interlocked.Increment(ref _refused);
            return Task.Delay(Pause, stop);
        }

        private Instruct Order(ulong agent)
        {
            var stream = new AgentIdentity(agent, TestDao.Domain).Stream;
            var nonce = Keccak256.Hash($"{Interlocked.Increment(ref _serial)}");
            var typed = new TypedData.Instruction(stream, "What is the balance?", nonce, 4_000_000_000);
            return new Instruct(OneNode.Name(agent), typed.Text, nonce, new SignedInstruction(
                TestDao.Manager, typed.Deadline, TestDao.Sign(TestDao.Manager, typed.Digest(TestDao.Domain))));
        }
    }

    private sealed class CountingTools : IToolHost
    {
        private long _runs;

        public long Runs => Interlocked.Read(ref _runs);

        public ToolCatalogue Catalogue => ToolCatalogue.Default;

        public Task<ToolOutcome> RunAsync(ToolRun call, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _runs);
            return FakeToolHost.Answer(call);
        }
    }
}
