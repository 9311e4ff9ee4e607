using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>What a change does to verdicts; a change may do both.</summary>
[Flags]
public enum Direction : byte
{
    /// <summary>No call is decided differently.</summary>
    None = 0,

    /// <summary>A call gets further than before, or nobody can say that none does.</summary>
    Loosens = 1,

    /// <summary>A call gets less far than before.</summary>
    Tightens = 2,

    Both = Loosens | Tightens,
}

/// <summary>Compares what two policies say to one call.</summary>
public static class Strictness
{
    /// <summary>
    /// Denied is stricter than approval, approval than allowed. Of two approvals one is stricter that wants somebody
    /// more or gives less time; an exchange of approvers is both.
    /// </summary>
    public static Direction Compare(Decision before, Decision after)
    {
        if (before is Decision.Approval old && after is Decision.Approval now)
            return (old.Approvers.Except(now.Approvers).Any() || now.Within > old.Within
                    ? Direction.Loosens : Direction.None)
                | (now.Approvers.Except(old.Approvers).Any() || now.Within < old.Within
                    ? Direction.Tightens : Direction.None);
        return Rank(after) > Rank(before) ? Direction.Loosens
            : Rank(after) < Rank(before) ? Direction.Tightens
            : Direction.None;
    }

    private static int Rank(Decision decision) => decision switch
    {
        Decision.Allowed => 2,
        Decision.Approval => 1,
        _ => 0,
    };
}
