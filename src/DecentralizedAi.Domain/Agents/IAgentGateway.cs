using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Agents;

/// <summary>What may be read of agents and of the node that serves them.</summary>
public interface IAgentReader
{
    /// <summary>The instruction as it stands; waits up to <paramref name="wait"/> for it to end or to wait for an
    /// approval.</summary>
    Task<InstructionAnswer> InstructionAsync(Bytes32 instruction, TimeSpan wait, CancellationToken cancel);

    /// <summary>All agents that this operator hosts, by name.</summary>
    Task<IReadOnlyList<AgentView>> AgentsAsync(CancellationToken cancel);

    /// <summary>One agent by name, or null.</summary>
    Task<AgentView?> AgentAsync(string name, CancellationToken cancel);

    /// <summary>The agent's leaves from <paramref name="fromSeq"/> on, ascending, at most 1,000. Null when no agent
    /// has the name.</summary>
    Task<IReadOnlyList<LeafView>?> LogAsync(string name, ulong fromSeq, CancellationToken cancel);

    /// <summary>This node: cluster, chain, leases, checkpoints.</summary>
    Task<NodeView> StatusAsync(CancellationToken cancel);
}

/// <summary>
/// The door through which people and schedules reach the agents of an operator, from any of its nodes. Commands are
/// repeated until the agent answers or the token is cancelled; repeating one has no further effect.
/// </summary>
public interface IAgentGateway : IAgentReader
{
    /// <summary>Tells when answers may be others than before.</summary>
    IChangeSignal Changes { get; }

    /// <summary>Hands over an instruction; returns once it is durable or refused.</summary>
    Task<CommandAnswer> InstructAsync(Instruct command, CancellationToken cancel);

    /// <summary>Every action that waits for an approval, with all that has to be signed.</summary>
    Task<IReadOnlyList<ApprovalView>> ApprovalsAsync(CancellationToken cancel);

    /// <summary>Hands over an approver's yes or no; returns once it is durable or refused.</summary>
    Task<CommandAnswer> JudgeAsync(ApproverCommand command, CancellationToken cancel);

    /// <summary>Signs a waiting transaction of one of the node's keys again, with fees that are an eighth higher or
    /// those of the market. Repeating it has no further effect: it names the attempt that it replaces.</summary>
    Task<RaiseAnswer> RaiseAsync(Bytes32 attempt, CancellationToken cancel);

    /// <summary>Ends when the agents of this node are with others. It goes on answering for them, keeps nobody waiting,
    /// and should end soon.</summary>
    Task DrainAsync(CancellationToken cancel);
}
