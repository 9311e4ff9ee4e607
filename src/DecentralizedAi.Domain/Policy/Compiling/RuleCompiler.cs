using System.Collections.Frozen;
using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Compiling;

/// <summary>Compiles the rules of a valid document to an index by tool.</summary>
internal sealed class RuleCompiler(PolicyDocument document, Bytes32 root, AssetTable assets)
{
    private static readonly ConditionLine CleanTurn = new("turn", [TurnTest.Clean], false);
    private static readonly ConditionLine AnyTurn = new("turn", [TurnTest.Any], false);

    private static readonly ConditionLine TrustedPayee =
        new("from", [LabelNames.Write(Label.Dao), LabelNames.Write(Label.Instruction)], true);

    public FrozenDictionary<string, CompiledTool> Compile() =>
        document.Tools.Values.ToFrozenDictionary(tool => tool.Name, Tool, StringComparer.Ordinal);

    private CompiledTool Tool(ToolSignature tool) =>
        new(tool, Rules(tool, RuleKind.Forbid), Rules(tool, RuleKind.Ask), Rules(tool, RuleKind.Permit));

    private CompiledRule[] Rules(ToolSignature tool, RuleKind kind) =>
    [
        .. document.Rules.Where(rule => rule.Kind == kind && rule.SpeaksFor(tool.Name))
            .Select(rule => Rule(rule, tool)),
    ];

    private CompiledRule Rule(RuleLine rule, ToolSignature tool)
    {
        AttributeTest[] when =
        [
            .. rule.When.Select(line => TestFactory.Compile(line, tool, rule.Kind, inWhen: true, assets)),
            .. tool.Effect == ToolEffect.Money && rule.Kind != RuleKind.Forbid ? MoneyDefaults(rule, tool) : [],
        ];
        var unless = rule.Unless is null
            ? null
            : TestFactory.Compile(rule.Unless, tool, rule.Kind, inWhen: false, assets);
        return new(rule, when, unless, rule.When.Length, Decide(rule));
    }

    private IEnumerable<AttributeTest> MoneyDefaults(RuleLine rule, ToolSignature tool)
    {
        // Compiled as of a permit in an ask too: a default that one trusted label satisfies would open the way to an
        // approval for a payee that foreign text helped to choose.
        if (rule.WhenOf("turn") is null)
            yield return Default(PolicyAttribute.Turn, rule.Kind == RuleKind.Permit ? CleanTurn : AnyTurn);
        if (rule.WhenOf("arg.to")?["from"] is null)
            yield return Default(
                new(AttributeKind.Argument, "arg.to", "to", tool.Arguments[tool.IndexOf("to")]), TrustedPayee);

        AttributeTest Default(PolicyAttribute attribute, ConditionLine line) =>
            TestFactory.Compile(new(attribute, [line]), tool, RuleKind.Permit, inWhen: true, assets);
    }

    private Decision Decide(RuleLine rule) => rule.Kind switch
    {
        RuleKind.Permit => new Decision.Allowed(root, rule.Id),
        RuleKind.Ask when rule.By is { } by => new Decision.Approval(root, rule.Id, [by], rule.Within!.Value),
        // Of money only its budget knows who approves.
        RuleKind.Ask => new Decision.Approval(root, rule.Id, [], uint.MaxValue),
        _ => new Decision.Denied(root, rule.Id, DenialReason.Rule, $"rule '{rule.Id}' forbids it"),
    };
}
