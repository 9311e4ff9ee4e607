using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Explaining;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring;

/// <summary>Shows an explanation to people and scripts.</summary>
public static class PolicyExplain
{
    /// <summary>Explains one call.</summary>
    public static Explanation Of(PolicySnapshot policy, ToolCall call, Facts facts) =>
        PolicyExplainer.Explain(call, policy, facts);

    /// <summary>The object of <c>dai policy explain --json</c>.</summary>
    public static JsonObject ToJson(Explanation explanation) => new()
    {
        ["schema"] = "dai.policy.explain/1",
        ["ok"] = true,
        ["verdict"] = explanation.Decision.Verdict,
        ["rule"] = explanation.Decision.Rule,
        ["reason"] = (explanation.Decision as Decision.Denied)?.Reason.ToString().ToLowerInvariant(),
        ["root"] = explanation.Decision.Policy.ToString(),
        ["conditions"] = new JsonArray([.. explanation.Conditions.Select(Condition)]),
        ["change"] = explanation.Change,
    };

    /// <summary>Lines for people: verdict, each rule with its conditions, what would have to change.</summary>
    public static IEnumerable<string> ToLines(PolicySnapshot policy, ToolCall call, Explanation explanation)
    {
        yield return call.ToString();
        yield return Verdict(explanation);
        if (policy.Document.About is { } about)
            yield return $"not enforced: {about}";
        foreach (var rule in explanation.Rules)
        {
            yield return $"{rule.Kind.ToString().ToLowerInvariant()} '{rule.Id}' "
                + (rule.Matches ? "matches" : "does not match");
            foreach (var condition in rule.Conditions)
                yield return Line(policy, condition);
        }
        foreach (var condition in explanation.Budget)
            yield return Line(policy, condition);
        if (explanation.Change is { } change)
            yield return $"to change it: {change}";
    }

    private static string Verdict(Explanation explanation) => explanation.Decision switch
    {
        Decision.Denied { Rule: null } => $"denied by silence: {explanation.Why}",
        Decision.Denied denied => $"denied by '{denied.Rule}': {explanation.Why}",
        Decision.Approval approval => $"waits for {string.Join(" and ", approval.Approvers)} by '{approval.Rule}'",
        var decision => $"allowed by '{decision.Rule}'",
    };

    private static string Line(PolicySnapshot policy, ConditionExplanation condition)
    {
        // A member of a list by its name too: nobody knows addresses by heart.
        var entry = policy.Document.Lists.TryGetValue(condition.Wanted, out var list)
            ? list.FirstOrDefault(one => one.Value == condition.Found.ToLowerInvariant())
            : null;
        var named = entry?.Name is { } name ? condition with { Found = $"{name}, {condition.Found}" } : condition;
        return $"  {(condition.Holds ? "yes" : "no ")} {condition.Place,-7} {named} "
            + $"[{condition.By.ToString().ToLowerInvariant()}]";
    }

    private static JsonNode Condition(ConditionExplanation condition) => new JsonObject
    {
        ["rule"] = condition.Rule,
        ["place"] = condition.Place,
        ["attribute"] = condition.Attribute,
        ["operator"] = condition.Operator,
        ["wanted"] = condition.Wanted,
        ["found"] = condition.Found,
        ["holds"] = condition.Holds,
        ["by"] = condition.By.ToString().ToLowerInvariant(),
    };
}
