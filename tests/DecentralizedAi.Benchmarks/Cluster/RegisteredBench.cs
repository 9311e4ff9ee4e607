using System.Diagnostics;
using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Runtime.Policy;
using DecentralizedAi.Testing.Agents;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>What a registry of 100,000 agents costs a node that hosts 10,000 of them, beside one that holds these
/// alone.</summary>
internal static class RegisteredBench
{
    private const int Registered = 100_000, Hosted = 10_000, Rounds = 15, Lookups = 10_000;

    public static Bench Bench => new(
        ["cluster.registered.start", "cluster.registered.bytes", "cluster.registered.block",
            "cluster.registered.growth", "cluster.registered.lookup"], RunAsync);

    private static async Task<IReadOnlyList<Metric>> RunAsync(CancellationToken cancellation)
    {
        var (all, alone) = (new RegisteredAgents(Registered, Hosted), new RegisteredAgents(Hosted, Hosted));
        var own = alone.Fold();
        var before = Heap();
        var begun = Stopwatch.GetTimestamp();
        var table = all.Fold();
        var start = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var bytes = (Heap() - before) / (double)Registered;
        var pair = RegisteredAgents.Block(table, all.Height);
        if (pair.Head.Agents.Count != Hosted || RegisteredAgents.Block(own, alone.Height).Head.Agents.Count != Hosted)
            throw new InvalidOperationException("the views do not show the agents that are hosted");
        var law = new LawCell(TestDao.Manager, TestDao.Manager, ToolCatalogue.Default, TestDao.Hosted, new(),
            TimeProvider.System);
        law.Swap(new GovernanceSnapshot(pair, 0, []), default);
        var medians = await Harness.Rounds.MediansAsync(Rounds,
            Subject.Of("100,000 registered", 1, () => RegisteredAgents.Block(table, all.Height)),
            Subject.Of("10,000 registered", 1, () => RegisteredAgents.Block(own, alone.Height)),
            Subject.Of("look-up", Lookups, () => LookUp(law))).ConfigureAwait(false);
        return
        [
            new("cluster.registered.start", "s", start, null, null, null),
            new("cluster.registered.bytes", "B", bytes, null, null, null),
            new("cluster.registered.block", "ms", medians[0] / 1e6, null, medians[1] / 1e6, null),
            new("cluster.registered.growth", "times", medians[0] / medians[1], null, null, 1.25),
            new("cluster.registered.lookup", "ns", medians[2], null, null, 1_000),
        ];
    }

    private static void LookUp(LawCell law)
    {
        for (var agent = 1UL; agent <= Lookups; agent++)
            if (law.Named(OneNode.Name(agent)) != agent)
                throw new InvalidOperationException($"agent {agent} is not found by its name");
    }

    private static long Heap()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
