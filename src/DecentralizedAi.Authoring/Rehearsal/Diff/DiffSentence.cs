using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>A call that shows what a change does, decided by both documents.</summary>
/// <param name="Shows">The way in which its verdict moves; none for an example of what stays in doubt.</param>
/// <param name="FactsBefore">What the old document decides from.</param>
/// <param name="FactsAfter">The same, but for the level of a budget that gathers differently.</param>
public sealed record DiffWitness(
    Direction Shows, ToolCall Call, Facts FactsBefore, Facts FactsAfter, Decision Before, Decision After)
{
    /// <summary>What happened before, where it matters; else null.</summary>
    public string? Past { get; init; }

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        var time = ClockText.WriteInstant(FactsBefore.Time.ToUnixTimeSeconds());
        var labels = string.Join(", ", FactsBefore.Labels
            .Where(labels => labels.Value != LabelSet.Of(Label.Instruction))
            .Select(labels => $"{labels.Key} from {labels.Value}"));
        var costs = string.Join(", ", FactsBefore.Costs.Select(cost => $"{cost.Value} {cost.Key}"));
        return $"{Call}, asked by {FactsBefore.Instructor.Text} at {time}"
            + (FactsBefore.Turn.IsClean ? "" : ", after foreign text was read")
            + (labels.Length == 0 ? "" : $", {labels}") + (costs.Length == 0 ? "" : $", using {costs}")
            + (Past is null ? "" : $", {Past}")
            + $": {Said(Before)} before, {Said(After)} after";
    }

    private static string Said(Decision decision) => decision is Decision.Approval approval
        ? $"waits for {string.Join(" and ", approval.Approvers)} ({ClockText.WriteDuration(approval.Within)})"
        : decision.Verdict;
}

/// <summary>One difference in the words of a voter, with calls that show it.</summary>
/// <param name="About">What it is about: <c>rule pay-vendors</c>, <c>budget USDC</c>.</param>
/// <param name="Direction">What it does; <see cref="Direction.None"/>: no call is decided differently because of it.
/// </param>
/// <param name="Doubt">Why it counts as something that no call shows; null when calls show all of it.</param>
/// <param name="Witnesses">One for each direction that a call shows.</param>
public sealed record DiffSentence(
    string About, Direction Direction, string Text, string? Doubt, ImmutableArray<DiffWitness> Witnesses)
{
    /// <summary><c>loosens</c>, <c>tightens</c>, <c>loosens and tightens</c> or <c>changes no verdict</c>.</summary>
    public string Word => Direction switch
    {
        Direction.Loosens => "loosens",
        Direction.Tightens => "tightens",
        Direction.Both => "loosens and tightens",
        _ => "changes no verdict",
    };
}

/// <summary>What may leave of an asset without approval, before and after.</summary>
/// <param name="AtOnce">By how many units the burst grows or shrinks, written with a sign in whole assets; empty for
/// no change or another token.</param>
public sealed record ExposureChange(string Asset, string Before, string After, string AtOnce);
