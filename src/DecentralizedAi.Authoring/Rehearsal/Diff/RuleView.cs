using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>One of the things that must be so for a rule to match: a condition of <c>when</c>, a default of money, or
/// that <c>unless</c> does not hold.</summary>
/// <param name="Key">The same in both documents for what takes the same place: <c>arg.to in</c>, <c>unless</c>.</param>
/// <param name="Line">The conditions, on one attribute.</param>
internal sealed record RulePart(string Key, AttributeLine Line, bool IsUnless, ConditionOracle Oracle)
{
    public const string UnlessKey = "unless";

    /// <summary>The axis of calls that it looks at: an argument's name, or <c>instructor</c>, <c>time</c>, <c>turn</c>
    /// with a point before it.</summary>
    public string Axis => Line.Attribute.Argument.Length > 0 ? Line.Attribute.Argument : "." + Line.Attribute.Written;

    /// <summary>Names of the lists it refers to.</summary>
    public IEnumerable<string> Lists => Line.Conditions.Select(condition => condition.List).OfType<string>();

    public bool SameAs(RulePart other) => Key == other.Key && Line.Attribute.Written == other.Line.Attribute.Written
        && Line.Conditions.Length == other.Line.Conditions.Length
        && Line.Conditions.All(one => other.Line[one.Operator] is { } two && Same(one, two));

    private static bool Same(ConditionLine a, ConditionLine b) => a.List == b.List
        && (a.List is not null || a.Values.AsSpan().SequenceEqual(b.Values.AsSpan()));
}

/// <summary>A rule of a document for one tool, taken apart. It matches exactly when all of its parts hold.</summary>
internal sealed record RuleView(RuleLine Rule, ImmutableArray<RulePart> Parts)
{
    public bool Matches(ToolCall call, Facts facts)
    {
        foreach (var part in Parts)
        {
            if (!part.Oracle.Holds(call, facts))
                return false;
        }
        return true;
    }

    public RulePart? this[string key] => Parts.FirstOrDefault(part => part.Key == key);

    public static RuleView Of(PolicyDocument document, RuleLine rule, ToolSignature tool)
    {
        var parts = rule.When.SelectMany(line => line.Conditions, (line, condition) => Part(
            document, rule.Kind, line with { Conditions = [condition] },
            $"{line.Attribute.Written} {Word(line, condition)}"));
        if (tool.Effect == ToolEffect.Money && rule.Kind != RuleKind.Forbid)
            parts = parts.Concat(Defaults(document, rule, tool));
        if (rule.Unless is not null)
            parts = parts.Append(new(RulePart.UnlessKey, rule.Unless, true,
                ConditionOracle.Of(document, rule.Kind, rule.Unless, isUnless: true)));
        return new(rule, [.. parts]);
    }

    // A default stands for what could be written, so it takes the place of that.
    private static IEnumerable<RulePart> Defaults(PolicyDocument document, RuleLine rule, ToolSignature tool)
    {
        if (rule.Kind == RuleKind.Permit && rule.WhenOf("turn") is null)
            yield return Part(document, RuleKind.Permit,
                new(PolicyAttribute.Turn, [new("turn", ["clean"], false)]), "turn turn");
        if (rule.WhenOf("arg.to")?["from"] is null)
            yield return Part(document, RuleKind.Permit,
                new(new(AttributeKind.Argument, "arg.to", "to", tool.Arguments[tool.IndexOf("to")]),
                    [new("from", ["dao", "instruction"], true)]), "arg.to from");
    }

    private static RulePart Part(PolicyDocument document, RuleKind kind, AttributeLine line, string key) =>
        new(key, line, false, ConditionOracle.Of(document, kind, line, isUnless: false));

    // "equals" and "in" say the same of one value.
    private static string Word(AttributeLine line, ConditionLine condition) =>
        condition.Operator == "equals" && line["in"] is null ? "in" : condition.Operator;
}

/// <summary>A tool as one document knows it.</summary>
internal sealed class ToolView
{
    private readonly ImmutableDictionary<string, ConditionOracle> _fits;

    private ToolView(PolicySnapshot policy, ToolSignature? signature)
    {
        Policy = policy;
        Signature = signature;
        var document = policy.Document;
        Rules = signature is null
            ? []
            : [.. document.Rules.Where(rule => rule.SpeaksFor(signature.Name))
                .Select(rule => RuleView.Of(document, rule, signature))];
        _fits = (signature?.Arguments ?? []).ToImmutableDictionary(
            argument => argument.Name, argument => ConditionOracle.Fit(document, argument));
    }

    public PolicySnapshot Policy { get; }

    /// <summary>Null where the document has no such tool.</summary>
    public ToolSignature? Signature { get; }

    /// <summary>Those that speak for the tool, ascending by id.</summary>
    public ImmutableArray<RuleView> Rules { get; }

    public static ToolView Of(PolicySnapshot policy, string tool) =>
        new(policy, policy.Document.Tools.GetValueOrDefault(tool));

    public RuleView? Rule(string id) => Rules.FirstOrDefault(rule => rule.Rule.Id == id);

    /// <summary>Whether a call fits as far as one argument goes.</summary>
    public bool Fits(string argument, ToolCall call, Facts facts) => Signature is not null
        && (_fits.TryGetValue(argument, out var oracle) ? oracle.Holds(call, facts) : call[argument] is null);

    /// <summary>Whether a call fits the signature.</summary>
    public bool Fits(ToolCall call, Facts facts) => Signature is not null
        && call.Arguments.All(given => _fits.ContainsKey(given.Name))
        && _fits.Values.All(oracle => oracle.Holds(call, facts));
}
