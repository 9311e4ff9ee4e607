using DecentralizedAi.Domain.Policy.Compiling;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy;

/// <summary>Decides calls. Pure: the same call, policy and facts always give the same decision.</summary>
public static class PolicyRules
{
    /// <summary>
    /// The verdict of a policy on a call. The strictest match wins; of several that decide, the smallest id is cited;
    /// what nobody permits is denied.
    /// </summary>
    public static Decision Decide(ToolCall call, PolicySnapshot policy, Facts facts)
    {
        if (policy.Tool(call.Tool) is not { } tool)
            return Silence(policy, $"no tool '{call.Tool}' in this policy");
        var slots = default(ArgumentSlots);
        var values = tool.Signature.Arguments.Length <= ArgumentSlots.Size
            ? ((Span<ArgumentValue>)slots)[..tool.Signature.Arguments.Length]
            : new ArgumentValue[tool.Signature.Arguments.Length];
        if (CallFit.Read(call, tool.Signature, policy.Assets, facts, values) is { } misfit)
            return Silence(policy, misfit);
        var view = new CallView(values, facts, facts.Time.ToUnixTimeSeconds());
        foreach (var rule in tool.Forbids)
        {
            if (rule.Matches(view))
                return rule.Decision;
        }
        return WithinBudget(Ask(tool, view) ?? Permit(tool, view), policy, tool, view);
    }

    private static Decision? Ask(CompiledTool tool, in CallView view)
    {
        Decision.Approval? first = null;
        foreach (var rule in tool.Asks)
        {
            if (!rule.Matches(view))
                continue;
            var approval = (Decision.Approval)rule.Decision;
            first = first is null ? approval : Join(first, approval);
        }
        return first;
    }

    private static Decision? Permit(CompiledTool tool, in CallView view)
    {
        foreach (var rule in tool.Permits)
        {
            if (rule.Matches(view))
                return rule.Decision;
        }
        return null;
    }

    // Every ask must be satisfied: all approvers sign, within the shortest time.
    private static Decision.Approval Join(Decision.Approval first, Decision.Approval other) => new(
        first.Policy, first.Rule!, [.. first.Approvers.Union(other.Approvers).Order()],
        Math.Min(first.Within, other.Within));

    private static Decision WithinBudget(
        Decision? decision, PolicySnapshot policy, CompiledTool tool, in CallView view)
    {
        if (decision is null)
            return Silence(policy, $"no rule permits this call of '{tool.Signature.Name}'");
        if (tool.Signature.Effect == ToolEffect.Money)
        {
            var amount = view.Values[tool.Amount];
            var budget = policy.Budgets[amount.Asset];
            if (budget.Line.Ask is { } ask && (decision is Decision.Approval || amount.Number > ask.Above.Units))
                decision = new Decision.Approval(policy.Root, decision.Rule!, [ask.By], ask.Within);
            if (BudgetCover.OfMoney(budget, view.Values[tool.To].Number, amount.Number, view.Facts) is { } over)
                return new Decision.Denied(policy.Root, decision.Rule, DenialReason.Budget, over);
        }
        return view.Facts.Costs.Count > 0
            && BudgetCover.OfResources(policy, view.Facts.Costs, view.Facts.Levels) is { } tooMuch
            ? new Decision.Denied(policy.Root, decision.Rule, DenialReason.Budget, tooMuch)
            : decision;
    }

    private static Decision.Denied Silence(PolicySnapshot policy, string why) =>
        new(policy.Root, null, DenialReason.Silence, why);
}
