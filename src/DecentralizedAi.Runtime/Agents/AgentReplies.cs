using Akka.Actor;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Runtime.Agents;

/// <summary>Answers to questions that change nothing.</summary>
internal static class AgentReplies
{
    /// <summary>What a command is answered when its events are on disk.</summary>
    public static AgentReply Accepted(AgentState state, AgentWork work, AgentMoment? moment, Bytes32 instruction) =>
        new AgentReply.Command(new CommandAnswer.Accepted(View(state, work, moment, instruction)!));

    /// <summary>Tells nothing to a message that is no question.</summary>
    /// <param name="agent">The agent's, whose sender is answered.</param>
    public static void Answer(
        IActorContext agent, AgentMessage message, AgentState state, AgentWork work, AgentParts parts)
    {
        var moment = parts.Law.Moment();
        if (message is AgentMessage.DescribeInstruction asked && state.HasForgotten(asked.Instruction))
            RecollectionActor.Ask(agent, asked, state.Identity, Name(state, moment));
        else if (To(message, state, work, moment, parts.Node) is { } reply)
            agent.Sender.Tell(reply);
    }

    private static AgentReply? To(
        AgentMessage message, AgentState state, AgentWork work, AgentMoment? moment, Address node) => message switch
        {
            AgentMessage.DescribeInstruction asked =>
                new AgentReply.Instruction(View(state, work, moment, asked.Instruction)),
            AgentMessage.Describe => new AgentReply.Agent(AgentViews.Agent(state, moment, node)),
            AgentMessage.DescribeApprovals =>
                new AgentReply.Approvals([.. AgentViews.Approvals(state, Name(state, moment))]),
            AgentMessage.DescribeLog asked => new AgentReply.Log(
                [.. state.Unanchored.Where(l => l.Leaf.Seq >= asked.FromSeq).Select(AgentViews.Leaf)]),
            _ => null,
        };

    /// <summary>Null when the agent does not know the instruction.</summary>
    public static InstructionView? View(
        AgentState state, AgentWork work, AgentMoment? moment, Bytes32 instruction) =>
        state.Instruction(instruction) is { } known
            ? AgentViews.Instruction(state, work, known, Name(state, moment))
            : null;

    private static string Name(AgentState state, AgentMoment? moment) =>
        moment?.Agent(state.Identity.Agent)?.Name ?? "";
}
