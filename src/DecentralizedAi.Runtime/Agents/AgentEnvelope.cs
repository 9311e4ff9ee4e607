using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Runtime.Agents;

/// <summary>A message for an agent, routed by its shard.</summary>
/// <param name="Agent">The agent's number in the registry.</param>
public sealed record AgentEnvelope(ulong Agent, AgentMessage Message);

/// <summary>What an agent answers; closed.</summary>
public abstract record AgentReply
{
    private AgentReply() { }

    public sealed record Command(CommandAnswer Answer) : AgentReply;

    /// <summary>Null: this agent does not know the instruction.</summary>
    public sealed record Instruction(InstructionView? View) : AgentReply;

    public sealed record Agent(AgentView View) : AgentReply;

    public sealed record Approvals(IReadOnlyList<ApprovalView> Views) : AgentReply;

    public sealed record Log(IReadOnlyList<LeafView> Leaves) : AgentReply;
}
