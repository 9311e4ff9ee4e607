using System.Collections.Immutable;
using System.Runtime.InteropServices;
using DecentralizedAi.Domain.Policy.Compiling;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Explaining;

/// <summary>Explains decisions, on request only: deciding never pays for it.</summary>
public static class PolicyExplainer
{
    /// <summary>The decision with every condition that was asked and what would have to change.</summary>
    public static Explanation Explain(ToolCall call, PolicySnapshot policy, Facts facts)
    {
        if (policy.Tool(call.Tool) is not { } tool)
            return OfMisfit(call, policy, facts);
        var values = new ArgumentValue[tool.Arguments.Length];
        if (CallFit.Read(call, tool.Arguments, policy.Assets, values) is not null)
            return OfMisfit(call, policy, facts);
        var view = new CallView(values, facts);
        var vault = new VaultLines(policy, tool, values);
        var rules = ImmutableArray.CreateBuilder<RuleExplanation>(tool.Rules.Length);
        var found = new FoundValues();
        Span<ulong> passing = stackalloc ulong[tool.Dimensions];
        var matching = tool.Matching(view, passing);
        var decision = PolicyRules.Decide(matching, policy, tool, view);
        var why = decision is Decision.Denied denied ? Why(denied, call, policy, facts) : null;
        for (var i = 0; i < tool.Rules.Length; i++)
            rules.Add(Rule(tool.Rules[i], i, matching, passing, view, vault, found));
        // A call that the rules refuse never learns what the budget holds.
        var budget = decision is Decision.Denied { Reason: not DenialReason.Budget }
            ? []
            : BudgetLines.Of(policy, tool, view);
        var all = rules.MoveToImmutable();
        return new(decision, why, all, budget, Change.Of(decision, why, all));
    }

    private static Explanation OfMisfit(ToolCall call, PolicySnapshot policy, Facts facts)
    {
        var decision = (Decision.Denied)PolicyRules.Decide(call, policy, facts);
        var why = Why(decision, call, policy, facts);
        return new(decision, why, [], [], Change.OfMisfit(why));
    }

    /// <summary>Why a call is denied, in one sentence with its own figures; safe to publish.</summary>
    public static string Why(Decision.Denied denied, ToolCall call, PolicySnapshot policy, Facts facts)
    {
        if (policy.Tool(call.Tool) is not { } tool)
            return $"no tool '{call.Tool}' in this policy";
        if (denied.Reason != DenialReason.Budget)
            return denied.Why;
        var values = new ArgumentValue[tool.Arguments.Length];
        CallFit.Read(call, tool.Arguments, policy.Assets, values);
        return tool.IsMoney
            ? BudgetCover.Why(policy, policy.Budgets[values[tool.Amount].Asset], values[tool.To].Number,
                values[tool.Amount].Number, facts) ?? denied.Why
            : BudgetCover.Why(policy, null, default, default, facts) ?? denied.Why;
    }

    private static RuleExplanation Rule(
        CompiledRule rule, int bit, ulong matching, ReadOnlySpan<ulong> passing, in CallView view, VaultLines vault,
        FoundValues found)
    {
        var conditions = rule.Conditions;
        var explained = new ConditionExplanation[conditions.Length];
        for (var i = 0; i < explained.Length; i++)
        {
            ref readonly var condition = ref conditions[i];
            var holds = condition.Dimension >= 0
                ? (passing[condition.Dimension] & (1UL << bit)) != 0
                : Holds(condition, view);
            var by = rule.Line.Kind == RuleKind.Permit && vault.Enforces(condition) ? Enforcer.Vault : Enforcer.Nodes;
            explained[i] = new(condition.Stated, found.Of(condition, view), holds, by);
        }
        return new(rule.Line.Id, rule.Line.Kind, (matching & (1UL << bit)) != 0,
            ImmutableCollectionsMarshal.AsImmutableArray(explained));
    }

    private static bool Holds(in RuleCondition condition, in CallView view) => condition.Attribute.IsIn(view)
        ? condition.Test.Holds(view)
        : condition.Attribute.Holds(view);
}

/// <summary>Which conditions of permits the vault holds as well: of these a stolen key does not get around.</summary>
internal sealed class VaultLines(PolicySnapshot policy, CompiledTool tool, ArgumentValue[] values)
{
    public bool Enforces(in RuleCondition condition) => tool.IsMoney && condition.Stated.Place != "unless"
        && Enforces(condition.Attribute.Attribute, condition.Test.Line);

    private bool Enforces(PolicyAttribute attribute, ConditionLine line)
    {
        var budget = policy.Budgets[values[tool.Amount].Asset];
        return attribute.Written switch
        {
            "arg.to" => line.List == budget.Line.Payees,
            "arg.amount" when line.Operator == "at_most" =>
                TestFactory.Bound(attribute, line, policy.Assets) is var (interval, asset)
                && asset == values[tool.Amount].Asset && interval.Last >= budget.Limits.PerAction,
            _ => false,
        };
    }
}

/// <summary>The lines of budgets as conditions.</summary>
internal static class BudgetLines
{
    public static ImmutableArray<ConditionExplanation> Of(PolicySnapshot policy, CompiledTool tool, in CallView view)
    {
        var lines = ImmutableArray.CreateBuilder<ConditionExplanation>();
        if (tool.IsMoney)
            AddMoney(lines, policy.Budgets[view.Values[tool.Amount].Asset], view.Values[tool.To],
                view.Values[tool.Amount], view.Facts);
        foreach (var (name, cost) in view.Facts.Costs)
        {
            var isKnown = view.Facts.Levels.TryGetValue(name, out var level)
                && policy.Document.Resources.ContainsKey(name);
            lines.Add(new(
                new(name, "budget", name, "at_most", isKnown ? level.Level.ToString() : "nothing"),
                cost.ToString(), isKnown && cost <= level.Level, Enforcer.Nodes));
        }
        return lines.ToImmutable();
    }

    private static void AddMoney(
        ImmutableArray<ConditionExplanation>.Builder lines, CompiledBudget budget, in ArgumentValue to,
        in ArgumentValue amount, Facts facts)
    {
        var (line, limits, units) = (budget.Line, budget.Limits, amount.Number);
        var level = facts.Levels.GetValueOrDefault(line.Name);
        var paid = Show(units);
        Add("arg.to", "in", line.Payees, to.Text!, budget.MayPay(to.Number));
        Add("arg.amount", "more_than", Show(Encoding.UInt256.Zero), paid, !units.IsZero);
        Add("arg.amount", "at_most", Show(limits.PerAction) + " per action", paid, units <= limits.PerAction);
        Add("arg.amount", "at_most", Show(limits.Lifetime.SaturatingSubtract(level.Spent)) + " left in all", paid,
            units <= limits.Lifetime.SaturatingSubtract(level.Spent));
        Add("arg.amount", "at_most", Show(level.Level) + " now", paid, units <= level.Level);
        if (line.Ask is { } ask)
            Add("arg.amount", "at_most", $"{Show(ask.Above.Units)} without approval", paid, units <= ask.Above.Units);

        void Add(string attribute, string @operator, string wanted, string found, bool holds) =>
            lines.Add(new(new(line.Name, "budget", attribute, @operator, wanted), found, holds, Enforcer.Vault));

        string Show(Encoding.UInt256 value) => $"{AmountText.Write(value, line.Decimals)} {line.Name}";
    }
}
