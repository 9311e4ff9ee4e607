using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>
/// What changes between two policies of one agent. Every call whose verdict differs is covered by a sentence that
/// says so, and every direction that a sentence claims is shown by a call, or is marked as doubt; doubt loosens.
/// </summary>
public sealed class PolicyDiff
{
    private readonly ImmutableSortedDictionary<string, (ToolView Old, ToolView New)> _views;
    private readonly ImmutableArray<PolicyChange> _changes;

    private PolicyDiff(PolicySnapshot before, PolicySnapshot after)
    {
        (Before, After) = (before, after);
        _views = before.Document.Tools.Keys.Union(after.Document.Tools.Keys).ToImmutableSortedDictionary(
            name => name, name => (ToolView.Of(before, name), ToolView.Of(after, name)), StringComparer.Ordinal);
        _changes =
        [
            .. new RuleChanges(before.Document, after.Document, _views).All(),
            .. new BudgetChanges(before.Document, after.Document).All(),
            .. new OrderChanges(before.Document, after.Document).All(),
        ];
        var collector = new WitnessCollector(_changes, [.. LevelChange.All(before.Document, after.Document)]);
        foreach (var (name, (old, now)) in _views)
            collector.Read(old, now, name);
        Sentences = collector.Sentences();
    }

    public PolicySnapshot Before { get; }
    public PolicySnapshot After { get; }

    /// <summary>What loosens first, then what tightens, then what changes no verdict.</summary>
    public ImmutableArray<DiffSentence> Sentences { get; }

    /// <summary>All directions together.</summary>
    public Direction Direction => Sentences.Aggregate(Direction.None, (all, sentence) => all | sentence.Direction);

    /// <summary>Why two documents cannot be compared, or null: they bind different agents.</summary>
    public static string? Mismatch(PolicySnapshot before, PolicySnapshot after) =>
        before.Chain == after.Chain && before.Agent == after.Agent
            ? null
            : $"one is for '{before.Agent}' on chain {before.Chain}, the other for '{after.Agent}' on chain "
                + $"{after.Chain}";

    /// <exception cref="ArgumentException">The documents bind different agents.</exception>
    public static PolicyDiff Of(PolicySnapshot before, PolicySnapshot after) => Mismatch(before, after) is { } why
        ? throw new ArgumentException(why)
        : new(before, after);

    /// <summary>Sentences that account for a call being decided differently with these facts; empty when it is not.
    /// </summary>
    public IEnumerable<DiffSentence> Covering(Domain.Tools.ToolCall call, Facts facts)
    {
        if (!_views.TryGetValue(call.Tool, out var views))
            yield break;
        var meeting = new Meeting(new(call, facts), views.Old, views.New);
        foreach (var change in _changes)
        {
            if ((change.On(meeting) & meeting.Verdict) is var direction and not Direction.None
                && Sentences.FirstOrDefault(sentence => sentence.Text == change.Text
                    && (sentence.Direction & direction) == direction) is { } sentence)
                yield return sentence;
        }
    }

    /// <summary>For each asset of either document what may leave without approval.</summary>
    public ImmutableArray<ExposureChange> Exposure =>
    [
        .. Before.Document.Money.Keys.Union(After.Document.Money.Keys).Order(StringComparer.Ordinal)
            .Select(name => Exposed(name, Before.Document.Money.GetValueOrDefault(name),
                After.Document.Money.GetValueOrDefault(name)))
            .Where(change => change.Before != change.After),
    ];

    private static ExposureChange Exposed(string name, MoneyBudget? old, MoneyBudget? now)
    {
        var nothing = $"No {name} may leave.";
        return new(name, old is null ? nothing : PolicySentence.Exposure(old),
            now is null ? nothing : PolicySentence.Exposure(now), AtOnce(old, now));
    }

    private static string AtOnce(MoneyBudget? old, MoneyBudget? now)
    {
        if (old is not null && now is not null && (old.Asset != now.Asset || old.Decimals != now.Decimals))
            return "";
        var (was, made) = (old?.Burst.Units ?? UInt256.Zero, now?.Burst.Units ?? UInt256.Zero);
        var decimals = (now ?? old)!.Decimals;
        return made > was ? "+" + AmountText.Write(made - was, decimals)
            : was > made ? "-" + AmountText.Write(was - made, decimals)
            : "";
    }
}
