using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Chaos.Faults;
using DecentralizedAi.Cli.Chaos.Referee;

namespace DecentralizedAi.Cli.Chaos;

/// <summary>The object of <c>dai chaos --json</c>.</summary>
/// <param name="Failovers">Seconds from a kill until an agent of the dead node had acted elsewhere.</param>
internal sealed record ChaosReport(
    int Seed, int Asked, Verdict Verdict, IReadOnlyDictionary<FaultKind, int> Played, IReadOnlyList<double> Failovers,
    TimeSpan Took)
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
        ["failover_p50"] = At(0.5),
        ["failover_p95"] = At(0.95),
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
        if (At(0.5) is { } median)
            yield return $"failover: median {median:0.0} s, p95 {At(0.95):0.0} s of {Failovers.Count}";
        foreach (var fault in v.Faults)
            yield return $"  {fault}";
        if (!v.Clean)
            yield return $"seed {Seed}; play it again: {replay}";
    }

    private int Count(FaultKind kind) => Played.GetValueOrDefault(kind);

    // The smallest figure that so many are not above.
    private double? At(double share) => Failovers.Count == 0 ? null
        : Math.Round(Failovers.Order().ElementAt((int)Math.Ceiling(share * Failovers.Count) - 1), 2);
}
