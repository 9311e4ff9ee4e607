using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Step 4b: who may let a waiting action through, until when, and what then.</summary>
public static class ApprovalDecider
{
    /// <summary>Reads the account that signed a digest; null when the signature is none.</summary>
    public delegate Address? Recover(Bytes32 digest, ReadOnlySpan<byte> signature);

    /// <summary>The leaf of an approval, or the answer that nothing is stored for.</summary>
    public static (AgentDecision Decision, CommandAnswer? Answer) Approve(
        AgentState state, Approve command, AgentMoment? moment, Recover recover)
    {
        if (!state.Actions.TryGetValue(command.Action, out var action) || action.Approvers.IsEmpty)
            return Rejected("DAI-3111", $"no action {command.Action} of this agent asks for an approval");
        if (action.Approvals.Exists(a => a.Approver == command.Approver))
            return (AgentDecision.Nothing, null);
        if (!action.Waiting)
            return Rejected("DAI-3112", $"action {command.Action} does not wait: it is {Word(action.Status)}");
        if (InstructionDecider.Unservable(state, moment) is { } why)
            return (AgentDecision.Nothing, new CommandAnswer.NotNow("DAI-3102", why));
        if (Fault(state, action, command, moment!) is { } fault)
            return fault;
        var signed = Signed(state, action, command.Deadline);
        var digest = signed.Digest(state.Identity.Domain);
        if (recover(digest, command.Signature.Span) != command.Approver)
            return Rejected("DAI-3116", $"the signature over {digest} is not {command.Approver}'s");
        var approval = new Approval(command.Approver, command.Deadline, digest, command.Signature, moment!.Now);
        var draft = AgentLaw.Begin(state, moment);
        draft.Add(
            new LeafDraft.Approved(Subject(state, action), command.Approver, action.Rule!, action.Call.Amount, signed,
                digest, command.Signature.ToArray()),
            logged => new Approved(logged, approval));
        return (draft.Decision, null);
    }

    /// <summary>What an approver of this action signs.</summary>
    /// <param name="deadline">Unix seconds.</param>
    public static TypedData.Approval Signed(AgentState state, ActionState action, ulong deadline) => new(
        state.Identity.Stream, action.Id, action.Body, action.Call.Money?.Asset ?? Address.Zero, action.Call.Amount,
        action.Call.To, action.PolicyRoot, deadline);

    /// <summary>A waiting action whose time is over, or whose policy is no longer in force, expires.</summary>
    public static AgentDecision? Expire(AgentState state, ActionState action, AgentMoment moment)
    {
        var late = moment.Now >= action.NotAfter;
        if (!late && !Outvoted(state, action, moment))
            return null;
        var draft = AgentLaw.Begin(state, moment);
        var reason = late ? "nobody approved it in time" : "a new policy is in force; it is asked again";
        draft.Add(new LeafDraft.Expired(Subject(state, action), action.Rule!, action.Call.Amount),
            logged => new Expired(logged, reason));
        var instruction = state.Instruction(action.Place.Instruction.Value)!;
        if (late)
            TurnDecider.Answer(draft, instruction, $"Expired: {reason}.", TurnDecider.Worst(action.Call));
        return draft.Decision;
    }

    /// <summary>Decides an approved action again, as of now; null while it has to wait.</summary>
    public static AgentDecision? Open(AgentState state, ActionState action, AgentMoment moment)
    {
        var instruction = state.Instruction(action.Place.Instruction.Value)!;
        var since = action.Approvals.Max(a => a.At);
        var documents = action.Documents!;
        return ActionDecider.Decide(
            state, action.Call, instruction.Order.Instructor, since, approved: true, moment) switch
        {
            ActionVerdict.Refuse refuse =>
                TurnDecider.Refuse(refuse, instruction, action.Place, documents.Receipt, documents.Body),
            ActionVerdict.Allow allow =>
                TurnDecider.Open(allow, instruction, action.Place, documents.Receipt, documents.Body).Decision,
            _ => null,
        };
    }

    private static bool Outvoted(AgentState state, ActionState action, AgentMoment moment) =>
        moment.Agent(state.Identity.Agent) is { } head && moment.AgentFinal(state.Identity.Agent) is { } final
        && head.PolicyRoot == final.PolicyRoot && head.PolicyRoot != action.PolicyRoot;

    private static (AgentDecision, CommandAnswer?)? Fault(
        AgentState state, ActionState action, Approve command, AgentMoment moment)
    {
        var asked = state.Instruction(action.Place.Instruction.Value)!.Order.Proof;
        if (!action.Approvers.Contains(command.Approver))
            return Rejected("DAI-3113", $"{command.Approver} does not approve this; "
                + $"{string.Join(", ", action.Approvers)} must");
        if (asked.Kind == (byte)InstructorKind.Account && asked.Id == command.Approver.Word)
            return Rejected("DAI-3114", $"{command.Approver} gave the instruction; somebody else must approve");
        if (moment.Seconds > command.Deadline)
            return Rejected("DAI-3115", $"the signature ended at {command.Deadline} s and it is {moment.Seconds} s");
        if (moment.Now >= action.NotAfter || moment.Agent(state.Identity.Agent)?.PolicyRoot != action.PolicyRoot)
            return Rejected("DAI-3112",
                $"action {action.Id} has expired: its time is over or a new policy is in force");
        return null;
    }

    internal static LeafSubject Subject(AgentState state, ActionState action) =>
        TurnDecider.Subject(state.Instruction(action.Place.Instruction.Value)!, action.Place, action.Call);

    private static string Word(ActionStatus status) => status.ToString().ToLowerInvariant();

    private static (AgentDecision, CommandAnswer?) Rejected(string code, string message) =>
        (AgentDecision.Nothing, new CommandAnswer.Rejected(code, message));
}
