using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>
/// Finds calls of one tool so that every combination of rules that can match at all, in the old and the new document,
/// is met by one of them. A rule is a product of conditions on independent axes, so it suffices to follow which rules
/// are still alive from axis to axis; the number of calls does not matter, only that of different outcomes.
/// </summary>
internal sealed class ProbeFinder(ToolView before, ToolView after, string tool)
{
    /// <summary>More different outcomes than this are not followed: what only they show stays in doubt.</summary>
    private const int MostStates = 40_000;

    private readonly UInt128 _opensBefore = Opening(before);
    private readonly UInt128 _opensAfter = Opening(after);

    /// <summary>Not every combination was followed.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Calls that at least one of the documents may let through, and no two with the same outcome.</summary>
    public IReadOnlyList<Probe> Find()
    {
        var builder = new AxisBuilder(before, after, tool);
        IsCut = builder.IsCut;
        var axes = builder.Axes().ToArray();
        var states = new Dictionary<State, Path?> { [State.Start] = null };
        foreach (var axis in axes)
            states = Follow(states, axis);
        return [.. states.Values.Select(path => Build(path, axes))];
    }

    private Dictionary<State, Path?> Follow(Dictionary<State, Path?> states, CallAxis axis)
    {
        var next = new Dictionary<State, Path?>();
        foreach (var (state, path) in states)
        {
            foreach (var value in axis.Classes)
            {
                var reached = state.Over(value, _opensBefore, _opensAfter);
                if (reached.IsShut || next.ContainsKey(reached))
                    continue;
                if (next.Count == MostStates)
                {
                    IsCut = true;
                    return next;
                }
                next.Add(reached, new(value.Example, path));
            }
        }
        return next;
    }

    private Probe Build(Path? path, CallAxis[] axes)
    {
        var probe = new Probe(ToolCall.Of(tool), new Facts
        {
            Instructor = Instructor.Operator, Time = DateTimeOffset.UnixEpoch,
            Levels = Full(before.Policy, after.Policy),
        });
        for (var i = axes.Length - 1; i >= 0; i--, path = path!.Before)
            probe = CallAxis.Put(probe, axes[i].Name, path!.Value);
        return probe;
    }

    /// <summary>Every budget full and nothing spent, as far as either document lets it.</summary>
    public static ImmutableDictionary<string, BudgetLevel> Full(params ReadOnlySpan<PolicySnapshot> policies)
    {
        var levels = ImmutableDictionary.CreateBuilder<string, BudgetLevel>();
        foreach (var policy in policies)
        {
            foreach (var (name, burst) in policy.Document.Money.Select(budget => (budget.Key, budget.Value.Burst))
                .Concat(policy.Document.Resources.Select(budget => (budget.Key, budget.Value.Burst))))
            {
                if (burst.Units >= levels.GetValueOrDefault(name).Level)
                    levels[name] = new(burst.Units, UInt256.Zero);
            }
        }
        return levels.ToImmutable();
    }

    private static UInt128 Opening(ToolView view)
    {
        UInt128 bits = 0;
        for (var i = 0; i < view.Rules.Length; i++)
            bits |= view.Rules[i].Rule.Kind == RuleKind.Forbid ? 0 : UInt128.One << i;
        return bits;
    }

    private sealed record Path(AxisValue Value, Path? Before);

    private readonly record struct State(UInt128 Old, UInt128 New, UInt128 Flips, string Money)
    {
        public static State Start => new(UInt128.MaxValue, UInt128.MaxValue, 0, "");

        /// <summary>Both documents deny whatever follows.</summary>
        public bool IsShut => Old == 0 && New == 0;

        public State Over(AxisClass value, UInt128 opensOld, UInt128 opensNew) => new(
            Kept(Old & value.Before, opensOld), Kept(New & value.After, opensNew), Flips | value.Flips,
            value.Money.Length == 0 ? Money : $"{Money} {value.Money}");

        // Without a rule that could let it through, or without a fit, a call is denied whoever else forbids it.
        private static UInt128 Kept(UInt128 alive, UInt128 opens) =>
            (alive & opens) == 0 || alive >> CallAxis.FitBit == 0 ? 0 : alive;
    }
}
