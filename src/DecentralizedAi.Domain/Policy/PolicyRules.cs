using System.Runtime.CompilerServices;
using DecentralizedAi.Domain.Policy.Compiling;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy;

/// <summary>Decides calls. Pure: the same call, policy and facts always give the same decision.</summary>
public static class PolicyRules
{
    /// <summary>
    /// The verdict of a policy on a call. The strictest match wins; of several that decide, the smallest id is cited;
    /// what nobody permits is denied. The answer is made once and handed out again, so that deciding makes no garbage
    /// for tools of up to eight arguments.
    /// </summary>
    public static Decision Decide(ToolCall call, PolicySnapshot policy, Facts facts) =>
        policy.Tool(call.Tool) is { } tool ? Decide(call, policy, tool, facts) : policy.UnknownTool;

    /// <summary>The same where the tool is known already.</summary>
    internal static Decision Decide(ToolCall call, PolicySnapshot policy, CompiledTool tool, Facts facts) =>
        tool.Arguments.Length switch
        {
            <= FewArguments.Size => OfFew(call, policy, tool, facts),
            <= ManyArguments.Size => OfMany(call, policy, tool, facts),
            var count => Decide(call, policy, tool, facts, new ArgumentValue[count]),
        };

    // Locals are clear from the start; to clear them once more would cost as much as reading an address.
    private static Decision OfFew(ToolCall call, PolicySnapshot policy, CompiledTool tool, Facts facts)
    {
        Unsafe.SkipInit(out FewArguments slots);
        return Decide(call, policy, tool, facts, ((Span<ArgumentValue>)slots)[..tool.Arguments.Length]);
    }

    private static Decision OfMany(ToolCall call, PolicySnapshot policy, CompiledTool tool, Facts facts)
    {
        Unsafe.SkipInit(out ManyArguments slots);
        return Decide(call, policy, tool, facts, ((Span<ArgumentValue>)slots)[..tool.Arguments.Length]);
    }

    private static Decision Decide(
        ToolCall call, PolicySnapshot policy, CompiledTool tool, Facts facts, Span<ArgumentValue> values)
    {
        if (CallFit.Read(call, tool.Arguments, tool.Assets, values) is { } misfit)
            return tool.Answers.Misfit(misfit);
        var view = new CallView(values, facts);
        return Decide(tool.Matching(view), policy, tool, view);
    }

    /// <summary>The verdict when these rules match.</summary>
    internal static Decision Decide(ulong matching, PolicySnapshot policy, CompiledTool tool, in CallView view)
    {
        if (matching == 0)
            return tool.Answers.Silence;
        var first = CompiledTool.First(matching);
        if ((matching & tool.Forbids) != 0)
            return tool.Answers.Of(first);
        var asks = matching & tool.Asks;
        return WithinBudget(asks != 0 ? tool.Answers.OfAsks(asks) : tool.Answers.Of(first), first, policy, tool, view);
    }

    private static Decision WithinBudget(
        Decision decision, int rule, PolicySnapshot policy, CompiledTool tool, in CallView view)
    {
        if (tool.IsMoney)
        {
            ref readonly var amount = ref view.Values[tool.Amount];
            var budget = policy.Budgets[amount.Asset];
            if (BudgetCover.OfMoney(budget, view.Values[tool.To].Number, amount.Number, view.Facts) != Shortfall.None)
                return tool.Answers.OverBudget(rule);
            if (budget.Line.Ask is { } ask && (decision is Decision.Approval || amount.Number > ask.Above.Units))
                decision = tool.Answers.OfMoney(rule, amount.Asset, policy.Budgets);
        }
        return view.Facts.Costs.Count > 0 && !BudgetCover.OfResources(policy, view.Facts)
            ? tool.Answers.OverBudget(rule)
            : decision;
    }
}
