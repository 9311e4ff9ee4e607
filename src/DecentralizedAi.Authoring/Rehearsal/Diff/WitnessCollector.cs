using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>Confronts every change with calls that show every outcome; keeps the clearest example of each.</summary>
internal sealed class WitnessCollector(ImmutableArray<PolicyChange> changes, ImmutableArray<LevelChange> levels)
{
    private readonly Dictionary<(int Change, Direction Shows), (int Others, DiffWitness Witness)> _found = [];
    private readonly Dictionary<int, DiffWitness> _levels = [];
    private bool _isCut;

    /// <summary>Reads one tool.</summary>
    public void Read(ToolView before, ToolView after, string tool)
    {
        var finder = new ProbeFinder(before, after, tool);
        foreach (var probe in finder.Find())
        {
            var meeting = new Meeting(probe, before, after);
            Note(meeting);
            foreach (var (variant, past) in BudgetVariants.Of(meeting))
                Note(new(variant, before, after) { Past = past });
            for (var i = 0; i < levels.Length; i++)
            {
                if (!_levels.ContainsKey(i) && levels[i].Witness(meeting) is { } witness)
                    _levels.Add(i, witness);
            }
        }
        _isCut |= finder.IsCut;
    }

    /// <summary>A sentence for each change: what loosens first.</summary>
    public ImmutableArray<DiffSentence> Sentences() =>
    [
        .. changes.Select(Sentence).Concat(levels.Select(Sentence)).OrderBy(sentence => sentence.Direction switch
        {
            Direction.Loosens => 0,
            Direction.Both => 1,
            Direction.Tightens => 2,
            _ => 3,
        }),
    ];

    private void Note(Meeting meeting)
    {
        var effects = changes.Select(change => change.On(meeting) & meeting.Verdict).ToArray();
        var others = effects.Count(effect => effect != Direction.None) - 1;
        for (var i = 0; i < effects.Length; i++)
        {
            foreach (var direction in (Direction[])[Direction.Loosens, Direction.Tightens])
            {
                if ((effects[i] & direction) != 0)
                    Keep(i, direction, others, meeting);
            }
            if (changes[i].Doubt?.Shown is { } shown && meeting.After is not Decision.Denied && shown(meeting))
                Keep(i, Direction.None, 0, meeting);
        }
    }

    // The fewer other changes a call shows, the clearer it shows this one.
    private void Keep(int change, Direction direction, int others, Meeting meeting)
    {
        if (!_found.TryGetValue((change, direction), out var known) || others < known.Others)
            _found[(change, direction)] = (others, new(direction, meeting.Probe.Call, meeting.Probe.Facts,
                meeting.Probe.Facts, meeting.Before, meeting.After) { Past = meeting.Past });
    }

    private DiffSentence Sentence(PolicyChange change, int index)
    {
        var witnesses = ((Direction[])[Direction.Loosens, Direction.Tightens, Direction.None])
            .Where(direction => _found.ContainsKey((index, direction)))
            .Select(direction => _found[(index, direction)].Witness).ToImmutableArray();
        var shown = witnesses.Aggregate(Direction.None, (all, witness) => all | witness.Shows);
        // What nobody followed to its end may let something through.
        var doubt = (change.Doubt?.Direction ?? Direction.None) | (_isCut ? Direction.Loosens : Direction.None);
        var why = (doubt & ~shown) == Direction.None ? null
            : (change.Doubt?.Direction & ~shown) > 0 ? change.Doubt!.Why
            : "the rules are too many to follow every call";
        return new(change.About, shown | doubt, change.Text, why, witnesses);
    }

    private DiffSentence Sentence(LevelChange change, int index) => _levels.TryGetValue(index, out var witness)
        ? new($"budget {change.Name}", change.Direction, change.Text, null, [witness])
        : new($"budget {change.Name}", change.Direction, change.Text,
            change.IsMoney ? Doubt.Vault(change.Direction).Why : "no call that both policies allow meets it", []);
}

/// <summary>The same call, with other budgets: what shows a lifetime or a resource.</summary>
internal static class BudgetVariants
{
    public static IEnumerable<(Probe Probe, string? Past)> Of(Meeting meeting)
    {
        if (meeting.Before is Decision.Denied && meeting.After is Decision.Denied)
            yield break;
        var (old, now) = (meeting.Old.Policy.Document, meeting.New.Policy.Document);
        foreach (var resource in old.Resources.Keys.Concat(now.Resources.Keys).Distinct()
            .Where(name => old.Resources.ContainsKey(name) != now.Resources.ContainsKey(name)))
            yield return (meeting.Probe with
            {
                Facts = meeting.Probe.Facts with
                {
                    Costs = new Dictionary<string, UInt256> { [resource] = UInt256.One },
                },
            }, null);
        if (meeting.MoneyBefore is var (was, units) && meeting.MoneyAfter is var (made, _)
            && was.Limits.Lifetime != made.Limits.Lifetime
            && UInt256.Min(was.Limits.Lifetime, made.Limits.Lifetime) is var least && units <= least)
        {
            var spent = least - units + UInt256.One;
            yield return (Spent(meeting.Probe, was.Name, spent),
                $"after {AmountText.Write(spent, was.Decimals)} {was.Name} have left");
        }
    }

    private static Probe Spent(Probe probe, string budget, UInt256 spent)
    {
        var levels = probe.Facts.Levels.ToDictionary();
        levels[budget] = levels[budget] with { Spent = spent };
        return probe with { Facts = probe.Facts with { Levels = levels } };
    }
}
