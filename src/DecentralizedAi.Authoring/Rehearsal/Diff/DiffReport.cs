using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Explaining;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>A comparison for people and for programs.</summary>
public static class DiffReport
{
    /// <summary>Lines to read aloud: each change with its direction and a call that shows it, then the money.</summary>
    public static IEnumerable<string> ToLines(PolicyDiff diff)
    {
        yield return $"For the agent '{diff.After.Agent}' on chain {diff.After.Chain}: " + Summary(diff);
        foreach (var sentence in diff.Sentences)
        {
            yield return $"{sentence.Word}: {sentence.Text}";
            foreach (var witness in sentence.Witnesses)
                yield return $"    e.g. {witness}";
            if (sentence.Doubt is { } why)
                yield return $"    no call shows all of it: {why}";
        }
        foreach (var change in diff.Exposure)
            yield return $"exposure{(change.AtOnce.Length == 0 ? "" : $" {change.AtOnce} {change.Asset} at once")}: "
                + $"{change.After} Before: {change.Before}";
        if (About(diff) is { } about)
            yield return about;
        yield return $"from root {diff.Before.Root}";
        yield return $"to root   {diff.After.Root}";
    }

    /// <summary>The members of <c>dai policy diff --json</c>.</summary>
    public static JsonObject ToJson(PolicyDiff diff) => new()
    {
        ["ok"] = true,
        ["agent"] = diff.After.Agent,
        ["from"] = diff.Before.Root.ToString(),
        ["to"] = diff.After.Root.ToString(),
        ["loosens"] = diff.Direction.HasFlag(Direction.Loosens),
        ["tightens"] = diff.Direction.HasFlag(Direction.Tightens),
        ["sentences"] = new JsonArray([.. diff.Sentences.Select(sentence => (JsonNode)new JsonObject
        {
            ["about"] = sentence.About,
            ["loosens"] = sentence.Direction.HasFlag(Direction.Loosens),
            ["tightens"] = sentence.Direction.HasFlag(Direction.Tightens),
            ["text"] = sentence.Text,
            ["doubt"] = sentence.Doubt,
            ["witnesses"] = new JsonArray([.. sentence.Witnesses.Select(witness => Witness(diff, witness))]),
        })]),
        ["exposure"] = new JsonArray([.. diff.Exposure.Select(change => (JsonNode)new JsonObject
        {
            ["asset"] = change.Asset, ["before"] = change.Before, ["after"] = change.After,
            ["atOnce"] = change.AtOnce.Length == 0 ? null : change.AtOnce,
        })]),
    };

    private static string Summary(PolicyDiff diff) => diff switch
    {
        { Sentences.IsEmpty: true } when diff.Before.Root == diff.After.Root => "it is the same policy.",
        { Sentences.IsEmpty: true } => "nothing that is enforced changes.",
        _ => diff.Direction switch
        {
            Direction.None => "no call is decided differently.",
            Direction.Loosens => "it loosens.",
            Direction.Tightens => "it tightens, and nothing loosens.",
            _ => "it loosens and it tightens.",
        },
    };

    private static string? About(PolicyDiff diff) => diff.Before.Document.About == diff.After.Document.About ? null
        : $"not enforced: it calls itself '{diff.After.Document.About}'; before: '{diff.Before.Document.About}'";

    private static JsonNode Witness(PolicyDiff diff, DiffWitness witness) => new JsonObject
    {
        ["shows"] = witness.Shows.ToString().ToLowerInvariant(),
        ["call"] = Recorded(witness, witness.FactsBefore)["call"]!.DeepClone(),
        ["factsBefore"] = Recorded(witness, witness.FactsBefore)["facts"]!.DeepClone(),
        ["factsAfter"] = Recorded(witness, witness.FactsAfter)["facts"]!.DeepClone(),
        ["before"] = Said(witness.Before, diff.Before, witness.Call, witness.FactsBefore),
        ["after"] = Said(witness.After, diff.After, witness.Call, witness.FactsAfter),
        ["text"] = witness.ToString(),
    };

    private static JsonNode Recorded(DiffWitness witness, Facts facts) =>
        JsonNode.Parse(RecordedFacts.Write(witness.Call, facts).ToJson())!;

    private static JsonObject Said(Decision decision, PolicySnapshot policy, ToolCall call, Facts facts)
    {
        var said = new JsonObject { ["verdict"] = decision.Verdict, ["rule"] = decision.Rule };
        if (decision is Decision.Approval approval)
        {
            said["approvers"] = new JsonArray([.. approval.Approvers.Select(by => (JsonNode)by.ToString())]);
            said["within"] = approval.Within.ToString(CultureInfo.InvariantCulture);
        }
        if (decision is Decision.Denied denied)
            said["why"] = PolicyExplainer.Why(denied, call, policy, facts);
        return said;
    }
}
