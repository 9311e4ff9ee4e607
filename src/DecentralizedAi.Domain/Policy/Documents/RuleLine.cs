using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>What a rule says.</summary>
public enum RuleKind : byte
{
    Permit,
    Ask,
    Forbid,
}

/// <summary>A rule as written.</summary>
/// <param name="Tools">Ascending; null for <c>"*"</c>.</param>
/// <param name="When">By attribute; empty when absent.</param>
/// <param name="By">Approver of an ask on tools without money; else null.</param>
/// <param name="Within">Seconds for that approval; else null.</param>
public sealed record RuleLine(
    string Id, RuleKind Kind, ImmutableArray<string>? Tools, ImmutableArray<AttributeLine> When,
    AttributeLine? Unless, Address? By, uint? Within)
{
    /// <summary>Whether the rule is about a tool.</summary>
    public bool SpeaksFor(string tool) => Tools is null || Tools.Value.Contains(tool);

    /// <summary>The conditions that <c>when</c> puts on an attribute, or null.</summary>
    public AttributeLine? WhenOf(string attribute) => When.FirstOrDefault(line => line.Attribute.Written == attribute);
}

/// <summary>All conditions on one attribute.</summary>
public sealed record AttributeLine(PolicyAttribute Attribute, ImmutableArray<ConditionLine> Conditions)
{
    /// <summary>The condition of an operator, or null.</summary>
    public ConditionLine? this[string @operator] => Conditions.FirstOrDefault(line => line.Operator == @operator);
}

/// <summary>One condition as written, in canonical form.</summary>
/// <param name="Operator"><c>equals in at_most less_than at_least more_than starts_with max_length from days hours
/// until</c>; <c>turn</c> for the bare word of that attribute.</param>
/// <param name="Values">One value, or the members of a set, ascending.</param>
/// <param name="IsSet">Written as an array.</param>
/// <param name="List">The name in <c>in: NAME</c>, whose members are then <paramref name="Values"/>.</param>
public sealed record ConditionLine(string Operator, ImmutableArray<string> Values, bool IsSet, string? List = null)
{
    /// <summary>As a voter reads it.</summary>
    public string Written => List ?? (IsSet ? $"[{string.Join(", ", Members)}]" : Values[0]);

    // A week is read from Monday on.
    private IEnumerable<string> Members => Operator == "days"
        ? Values.OrderBy(day => (ClockText.DayOf(day) + 6) % 7)
        : Values;
}
