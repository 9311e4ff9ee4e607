using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Domain.Actions;

/// <summary>What the runtime reads from a document besides decisions.</summary>
internal static class PolicyReading
{
    /// <summary>A permit or an ask names the tool: the model may speak of it.</summary>
    public static bool Speaks(this PolicyDocument policy, string tool) => policy.Tools.ContainsKey(tool)
        && policy.Rules.Any(rule => rule.Kind != RuleKind.Forbid && rule.SpeaksFor(tool));
}
