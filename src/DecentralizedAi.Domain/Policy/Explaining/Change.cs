using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Explaining;

/// <summary>Says what would have to change for a call to run.</summary>
internal static class Change
{
    public static string OfMisfit(string? why) => $"the call must fit its tool: {why}";

    public static string? Of(Decision decision, string? why, ImmutableArray<RuleExplanation> rules) => decision switch
    {
        Decision.Approval approval =>
            $"{string.Join(" and ", approval.Approvers)} must approve within "
            + ClockText.WriteDuration(approval.Within),
        Decision.Denied { Reason: DenialReason.Rule } when rules.Any(Opens) => OfForbids(rules),
        // Escaping what forbids it would not be enough.
        Decision.Denied { Reason: DenialReason.Rule } => $"{OfForbids(rules)}; and {OfSilence(rules)}",
        Decision.Denied { Reason: DenialReason.Silence } => OfSilence(rules),
        Decision.Denied => why,
        _ => null,
    };

    private static bool Opens(RuleExplanation rule) => rule is { Kind: not RuleKind.Forbid, Matches: true };

    private static string OfForbids(ImmutableArray<RuleExplanation> rules) =>
        string.Join("; and ", rules.Where(rule => rule is { Kind: RuleKind.Forbid, Matches: true }).Select(OfForbid));

    private static string OfForbid(RuleExplanation rule)
    {
        var ways = new List<string>();
        if (Failing(rule, "unless", wanted: true) is { Length: > 0 } exception)
            ways.Add($"its exception held: {string.Join(" and ", exception)}");
        ways.AddRange(rule.Conditions.Where(condition => condition.Place == "when")
            .Select(condition => $"not {condition}"));
        return ways.Count == 0
            ? $"nothing in the call helps: '{rule.Id}' forbids the tool always"
            : $"'{rule.Id}' would not forbid it if {string.Join(", or ", ways)}";
    }

    private static string OfSilence(ImmutableArray<RuleExplanation> rules)
    {
        // The rule that lacks least is the one its author most likely had in mind.
        var nearest = rules.Where(rule => rule.Kind != RuleKind.Forbid)
            .MinBy(rule => (Lacks(rule), rule.Kind != RuleKind.Permit));
        return nearest is null
            ? "a vote has to permit this tool: no rule does"
            : $"{nearest.Kind.ToString().ToLowerInvariant()} '{nearest.Id}' would match if "
                + string.Join(" and ", Lacking(nearest));
    }

    private static int Lacks(RuleExplanation rule)
    {
        var (lacks, exceptions, escapes) = (0, 0, 0);
        foreach (ref readonly var condition in rule.Conditions.AsSpan())
        {
            if (condition.Place != "unless")
                lacks += condition.Holds ? 0 : 1;
            else
                (exceptions, escapes) = (exceptions + 1, escapes + (condition.Holds ? 1 : 0));
        }
        return lacks + (exceptions == escapes ? exceptions : 0);
    }

    private static string[] Lacking(RuleExplanation rule) =>
    [
        .. Failing(rule, "when", wanted: true), .. Failing(rule, "default", wanted: true),
        .. rule.Conditions.Any(condition => condition.Place == "unless")
            && rule.Conditions.Where(condition => condition.Place == "unless").All(condition => condition.Holds)
            ? rule.Conditions.Where(condition => condition.Place == "unless").Select(condition => $"not {condition}")
            : [],
    ];

    private static string[] Failing(RuleExplanation rule, string place, bool wanted) =>
    [
        .. rule.Conditions.Where(condition => condition.Place == place && condition.Holds != wanted)
            .Select(condition => condition.ToString()),
    ];
}
