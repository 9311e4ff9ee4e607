using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Domain.Policy.Explaining;

/// <summary>Who holds a line besides the nodes.</summary>
public enum Enforcer : byte
{
    /// <summary>The nodes alone: whoever holds a node's key is not bound by it.</summary>
    Nodes,

    /// <summary>The vault's contract enforces it too, or something narrower.</summary>
    Vault,
}

/// <summary>What a condition says, whatever the call is.</summary>
/// <param name="Rule">Id of the rule, or the name of the budget.</param>
/// <param name="Place"><c>when</c>, <c>unless</c>, <c>default</c> (of money, not written) or <c>budget</c>.</param>
/// <param name="Attribute">What it is about.</param>
/// <param name="Operator">How it is compared.</param>
/// <param name="Wanted">As written.</param>
public sealed record StatedCondition(string Rule, string Place, string Attribute, string Operator, string Wanted);

/// <summary>One condition with the value it met.</summary>
/// <param name="Found">The call's or facts' value; <c>absent</c> for an argument that is not there.</param>
/// <param name="Holds">Of <c>unless</c>: whether the exception applies.</param>
public readonly record struct ConditionExplanation(StatedCondition Stated, string Found, bool Holds, Enforcer By)
{
    public string Rule => Stated.Rule;
    public string Place => Stated.Place;
    public string Attribute => Stated.Attribute;
    public string Operator => Stated.Operator;
    public string Wanted => Stated.Wanted;

    /// <summary><c>arg.to in vendors (is 0x..)</c>.</summary>
    public override string ToString() => $"{Attribute} {Operator.Replace('_', ' ')} {Wanted} (is {Found})";
}

/// <summary>A rule that speaks for the tool, with its conditions.</summary>
public sealed record RuleExplanation(
    string Id, RuleKind Kind, bool Matches, ImmutableArray<ConditionExplanation> Conditions);

/// <summary>Why a decision is what it is.</summary>
/// <param name="Why">Why the call is denied, with its own figures; null when it is not.</param>
/// <param name="Rules">Every rule that speaks for the tool: forbids, asks, permits, each by id; empty when the call
/// does not fit the tool.</param>
/// <param name="Budget">The lines of the budgets that have to cover a call which the rules let through; empty for one
/// that they refuse.</param>
/// <param name="Change">What would have to change for the call to run; null when it may run.</param>
public sealed record Explanation(
    Decision Decision, string? Why, ImmutableArray<RuleExplanation> Rules,
    ImmutableArray<ConditionExplanation> Budget, string? Change)
{
    /// <summary>All conditions, of rules and then of budgets.</summary>
    public IEnumerable<ConditionExplanation> Conditions => Rules.SelectMany(rule => rule.Conditions).Concat(Budget);
}
