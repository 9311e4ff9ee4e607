using DecentralizedAi.Benchmarks.Harness;
using DecentralizedAi.Testing.Agents;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>What an agent costs that nobody asks anything.</summary>
internal static class IdleBench
{
    private const int Agents = 2_000, Warm = 200, Settling = 6;

    public static Bench Bench =>
        new(["cluster.idle.bytes", "cluster.idle.block", "cluster.law.bytes", "cluster.wake"], RunAsync);

    // The law of an agent is the node's to know, awake or not: it is measured alone and taken off.
    private static async Task<IReadOnlyList<Metric>> RunAsync(CancellationToken cancellation)
    {
        await using var node = new OneNode();
        await WakeAsync(node, 1, Warm, cancellation).ConfigureAwait(false);
        var before = Heap();
        var cpu = CpuClock.Now;
        await WakeAsync(node, Warm + 1, Agents, cancellation).ConfigureAwait(false);
        var wake = (CpuClock.Now - cpu) / 1e6 / Agents;
        var awake = (Heap() - before) / (double)Agents;
        var block = await BlocksAsync(node, cancellation).ConfigureAwait(false);
        var law = LawBytes();
        return
        [
            new("cluster.idle.bytes", "B", awake - law, null, null, 8_192),
            new("cluster.law.bytes", "B", law, null, null, null),
            new("cluster.idle.block", "us", block, null, null, null),
            new("cluster.wake", "ms", wake, null, null, 5),
        ];
    }

    private static async Task WakeAsync(OneNode node, ulong first, int count, CancellationToken cancellation)
    {
        node.Enroll(first, count);
        for (var agent = first; agent < first + (ulong)count; agent++)
            await node.AwakeAsync(agent, cancellation).ConfigureAwait(false);
    }

    // CPU for each agent that looks at a block a second.
    private static async Task<double> BlocksAsync(OneNode node, CancellationToken cancellation)
    {
        const int Blocks = 5;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        // Until their enrollment is final they have reason to look.
        for (var i = 0; i < Settling; i++)
        {
            node.Mine();
            await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
        var cpu = CpuClock.Now;
        for (var i = 0; i < Blocks; i++)
        {
            node.Mine();
            await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
        return (CpuClock.Now - cpu) / 1e3 / Blocks / (Agents + Warm);
    }

    private static double LawBytes()
    {
        var before = Heap();
        var laws = Enumerable.Range(1, Agents).Select(i => TestDao.Policy(agent: OneNode.Name((ulong)i))).ToArray();
        var bytes = (Heap() - before) / (double)Agents;
        GC.KeepAlive(laws);
        return bytes;
    }

    private static long Heap()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
