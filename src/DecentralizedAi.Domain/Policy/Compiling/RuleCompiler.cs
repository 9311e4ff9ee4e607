using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Compiles the rules of a valid document to an index by tool.</summary>
internal sealed class RuleCompiler(PolicyDocument document, Bytes32 root, DocumentValues values)
{
    // Denials stand before what they outweigh.
    private static readonly RuleKind[] Order = [RuleKind.Forbid, RuleKind.Ask, RuleKind.Permit];

    /// <summary>Every tool of the document, in the order of their names.</summary>
    public IEnumerable<CompiledTool> Compile()
    {
        var speaking = new Dictionary<string, List<RuleLine>>(StringComparer.Ordinal);
        foreach (var name in document.Tools.Keys)
            speaking[name] = [];
        foreach (var kind in Order)
        {
            foreach (var rule in document.Rules)
            {
                if (rule.Kind == kind)
                    Spread(rule, speaking);
            }
        }
        foreach (var tool in document.Tools.Values)
        {
            var rules = speaking[tool.Name];
            yield return new CompiledTool(root, tool, [.. rules], Dimensions(tool, rules), values.Assets);
        }
    }

    private static void Spread(RuleLine rule, Dictionary<string, List<RuleLine>> speaking)
    {
        if (rule.Tools is { } names)
        {
            foreach (var name in names)
                speaking[name].Add(rule);
            return;
        }
        foreach (var rules in speaking.Values)
            rules.Add(rule);
    }

    private Dimension[] Dimensions(ToolSignature tool, List<RuleLine> rules)
    {
        var builders = new List<DimensionBuilder>();
        for (var i = 0; i < rules.Count; i++)
        {
            foreach (var placed in PlacedRules.When(rules[i], tool))
                Add(builders, tool, placed, new(1UL << i, 0));
            if (PlacedRules.Unless(rules[i]) is { } unless)
                Add(builders, tool, unless, new(0, 1UL << i));
        }
        return [.. builders.Select(builder => builder.Make())];
    }

    private void Add(List<DimensionBuilder> builders, ToolSignature tool, Placed placed, RuleBits bit)
    {
        var attribute = placed.Line.Attribute;
        foreach (var line in placed.Line.Conditions)
        {
            if (ConditionSorts.Of(attribute, line) is not { } sort)
                continue;
            var condition = new DimensionCondition(bit, placed, line);
            var taken = false;
            for (var i = 0; i < builders.Count && !taken; i++)
                taken = builders[i].Takes(attribute, sort, condition);
            if (taken)
                continue;
            var slot = attribute.Argument.Length == 0 ? -1 : tool.IndexOf(attribute.Argument);
            var builder = new DimensionBuilder(attribute, sort, slot, values);
            builder.Takes(attribute, sort, condition);
            builders.Add(builder);
        }
    }
}
