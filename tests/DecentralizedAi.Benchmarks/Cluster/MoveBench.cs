using System.Diagnostics;
using DecentralizedAi.Benchmarks.Harness;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>How long nobody serves an agent whose node dies, or leaves in order. Every second node that goes is the
/// oldest.</summary>
internal static class MoveBench
{
    private const int Nodes = 3, Agents = 6, Deaths = 12, Drains = 8;
    private static readonly TimeSpan Afterwards = TimeSpan.FromMilliseconds(300);

    public static Bench Bench => new(
        ["cluster.failover", "cluster.failover.oldest", "cluster.drain", "cluster.drain.oldest",
            "cluster.drain.failed", "cluster.drain.left"], RunAsync);

    /// <param name="Served">Seconds of the slowest request meanwhile.</param>
    /// <param name="Left">Seconds until the node had left the cluster.</param>
    private sealed record Move(bool Oldest, double Served, double Left, int Failed);

    private static async Task<IReadOnlyList<Metric>> RunAsync(CancellationToken cancellation)
    {
        await using var nodes = new FewNodes(Nodes, Agents);
        await nodes.WholeAsync(cancellation).ConfigureAwait(false);
        var (deaths, drains) = (new List<Move>(), new List<Move>());
        for (var i = 0; i < Deaths; i++)
            deaths.Add(await DieAsync(nodes, i % 2 == 0, cancellation).ConfigureAwait(false));
        for (var i = 0; i < Drains; i++)
            drains.Add(await DrainAsync(nodes, i % 2 == 0, cancellation).ConfigureAwait(false));
        return
        [
            new("cluster.failover", "s", Worst(deaths, move => move.Served), null, null, 5),
            new("cluster.failover.oldest", "s", Worst(deaths.Where(m => m.Oldest), m => m.Served), null, null, 5),
            new("cluster.drain", "ms", 1_000 * Worst(drains, move => move.Served), null, null, 300),
            new("cluster.drain.oldest", "ms", 1_000 * Worst(drains.Where(m => m.Oldest), m => m.Served), null, null,
                300),
            new("cluster.drain.failed", "requests", drains.Sum(move => move.Failed), null, null, 0),
            new("cluster.drain.left", "s", Worst(drains, move => move.Left), null, null, null),
        ];
    }

    private static async Task<Move> DieAsync(FewNodes nodes, bool oldest, CancellationToken cancellation)
    {
        var (victim, agent) = await VictimAsync(nodes, oldest, cancellation).ConfigureAwait(false);
        var isOldest = victim == nodes.Oldest;
        var clock = Stopwatch.StartNew();
        var dying = nodes[victim].AbortAsync();
        var answered = await nodes.AskAsync(agent, (victim + 1) % Nodes, cancellation).ConfigureAwait(false);
        var move = new Move(isOldest, clock.Elapsed.TotalSeconds, 0, answered ? 0 : 1);
        Console.Error.WriteLine(move);
        await dying.ConfigureAwait(false);
        await BackAsync(nodes, victim, cancellation).ConfigureAwait(false);
        return move;
    }

    // Every agent is asked all the time, at any node that has not left, the leaving one included.
    private static async Task<Move> DrainAsync(FewNodes nodes, bool oldest, CancellationToken cancellation)
    {
        var (victim, _) = await VictimAsync(nodes, oldest, cancellation).ConfigureAwait(false);
        var isOldest = victim == nodes.Oldest;
        var open = Enumerable.Range(0, Nodes).ToArray();
        using var enough = new CancellationTokenSource();
        var askers = Enumerable.Range(1, Agents).Select(agent => Task.Run(
            () => AskAsync(nodes, agent, () => Volatile.Read(ref open), enough.Token, cancellation),
            cancellation)).ToArray();
        var clock = Stopwatch.StartNew();
        await nodes[victim].Gateway.DrainAsync(cancellation).ConfigureAwait(false);
        var left = clock.Elapsed;
        Volatile.Write(ref open, [.. open.Where(node => node != victim)]);
        await Task.Delay(Afterwards, cancellation).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        var asked = await Task.WhenAll(askers).ConfigureAwait(false);
        clock.Restart();
        await nodes[victim].StopAsync().ConfigureAwait(false);
        left += clock.Elapsed;
        var move = new Move(
            isOldest, asked.Max(one => one.Worst), left.TotalSeconds, asked.Sum(one => one.Failed));
        Console.Error.WriteLine(move);
        await BackAsync(nodes, victim, cancellation).ConfigureAwait(false);
        return move;
    }

    private static async Task<(double Worst, int Failed)> AskAsync(
        FewNodes nodes, int agent, Func<int[]> open, CancellationToken enough, CancellationToken cancellation)
    {
        var (worst, failed) = (0.0, 0);
        for (var at = agent; !enough.IsCancellationRequested; at++)
        {
            var (clock, doors) = (Stopwatch.StartNew(), open());
            if (!await nodes.AskAsync(agent, doors[at % doors.Length], cancellation).ConfigureAwait(false))
                failed++;
            worst = Math.Max(worst, clock.Elapsed.TotalSeconds);
        }
        return (worst, failed);
    }

    /// <summary>A node that serves some agent, the oldest or another, and that agent.</summary>
    private static async Task<(int Victim, int Agent)> VictimAsync(
        FewNodes nodes, bool oldest, CancellationToken cancellation)
    {
        var homes = new List<int>();
        for (var agent = 1; agent <= Agents; agent++)
            homes.Add(await nodes.HomeAsync(agent, nodes.Oldest, cancellation).ConfigureAwait(false));
        var found = Math.Max(0, homes.FindIndex(home => home == nodes.Oldest == oldest));
        return (homes[found], found + 1);
    }

    private static async Task BackAsync(FewNodes nodes, int victim, CancellationToken cancellation)
    {
        nodes.Restart(victim);
        await nodes.WholeAsync(cancellation).ConfigureAwait(false);
    }

    private static double Worst(IEnumerable<Move> moves, Func<Move, double> figure)
    {
        var sorted = moves.Select(figure).Order().ToArray();
        return sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1];
    }
}
