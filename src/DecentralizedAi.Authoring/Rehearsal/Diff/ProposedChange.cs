using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>What a proposed policy changes for its agent.</summary>
/// <param name="Fault">Why nobody can say what it changes; null when the comparison is there.</param>
public sealed record ProposedChange(PolicyDiff? Diff, string? Fault)
{
    /// <param name="proposed">Null where it does not compile here.</param>
    /// <param name="inForce">Root of the policy in force; 0 = none.</param>
    /// <param name="before">That policy; null where it does not compile here.</param>
    public static ProposedChange Of(PolicySnapshot? proposed, Bytes32 inForce, PolicySnapshot? before)
    {
        if (proposed is null)
            return new(null, "it does not compile here: in force, it would deny everything");
        if (inForce.IsZero)
            return new(null, "it is the first policy of its agent");
        if (before is null)
            return new(null, $"the policy in force, {inForce}, does not compile here");
        return PolicyDiff.Mismatch(before, proposed) is { } why
            ? new(null, $"nodes would deny everything: {why}")
            : new(PolicyDiff.Of(before, proposed), null);
    }

    /// <summary>Lines to read aloud.</summary>
    public IEnumerable<string> Lines() => Diff is null ? [Fault!] : DiffReport.ToLines(Diff);

    /// <summary>Adds the members <c>fault</c> and <c>diff</c>, one of them null.</summary>
    public JsonObject AddTo(JsonObject written)
    {
        written["fault"] = Fault;
        written["diff"] = Diff is null ? null : DiffReport.ToJson(Diff);
        return written;
    }
}
