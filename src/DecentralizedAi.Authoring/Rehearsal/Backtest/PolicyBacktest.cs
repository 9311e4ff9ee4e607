using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Explaining;

namespace DecentralizedAi.Authoring.Rehearsal.Backtest;

/// <summary>A decision that would be another one.</summary>
/// <param name="Action">As it was recorded.</param>
/// <param name="Now">What the proposed policy says.</param>
/// <param name="Why">Why it denies, with the figures of its own budgets; null when it does not.</param>
public sealed record ChangedAction(RecordedAction Action, Decision Now, string? Why);

/// <summary>Recorded decisions, made again under a proposed policy from the facts they were made from and from the
/// levels that its own budgets would have had.</summary>
/// <param name="Same">How many end as they did.</param>
/// <param name="Changed">Those that get further or less far, in the order of the record.</param>
public sealed record PolicyBacktest(PolicySnapshot Policy, int Same, ImmutableArray<ChangedAction> Changed)
{
    /// <summary>Decides every action again.</summary>
    /// <param name="actions">In the order in which they were decided.</param>
    public static PolicyBacktest Run(PolicySnapshot proposed, ReadOnlySpan<RecordedAction> actions)
    {
        var changed = ImmutableArray.CreateBuilder<ChangedAction>();
        var budgets = new BudgetReplay(proposed);
        foreach (var action in actions)
        {
            var facts = budgets.Begin(action.Facts);
            var now = PolicyRules.Decide(action.Call, proposed, facts);
            if (ReachOf(now) != action.Reach)
                changed.Add(new(action, now, now is Decision.Denied denied
                    ? PolicyExplainer.Why(denied, action.Call, proposed, facts)
                    : null));
            budgets.Apply(action, now);
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
