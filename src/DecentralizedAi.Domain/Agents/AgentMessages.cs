using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Transactions;

namespace DecentralizedAi.Domain.Agents;

/// <summary>What an agent is told or asked, from anywhere in the cluster. Each may arrive twice, or not at all.
/// </summary>
public abstract record AgentMessage
{
    private AgentMessage() { }

    /// <summary>Start, if you do not run yet.</summary>
    public sealed record Wake : AgentMessage;

    /// <summary>Answered by <see cref="CommandAnswer"/>.</summary>
    public sealed record Instruct(InstructionOrder Order) : AgentMessage;

    /// <summary>Answered by <see cref="CommandAnswer"/>.</summary>
    public sealed record Judge(ApproverCommand Command) : AgentMessage;

    /// <summary>Answered by the instruction's view, or by nothing known.</summary>
    public sealed record DescribeInstruction(Bytes32 Instruction) : AgentMessage;

    /// <summary>Answered by the agent's view.</summary>
    public sealed record Describe : AgentMessage;

    /// <summary>Answered by the views of all waiting actions.</summary>
    public sealed record DescribeApprovals : AgentMessage;

    /// <summary>Answered by views of leaves that are not anchored yet, from a number on.</summary>
    public sealed record DescribeLog(ulong FromSeq) : AgentMessage;

    /// <summary>The transaction of a payment ended.</summary>
    public sealed record PaymentEnded(Bytes32 Id, CallEnd End) : AgentMessage;
}
