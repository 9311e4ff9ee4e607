using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Explaining;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>A condition of one rule alone.</summary>
/// <param name="Dimension">Index of the dimension that says of this rule whether it holds; -1: only the test does,
/// because the dimension joins several conditions of the rule or there is none.</param>
/// <param name="Value">Index of the value that it looks at among those of all rules of the tool.</param>
internal readonly record struct RuleCondition(
    StatedCondition Stated, AttributeTest Attribute, Test Test, int Dimension, int Value);

/// <summary>A rule compiled for one tool, condition by condition: for what is asked of one rule alone. Decisions ask
/// all rules at once (<see cref="CompiledTool.Matching(in CallView)"/>).</summary>
internal sealed class CompiledRule
{
    private readonly AttributeTest[] _when;
    private readonly AttributeTest? _unless;
    private readonly RuleCondition[] _conditions;

    /// <param name="rule">The index of its bit.</param>
    /// <param name="signs">Of the tool's dimensions.</param>
    /// <param name="values">What the rules of the tool look at, by attribute and operator; gets what is new.</param>
    public CompiledRule(
        RuleLine line, int rule, ToolSignature tool, ReadOnlySpan<DimensionSign> signs,
        List<(string Attribute, string Operator)> values, AssetTable assets)
    {
        Line = line;
        var when = new List<Placed>();
        PlacedRules.AddWhen(when, line, tool);
        _when = [.. when.Select(placed => TestFactory.Compile(placed, tool, assets))];
        _unless = PlacedRules.Unless(line) is { } unless ? TestFactory.Compile(unless, tool, assets) : null;
        var conditions = new List<RuleCondition>();
        for (var i = 0; i < _when.Length; i++)
            // Those that are not written are the defaults for money.
            Add(conditions, _when[i], i < line.When.Length ? "when" : "default", rule, signs, values);
        if (_unless is not null)
            Add(conditions, _unless, "unless", rule, signs, values);
        _conditions = [.. conditions];
    }

    public RuleLine Line { get; }

    /// <summary>Each operator by itself: of <c>when</c>, then the defaults, then of <c>unless</c>.</summary>
    public ReadOnlySpan<RuleCondition> Conditions => _conditions;

    public bool Matches(in CallView call)
    {
        foreach (var test in _when)
        {
            if (!test.Holds(call))
                return false;
        }
        return _unless is null || !_unless.Holds(call);
    }

    private void Add(
        List<RuleCondition> conditions, AttributeTest attribute, string place, int rule,
        ReadOnlySpan<DimensionSign> signs, List<(string Attribute, string Operator)> values)
    {
        foreach (var test in attribute.Tests)
        {
            var (dimension, said) = (-1, 0);
            for (var i = 0; i < signs.Length; i++)
            {
                if (signs[i].Says(attribute.Attribute, test.Line, place != "unless", rule))
                    (dimension, said) = (i, said + 1);
            }
            var name = test.Line.Operator == "turn" ? "is" : test.Line.Operator;
            var looked = (attribute.Attribute.Written, name);
            if (!values.Contains(looked))
                values.Add(looked);
            conditions.Add(new(new(Line.Id, place, attribute.Attribute.Written, name, test.Line.Written), attribute,
                test, said == 1 ? dimension : -1, values.IndexOf(looked)));
        }
    }
}
