using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>
/// Whether one condition holds for a call, as the evaluator itself says: it decides a document of that condition
/// alone. What a condition means is thus said in one place, and a comparison of policies cannot disagree with it.
/// </summary>
internal sealed class ConditionOracle
{
    private const string Tool = "t";
    private static readonly Address Somebody = Address.Parse("0x" + new string('1', 40));

    private readonly PolicySnapshot _alone;
    private readonly string? _argument;
    private readonly string _verdict;

    private ConditionOracle(
        PolicyDocument document, ArgumentSignature? argument, string verdict, params RuleLine[] rules)
    {
        _argument = argument?.Name;
        _verdict = verdict;
        var payees = document.Money.Values.Select(budget => budget.Payees).ToHashSet();
        var alone = document with
        {
            About = null,
            Tools = ImmutableSortedDictionary.Create<string, ToolSignature>(StringComparer.Ordinal).Add(
                Tool, ToolSignature.Of(Tool, ToolEffect.Read, argument is null ? [] : [argument])),
            Lists = document.Lists.Where(list => payees.Contains(list.Key))
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
            Rules = [.. rules],
        };
        _alone = PolicySnapshot.Compile(new DocumentAnswer.Read(alone)) is CompileAnswer.Compiled { Snapshot: var made }
            ? made
            : throw new InvalidOperationException("a part of a valid document compiles");
    }

    /// <summary>Whether a call lets a rule of that kind match as far as these conditions go.</summary>
    /// <param name="line">The conditions on one attribute.</param>
    /// <param name="isUnless">They stand in <c>unless</c>: the rule matches where they do not hold.</param>
    public static ConditionOracle Of(PolicyDocument document, RuleKind kind, AttributeLine line, bool isUnless)
    {
        var rule = new RuleLine("r", kind, [Tool], isUnless ? [] : [line], isUnless ? line : null,
            kind == RuleKind.Ask ? Somebody : null, kind == RuleKind.Ask ? 1 : null);
        var argument = line.Attribute.Type;
        return kind switch
        {
            RuleKind.Permit => new(document, argument, "allowed", rule),
            RuleKind.Ask => new(document, argument, "approval", rule),
            _ => new(document, argument, "denied", Always, rule),
        };
    }

    /// <summary>Whether a call's argument is there where it must be, and of its type.</summary>
    public static ConditionOracle Fit(PolicyDocument document, ArgumentSignature argument) =>
        new(document, argument, "allowed", Always);

    /// <summary>Looks at the one argument and the facts that the condition is about.</summary>
    public bool Holds(ToolCall call, Facts facts)
    {
        var value = _argument is null ? null : call[_argument];
        var alone = value is null ? ToolCall.Of(Tool) : ToolCall.Of(Tool, new ToolArgument(_argument!, value));
        return PolicyRules.Decide(alone, _alone, facts with { Costs = ImmutableDictionary<string, UInt256>.Empty })
            .Verdict == _verdict;
    }

    private static RuleLine Always => new("p", RuleKind.Permit, [Tool], [], null, null, null);
}
