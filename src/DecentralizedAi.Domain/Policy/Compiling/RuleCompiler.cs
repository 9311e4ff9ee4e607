using System.Runtime.InteropServices;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Compiles the rules of a valid document to an index by tool.</summary>
internal sealed class RuleCompiler(PolicyDocument document, Bytes32 root, DocumentValues values)
{
    // Denials stand before what they outweigh.
    private static readonly RuleKind[] Order = [RuleKind.Forbid, RuleKind.Ask, RuleKind.Permit];

    // One tool after the other is collected in these.
    private readonly List<DimensionBuilder> _builders = [];
    private readonly List<Placed> _placed = [];
    private readonly List<ulong> _data = [];
    private int _begun;

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
            Collect(tool, rules);
            yield return Compile(tool, [.. rules]);
        }
    }

    private CompiledTool Compile(ToolSignature tool, RuleLine[] rules)
    {
        var when = Builders(inWhen: true);
        DimensionBuilder[] all = [.. when, .. Builders(inWhen: false)];
        CollectionsMarshal.SetCount(_data, all.Length * Dimension.Words);
        for (var i = 0; i < all.Length; i++)
        {
            var dimension = all[i].Make(_data);
            MemoryMarshal.Cast<ulong, Dimension>(CollectionsMarshal.AsSpan(_data))[i] = dimension;
        }
        return new(tool, rules, new(root, tool, rules), [.. _data], when.Length,
            [.. all.Select(builder => builder.Sign)], values);
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

    private void Collect(ToolSignature tool, List<RuleLine> rules)
    {
        _begun = 0;
        for (var i = 0; i < rules.Count; i++)
        {
            _placed.Clear();
            PlacedRules.AddWhen(_placed, rules[i], tool);
            if (PlacedRules.Unless(rules[i]) is { } unless)
                _placed.Add(unless);
            foreach (var placed in _placed)
            {
                foreach (var line in placed.Line.Conditions)
                {
                    if (ConditionSorts.Of(placed.Line.Attribute, line) is { } sort)
                        Add(tool, rules.Count, i, placed, sort, line);
                }
            }
        }
    }

    private void Add(
        ToolSignature tool, int rules, int rule, in Placed placed, ConditionSort sort, ConditionLine line)
    {
        for (var i = 0; i < _begun; i++)
        {
            if (_builders[i].Takes(rule, placed, sort, line))
                return;
        }
        if (_begun == _builders.Count)
            _builders.Add(new(values));
        var attribute = placed.Line.Attribute;
        _builders[_begun].Begin(attribute, sort, placed.InWhen, tool.IndexOf(attribute.Argument), rules);
        _builders[_begun++].Takes(rule, placed, sort, line);
    }

    private DimensionBuilder[] Builders(bool inWhen) =>
        [.. _builders.Take(_begun).Where(builder => builder.InWhen == inWhen)];
}
