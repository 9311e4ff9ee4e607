using System.Diagnostics;
using DecentralizedAi.Benchmarks.Harness;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>How long whoever asks waits at most while a node leaves in order, under load. Every second one that leaves
/// is the oldest. What a killed node costs is measured on processes: <c>dai chaos --agents 1 --faults kill=12</c>.
/// </summary>
internal static class MoveBench
{
    private const int Nodes = 3, Agents = 6, Drains = 12;
    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(500), Afterwards = Before;

    public static Bench Bench => new(
        ["cluster.drain", "cluster.drain.median", "cluster.drain.oldest", "cluster.drain.failed", "cluster.drain.left"],
        RunAsync);

    /// <param name="Quiet">Seconds of the slowest request in the half second before.</param>
    /// <param name="Served">Seconds of the slowest request meanwhile.</param>
    /// <param name="Left">Seconds until the node had left the cluster.</param>
    private sealed record Move(bool Oldest, double Quiet, double Served, double Left, int Failed);

    private static async Task<IReadOnlyList<Metric>> RunAsync(CancellationToken cancellation)
    {
        await using var nodes = new FewNodes(Nodes, Agents);
        await nodes.WholeAsync(cancellation).ConfigureAwait(false);
        await ServedAsync(nodes, cancellation).ConfigureAwait(false);
        var moves = new List<Move>();
        for (var i = 0; i < Drains; i++)
            moves.Add(await DrainAsync(nodes, i % 2 == 0, cancellation).ConfigureAwait(false));
        var oldest = moves.Where(move => move.Oldest).ToList();
        return
        [
            new("cluster.drain", "ms", 1_000 * At(0.95, moves, m => m.Served), null,
                1_000 * At(0.95, moves, m => m.Quiet), 300),
            new("cluster.drain.median", "ms", 1_000 * At(0.5, moves, m => m.Served), null,
                1_000 * At(0.5, moves, m => m.Quiet), 300),
            new("cluster.drain.oldest", "ms", 1_000 * At(0.95, oldest, m => m.Served), null,
                1_000 * At(0.95, oldest, m => m.Quiet), 300),
            new("cluster.drain.failed", "requests", moves.Sum(move => move.Failed), null, null, 0),
            new("cluster.drain.left", "s", At(0.95, moves, move => move.Left), null, null, null),
        ];
    }

    // An agent is served after the first lease of its shard, some blocks after the start whoever leaves meanwhile.
    private static async Task ServedAsync(FewNodes nodes, CancellationToken cancellation)
    {
        for (var agent = 1; agent <= Agents; agent++)
            for (var door = 0; door < Nodes; door++)
                if (!await nodes.AskAsync(agent, door, cancellation).ConfigureAwait(false))
                    throw new InvalidOperationException($"node {door} does not serve agent {agent}");
    }

    /// <summary>One request: when it was answered, seconds it took, and whether it was.</summary>
    private sealed record Request(TimeSpan End, double Seconds, bool Answered);

    // Every agent is asked all the time, at any node that has not left, the leaving one included.
    private static async Task<Move> DrainAsync(FewNodes nodes, bool oldest, CancellationToken cancellation)
    {
        var victim = await VictimAsync(nodes, oldest, cancellation).ConfigureAwait(false);
        var isOldest = victim == nodes.Oldest;
        var open = Enumerable.Range(0, Nodes).ToArray();
        using var enough = new CancellationTokenSource();
        var clock = Stopwatch.StartNew();
        var asking = Enumerable.Range(1, Agents).Select(agent => Task.Run(
            () => AskAsync(nodes, agent, clock, () => Volatile.Read(ref open), enough.Token, cancellation),
            cancellation)).ToArray();
        await Task.Delay(Before, cancellation).ConfigureAwait(false);
        var begun = clock.Elapsed;
        await nodes[victim].Gateway.DrainAsync(cancellation).ConfigureAwait(false);
        var handing = clock.Elapsed - begun;
        Volatile.Write(ref open, [.. open.Where(node => node != victim)]);
        await Task.Delay(Afterwards, cancellation).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        var asked = (await Task.WhenAll(asking).ConfigureAwait(false)).SelectMany(requests => requests).ToList();
        var stopping = Stopwatch.StartNew();
        await nodes[victim].StopAsync().ConfigureAwait(false);
        var left = handing + stopping.Elapsed;
        nodes.Restart(victim);
        await nodes.WholeAsync(cancellation).ConfigureAwait(false);
        return new Move(isOldest, Slowest(asked.Where(one => one.End < begun)),
            Slowest(asked.Where(one => one.End >= begun)), left.TotalSeconds, asked.Count(one => !one.Answered));
    }

    private static double Slowest(IEnumerable<Request> requests) => requests.Max(request => request.Seconds);

    private static async Task<IReadOnlyList<Request>> AskAsync(
        FewNodes nodes, int agent, Stopwatch clock, Func<int[]> open, CancellationToken enough,
        CancellationToken cancellation)
    {
        var requests = new List<Request>();
        for (var at = agent; !enough.IsCancellationRequested; at++)
        {
            var (begun, doors) = (clock.Elapsed, open());
            var answered = await nodes.AskAsync(agent, doors[at % doors.Length], cancellation).ConfigureAwait(false);
            requests.Add(new Request(clock.Elapsed, (clock.Elapsed - begun).TotalSeconds, answered));
        }
        return requests;
    }

    /// <summary>A node that serves some agent: the oldest, or another.</summary>
    private static async Task<int> VictimAsync(FewNodes nodes, bool oldest, CancellationToken cancellation)
    {
        var homes = new List<int>();
        for (var agent = 1; agent <= Agents; agent++)
            homes.Add(await nodes.HomeAsync(agent, nodes.Oldest, cancellation).ConfigureAwait(false));
        return homes.Where(home => home == nodes.Oldest == oldest).Append(homes[0]).First();
    }

    private static double At(double share, IReadOnlyList<Move> moves, Func<Move, double> figure) =>
        moves.Select(figure).Order().ElementAt((int)Math.Ceiling(share * moves.Count) - 1);
}
