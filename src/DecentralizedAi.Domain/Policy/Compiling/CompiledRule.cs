using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>A rule compiled for one tool, condition by condition: for what is asked of one rule alone. Decisions ask
/// all rules at once (<see cref="CompiledTool.Matching"/>).</summary>
internal sealed class CompiledRule
{
    private readonly AttributeTest[] _when;

    public CompiledRule(RuleLine line, ToolSignature tool, AssetTable assets)
    {
        Line = line;
        var when = new List<Placed>();
        PlacedRules.AddWhen(when, line, tool);
        _when = [.. when.Select(placed => TestFactory.Compile(placed, tool, assets))];
        Unless = PlacedRules.Unless(line) is { } unless ? TestFactory.Compile(unless, tool, assets) : null;
        Tests = _when.Sum(test => test.Tests.Length) + (Unless?.Tests.Length ?? 0);
    }

    public RuleLine Line { get; }
    public ReadOnlySpan<AttributeTest> When => _when;
    public AttributeTest? Unless { get; }

    /// <summary>How many of <see cref="When"/> are written; the rest are the defaults for money.</summary>
    public int Written => Line.When.Length;

    /// <summary>How many conditions it has, each operator by itself.</summary>
    public int Tests { get; }

    public bool Matches(in CallView call)
    {
        foreach (var test in _when)
        {
            if (!test.Holds(call))
                return false;
        }
        return Unless is null || !Unless.Holds(call);
    }
}
