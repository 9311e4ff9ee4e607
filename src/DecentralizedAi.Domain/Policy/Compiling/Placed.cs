using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Conditions on one attribute where they stand in a rule that speaks for a tool.</summary>
/// <param name="InWhen">False for <c>unless</c>.</param>
/// <param name="AsOf">The kind of rule by which doubt is settled: a default for money counts as a permit's.</param>
internal readonly record struct Placed(AttributeLine Line, bool InWhen, RuleKind AsOf)
{
    // Doubt tightens: what loosens wants all labels in its list, what tightens is content with one.
    public bool WantsAllLabels => (AsOf == RuleKind.Permit) == InWhen;

    // An absent argument never opens a permit nor escapes a forbid.
    public bool HoldsWhenAbsent => (AsOf == RuleKind.Permit) != InWhen;
}

/// <summary>What a rule says for a tool, the defaults for money included.</summary>
internal static class PlacedRules
{
    private static readonly ConditionLine CleanTurn = new("turn", [TurnTest.Clean], false);
    private static readonly ConditionLine AnyTurn = new("turn", [TurnTest.Any], false);

    private static readonly ConditionLine TrustedPayee =
        new("from", [LabelNames.Write(Label.Dao), LabelNames.Write(Label.Instruction)], true);

    /// <summary>Adds the conditions of <c>when</c>: those that are written, then the defaults.</summary>
    public static void AddWhen(List<Placed> placed, RuleLine rule, ToolSignature tool)
    {
        foreach (var line in rule.When)
            placed.Add(new(line, true, rule.Kind));
        if (tool.Effect != ToolEffect.Money || rule.Kind == RuleKind.Forbid)
            return;
        // Of a permit in an ask too: a default that one trusted label satisfies would open the way to an approval for
        // a payee that foreign text helped to choose.
        if (rule.WhenOf("turn") is null)
            placed.Add(new(
                new(PolicyAttribute.Turn, [rule.Kind == RuleKind.Permit ? CleanTurn : AnyTurn]), true,
                RuleKind.Permit));
        if (rule.WhenOf("arg.to")?["from"] is null)
            placed.Add(new(
                new(new(AttributeKind.Argument, "arg.to", "to", tool.Arguments[tool.IndexOf("to")]), [TrustedPayee]),
                true, RuleKind.Permit));
    }

    /// <summary>The condition of <c>unless</c>, or null.</summary>
    public static Placed? Unless(RuleLine rule) =>
        rule.Unless is null ? null : new(rule.Unless, false, rule.Kind);
}
