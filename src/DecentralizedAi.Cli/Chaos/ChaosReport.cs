using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Chaos.Faults;
using DecentralizedAi.Cli.Chaos.Referee;

namespace DecentralizedAi.Cli.Chaos;

/// <summary>The object of <c>dai chaos --json</c>.</summary>
/// <param name="Failovers">Seconds from when a node was gone until an agent of it had acted elsewhere.</param>
internal sealed record ChaosReport(
    int Seed, int Asked, Verdict Verdict, IReadOnlyDictionary<FaultKind, int> Played,
    IReadOnlyList<(FaultKind Kind, double Seconds)> Failovers, TimeSpan Took)
{
    /// <param name="replay">The command that plays the same faults again.</param>
    public JsonObject ToJson(string replay) => new()
    {
        ["ok"] = Verdict.Clean,
        ["seed"] = Seed,
        ["asked"] = Asked,
        ["done"] = Verdict.Done,
        ["refused"] = Verdict.Refused,
        ["failed"] = Verdict.Failed,
        ["unknown"] = Verdict.Unknown,
        ["silent"] = Verdict.Silent,
        ["not_taken"] = Verdict.NotTaken,
        ["in_flight_at_kills"] = Verdict.InFlightAtKills,
        ["doubled"] = Verdict.Doubled,
        ["lost"] = Verdict.Lost,
        ["forged"] = Verdict.Forged,
        ["kills"] = Count(FaultKind.Kill),
        ["blackouts"] = Count(FaultKind.Blackout),
        ["pauses"] = Count(FaultKind.Pause),
        ["outages"] = Count(FaultKind.Outage),
        ["reorgs"] = Count(FaultKind.Reorg),
        ["partitions"] = Count(FaultKind.Partition),
        ["lies"] = Count(FaultKind.Lie),
        ["full_disks"] = Count(FaultKind.Disk),
        ["vanished"] = Count(FaultKind.Vanish),
        ["losses"] = Count(FaultKind.Loss),
        ["delays"] = Count(FaultKind.Delay),
        ["clock_jumps"] = Count(FaultKind.Clock),
        ["failover_p50"] = At(FaultKind.Kill, 0.5),
        ["failover_p95"] = At(FaultKind.Kill, 0.95),
        ["vanish_p50"] = At(FaultKind.Vanish, 0.5),
        ["vanish_p95"] = At(FaultKind.Vanish, 0.95),
        ["seconds"] = Math.Round(Took.TotalSeconds, 1),
        ["faults"] = new JsonArray([.. Verdict.Faults.Select(fault => (JsonNode)fault)]),
        ["replay"] = replay,
    };

    public IEnumerable<string> Lines(string replay)
    {
        var v = Verdict;
        yield return $"{Asked} asked: {v.Done} done, {v.Refused} refused, {v.Failed} failed, {v.Unknown} unknown, "
            + $"{v.Silent} silent, {v.NotTaken} not taken";
        yield return $"{v.Doubled} doubled, {v.Lost} lost, {v.Forged} forged; {v.InFlightAtKills} in flight at kills";
        yield return string.Join(", ", Played.OrderBy(one => one.Key)
            .Select(one => $"{one.Value} x {one.Key.ToString().ToLowerInvariant()}"));
        foreach (var kind in Failovers.Select(one => one.Kind).Distinct().Order())
            yield return $"acts elsewhere after a {kind.ToString().ToLowerInvariant()}: median {At(kind, 0.5):0.0} s, "
                + $"p95 {At(kind, 0.95):0.0} s of {Failovers.Count(one => one.Kind == kind)}";
        foreach (var fault in v.Faults)
            yield return $"  {fault}";
        if (!v.Clean)
            yield return $"seed {Seed}; play it again: {replay}";
    }

    private int Count(FaultKind kind) => Played.GetValueOrDefault(kind);

    // The smallest figure that so many are not above.
    private double? At(FaultKind kind, double share) =>
        Failovers.Where(one => one.Kind == kind).Select(one => one.Seconds).Order().ToList() is { Count: > 0 } all
            ? Math.Round(all[(int)Math.Ceiling(share * all.Count) - 1], 2)
            : null;
}
