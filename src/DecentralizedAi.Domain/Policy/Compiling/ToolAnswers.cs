using System.Collections.Immutable;
using System.Numerics;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>
/// The decisions on the calls of one tool. Each is made when it is wanted first and is the same object from then on,
/// so that deciding makes no garbage; two threads that come first at once make equal ones.
/// </summary>
internal sealed class ToolAnswers(Bytes32 policy, ToolSignature signature, RuleLine[] rules)
{
    private const int JoinsKept = 16;

    private Decision.Denied?[]? _overBudget, _misfits;
    private Decision.Approval?[]? _ofMoney;
    private Joined?[]? _joins;
    private Decision.Denied? _silence;

    /// <summary>By rule what it says when it decides alone; null until it is wanted.</summary>
    public Decision?[] Made { get; } = new Decision?[rules.Length];

    public Decision.Denied Silence => _silence ??=
        new(policy, null, DenialReason.Silence, $"no rule permits this call of '{signature.Name}'");

    /// <summary>What a rule says when it decides alone.</summary>
    public Decision Of(int rule) => Made[rule] ??= Make(rules[rule]);

    /// <summary>Every ask must be satisfied: all approvers sign, within the shortest time.</summary>
    /// <param name="asks">Bits of the asks that match, at least one.</param>
    public Decision.Approval OfAsks(ulong asks)
    {
        var first = (Decision.Approval)Of(CompiledTool.First(asks));
        if (BitOperations.IsPow2(asks) || signature.Effect == ToolEffect.Money)
            return first;
        var joins = _joins ??= new Joined?[JoinsKept];
        ref var kept = ref joins[(int)((asks * 0x9E3779B97F4A7C15) >> 60)];
        if (kept is { } known && known.Asks == asks)
            return known.Approval;
        return (kept = new Joined(asks, Join(first, asks))).Approval;
    }

    /// <summary>The approval that a budget of money asks for, citing the rule that let the payment through.</summary>
    public Decision.Approval OfMoney(int rule, int asset, ImmutableArray<CompiledBudget> budgets)
    {
        var made = _ofMoney ??= new Decision.Approval?[rules.Length * budgets.Length];
        var budget = budgets[asset];
        return made[rule * budgets.Length + asset] ??=
            new(policy, rules[rule].Id, budget.Approvers, budget.Line.Ask!.Within);
    }

    /// <param name="rule">The rule that let the call through.</param>
    public Decision.Denied OverBudget(int rule) => (_overBudget ??= new Decision.Denied?[rules.Length])[rule] ??=
        new(policy, rules[rule].Id, DenialReason.Budget, "a budget does not cover it");

    /// <summary>The denial of a call that does not fit the tool.</summary>
    public Decision.Denied Misfit(Misfit misfit) =>
        (_misfits ??= new Decision.Denied?[Compiling.Misfit.Kinds(signature)])[misfit.Ordinal] ??=
            new(policy, null, DenialReason.Silence, misfit.Sentence(signature));

    private Decision Make(RuleLine rule) => rule.Kind switch
    {
        RuleKind.Permit => new Decision.Allowed(policy, rule.Id),
        RuleKind.Ask when rule.By is { } by => new Decision.Approval(policy, rule.Id, [by], rule.Within!.Value),
        // Of money only its budget knows who approves.
        RuleKind.Ask => new Decision.Approval(policy, rule.Id, [], uint.MaxValue),
        _ => new Decision.Denied(policy, rule.Id, DenialReason.Rule, $"rule '{rule.Id}' forbids it"),
    };

    private Decision.Approval Join(Decision.Approval first, ulong asks)
    {
        var approvers = new SortedSet<Address>();
        var within = uint.MaxValue;
        for (; asks != 0; asks &= asks - 1)
        {
            var ask = (Decision.Approval)Of(CompiledTool.First(asks));
            approvers.UnionWith(ask.Approvers);
            within = Math.Min(within, ask.Within);
        }
        return new(policy, first.Rule!, [.. approvers], within);
    }

    private sealed record Joined(ulong Asks, Decision.Approval Approval);
}
