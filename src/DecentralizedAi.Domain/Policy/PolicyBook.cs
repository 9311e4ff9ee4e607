using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy.Compiling;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy;

/// <summary>
/// The policies of all agents of a node by their names. Immutable: whoever keeps the one in force swaps it by a single
/// reference write, and a decision reads that reference once.
/// </summary>
public sealed class PolicyBook
{
    private readonly TextTable _agents = new(folds: false);
    private readonly ToolIndex _tools;

    /// <exception cref="ArgumentException">Two policies are for one agent.</exception>
    public PolicyBook(IEnumerable<PolicySnapshot> policies)
    {
        Policies = [.. policies];
        for (var i = 0; i < Policies.Length; i++)
        {
            if (_agents.Add(Policies[i].Agent) != i)
                throw new ArgumentException($"two policies are for agent '{Policies[i].Agent}'", nameof(policies));
        }
        _tools = new(Policies.AsSpan());
    }

    public ImmutableArray<PolicySnapshot> Policies { get; }

    /// <summary>The policy of an agent, or null.</summary>
    public PolicySnapshot? this[string agent] => _agents.Find(agent) is >= 0 and var index ? Policies[index] : null;

    /// <summary>The verdict of an agent's policy; null when it has none, and then everything is denied.</summary>
    public Decision? Decide(string agent, ToolCall call, Facts facts)
    {
        var index = _agents.Find(agent);
        if (index < 0)
            return null;
        var policy = Policies[index];
        return _tools.Find(index, call.Tool) is { } tool
            ? PolicyRules.Decide(call, policy, tool, facts)
            : policy.UnknownTool;
    }
}
