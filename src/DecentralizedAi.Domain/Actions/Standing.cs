using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Actions;

/// <summary>
/// Whether the registries let an agent act and a node act for it. Tightens on the head, loosens on finality: both
/// blocks must say yes.
/// </summary>
public static class Standing
{
    /// <summary>Why nobody may serve the agent now: what was voted about it or its operator. Else null.</summary>
    public static string? OfAgent(ulong agent, AgentMoment moment) =>
        At(agent, moment.Head) ?? At(agent, moment.Governance.Final);

    /// <summary>Why this node may not act, whoever the agent is. Else null.</summary>
    public static string? OfNode(AgentMoment moment) => OfNode(moment.Head, moment.Node, moment.Spender);

    /// <summary>The same from a view of the head.</summary>
    public static string? OfNode(GovernanceView head, Address anchor, Address spender) =>
        Bound(head, anchor, "anchor") ?? Bound(head, spender, "spender");

    /// <summary>Why the operator may not host at that block. Else null.</summary>
    public static string? OfOperator(GovernanceView view) => view.OperatorStatus == OperatorStatus.Hosting
        ? null
        : $"operator {view.Operator} is {Word(view.OperatorStatus)} in the registry, not hosting; a vote lets it host";

    private static string? At(ulong agent, GovernanceView view) => OfOperator(view)
        ?? (view.Agents.GetValueOrDefault(agent) is { Status: not AgentStatus.Active } seat
            ? $"agent {seat.Name} is {Word(seat.Status)} in the registry"
                + (seat.Status == AgentStatus.Paused ? "; a vote resumes it" : "")
            : null);

    private static string? Bound(GovernanceView head, Address key, string role) => head.Keys.Contains(key)
        ? null
        : $"the {role} key {key} of this node is not bound to operator {head.Operator}, or was revoked; the operator's "
            + "admin binds a new one";

    private static string Word<T>(T status) where T : struct, Enum => status.ToString().ToLowerInvariant();
}
