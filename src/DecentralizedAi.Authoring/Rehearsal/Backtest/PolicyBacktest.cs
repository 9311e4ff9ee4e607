using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Authoring.Rehearsal.Backtest;

/// <summary>A decision that would be another one.</summary>
/// <param name="Action">As it was recorded.</param>
/// <param name="Now">What the proposed policy says.</param>
public sealed record ChangedAction(RecordedAction Action, Decision Now);

/// <summary>Recorded decisions, made again under a proposed policy from the facts and levels they were made from.
/// </summary>
/// <param name="Same">How many end as they did.</param>
/// <param name="Changed">Those that get further or less far, in the order of the record.</param>
public sealed record PolicyBacktest(PolicySnapshot Policy, int Same, ImmutableArray<ChangedAction> Changed)
{
    /// <summary>Decides every action again.</summary>
    public static PolicyBacktest Run(PolicySnapshot proposed, ReadOnlySpan<RecordedAction> actions)
    {
        var changed = ImmutableArray.CreateBuilder<ChangedAction>();
        foreach (var action in actions)
        {
            var now = PolicyRules.Decide(action.Call, proposed, action.Facts);
            if (ReachOf(now) != action.Reach)
                changed.Add(new(action, now));
        }
        return new(proposed, actions.Length - changed.Count, changed.ToImmutable());
    }

    /// <summary>How far a decision lets a call get.</summary>
    public static Reach ReachOf(Decision decision) => decision switch
    {
        Decision.Allowed => Reach.Allowed,
        Decision.Approval => Reach.Approval,
        _ => Reach.Denied,
    };
}
