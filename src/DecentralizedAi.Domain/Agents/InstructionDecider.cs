using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Step 1: is this an instruction of this agent, and is it new?</summary>
public static class InstructionDecider
{
    /// <summary>The agent has as many instructions as it may; asking again at once only adds to them.</summary>
    public const string Busy = "DAI-3124";

    /// <summary>The leaf of a new instruction, or the answer that nothing is stored for.</summary>
    /// <param name="moment">Null before the first proven head.</param>
    public static (AgentDecision Decision, CommandAnswer? Answer) Accept(
        AgentState state, InstructionOrder order, AgentMoment? moment)
    {
        var id = order.Source.In(state.Identity.Stream);
        if (state.Instruction(id.Value) is not null)
            return (AgentDecision.Nothing, null);
        if (state.Given.Contains(id.Value))
            return Rejected("DAI-3119", $"instruction {id} was given before and has ended; GET /v1/instructions/{id} "
                + "tells what came of it; sign another nonce to ask anew");
        // Nobody could prove that a parent asked: no tool sends to an agent.
        if (order.Source.Kind == (byte)InstructorKind.Agent)
            return Rejected("DAI-3109", "agents do not instruct each other in this edition, because no tool sends to "
                + "an agent; let an account, a schedule or an event ask");
        if (order.Text.Length is 0 or > InstructionOrder.MaxText)
            return Rejected("DAI-3101", $"an instruction has 1 to {InstructionOrder.MaxText} characters, "
                + $"this one {order.Text.Length}; say it shorter");
        if (!IsText(order.Text))
            return Rejected("DAI-3104", "the instruction holds half of a UTF-16 pair; send well-formed text");
        if (Unservable(state, moment) is { } why)
            return (AgentDecision.Nothing, new CommandAnswer.NotNow("DAI-3102", why));
        if (Standing.OfAgent(state.Identity.Agent, moment!) is { } barred)
            return Rejected("DAI-3107", $"{barred}; until then every call is denied");
        if (Standing.OfNode(moment!) is { } unbound)
            return (AgentDecision.Nothing, new CommandAnswer.NotNow("DAI-3108", unbound));
        if (Unapproved(state, moment!) is { } other)
            return (AgentDecision.Nothing, new CommandAnswer.NotNow("DAI-3105", other));
        if (Lawless(state, moment!) is { } fault)
            return Rejected("DAI-3106", $"{fault}; until another policy is voted every call is denied");
        if (order.Deadline != 0 && moment!.Seconds > order.Deadline)
            return Rejected("DAI-3103",
                $"the signature ended at {order.Deadline} s and it is {moment.Seconds} s; sign again");
        if (state.Unanswered.Length >= moment!.Limits.MostOpen)
            return (AgentDecision.Nothing, new CommandAnswer.NotNow(Busy, $"agent {state.Identity.Agent} has "
                + $"{moment.Limits.MostOpen} instructions without an end; ask again when some have ended"));
        var draft = AgentLaw.Begin(state, moment);
        var body = draft.Salted(new BodyDocument.Text(order.Text).ToJson());
        draft.Add(
            new LeafDraft.Instructed(order.Proof, order.Source, body, Signed(state, order),
                order.Signature.IsEmpty ? null : order.Signature.ToArray()),
            logged => new Instructed(logged, order));
        return (draft.Decision, null);
    }

    /// <summary>Why no leaf can be written now; null when one can.</summary>
    public static string? Unservable(AgentState state, AgentMoment? moment) =>
        moment is null ? "this node has not proven a block yet; it waits for the RPC at chain.rpc"
        : moment.Agent(state.Identity.Agent) is null
            ? $"agent {state.Identity.Agent} is not hosted by operator {moment.Head.Operator}"
        : moment.Head.Head.Number < state.Law.PolicyBlock
            ? $"this node has proven block {moment.Head.Head.Number} and the log block {state.Law.PolicyBlock}; "
                + "it waits"
        : state.Seq == 0 && !moment.Holds(state.Identity.Shard)
            ? $"shard {state.Identity.Shard} has no lease on chain yet; this node is taking it"
        : null;

    /// <summary>Why this node cannot think for the agent: its files are not those that were voted. Else null.</summary>
    public static string? Unapproved(AgentState state, AgentMoment moment) =>
        moment.Agent(state.Identity.Agent) is not { } agent ? null
        : HostedComposition.Fault(moment.Compositions, moment.Tools, agent.Composition) is { } fault
            ? $"agent {agent.Name} is not served: {fault}"
        : null;

    // A document that is not here yet may still come; one that is here and is no law stays none.
    private static string? Lawless(AgentState state, AgentMoment moment) =>
        moment.Agent(state.Identity.Agent) is { } agent
            && moment.Governance.Policies.GetValueOrDefault(agent.PolicyRoot) is LoadedPolicy.Faulty
            ? moment.Governance.Fault(agent.PolicyRoot)
            : null;

    internal static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
            if (char.IsSurrogate(text[i]) && (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[++i])))
                return false;
        return true;
    }

    private static TypedData.Instruction? Signed(AgentState state, InstructionOrder order) =>
        order.Proof.Kind == (byte)InstructorKind.Account
            ? new TypedData.Instruction(state.Identity.Stream, order.Text, order.Source.Nonce, order.Deadline)
            : null;

    private static (AgentDecision, CommandAnswer?) Rejected(string code, string message) =>
        (AgentDecision.Nothing, new CommandAnswer.Rejected(code, message));
}
