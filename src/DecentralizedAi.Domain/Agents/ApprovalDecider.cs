using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Step 4b: who may let a waiting action through, until when, and what then.</summary>
public static class ApprovalDecider
{
    /// <summary>Reads the account that signed a digest; null when the signature is none.</summary>
    public delegate Address? Recover(Bytes32 digest, ReadOnlySpan<byte> signature);

    /// <summary>What a yes or a no leads to.</summary>
    /// <param name="by">Its signature, read over <see cref="Digest"/>.</param>
    public static (AgentDecision Decision, CommandAnswer? Answer) Judge(
        AgentState state, ApproverCommand command, SignedBy by, AgentMoment? moment) => command switch
        {
            Approve approve => Approve(state, approve, by, moment),
            Deny deny => DenialDecider.Deny(state, deny, by, moment),
            _ => throw new InvalidOperationException($"no approver says {command.GetType().Name}"),
        };

    /// <summary>What the approver is said to have signed; null when the action asked nobody.</summary>
    public static Bytes32? Digest(AgentState state, ApproverCommand command) =>
        Asked(state, command.Action) is not { } action ? null
        : command is Deny deny
            ? DenialDecider.Signed(state, action, deny.Reason, deny.Deadline).Digest(state.Identity.Domain)
            : Signed(state, action, command.Deadline).Digest(state.Identity.Domain);

    /// <summary>The leaf of an approval, or the answer that nothing is stored for.</summary>
    private static (AgentDecision Decision, CommandAnswer? Answer) Approve(
        AgentState state, Approve command, SignedBy by, AgentMoment? moment)
    {
        if (Asked(state, command.Action) is not { } action)
            return Unasked(command.Action);
        if (action.Approvals.Exists(a => a.Approver == command.Approver))
            return (AgentDecision.Nothing, null);
        if (!action.Waiting)
            return Ended(action);
        if (InstructionDecider.Unservable(state, moment) is { } why)
            return (AgentDecision.Nothing, new CommandAnswer.NotNow("DAI-3102", why));
        if (Fault(state, action, command, moment!) is { } fault)
            return fault;
        var signed = Signed(state, action, command.Deadline);
        var digest = signed.Digest(state.Identity.Domain);
        if (by != new SignedBy(digest, command.Approver))
            return Foreign(digest, command.Approver);
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
            return Stranger(action, command.Approver);
        if (asked.Kind == (byte)InstructorKind.Account && asked.Id == command.Approver.Word)
            return Rejected("DAI-3114", $"{command.Approver} gave the instruction; somebody else must approve");
        if (moment.Seconds > command.Deadline)
            return Late(command.Deadline, moment);
        if (moment.Now >= action.NotAfter || moment.Agent(state.Identity.Agent)?.PolicyRoot != action.PolicyRoot)
            return Rejected("DAI-3112",
                $"action {action.Id} has expired: its time is over or a new policy is in force");
        return null;
    }

    /// <summary>An action that asks or asked for approvals; else null.</summary>
    internal static ActionState? Asked(AgentState state, Bytes32 action) =>
        state.Actions.TryGetValue(action, out var known) && !known.Approvers.IsEmpty ? known : null;

    /// <summary>The answer about an action that asked nobody.</summary>
    public static (AgentDecision Decision, CommandAnswer? Answer) Unasked(Bytes32 action) =>
        Rejected("DAI-3111", $"no action {action} of this agent asks for an approval");

    internal static (AgentDecision, CommandAnswer?) Ended(ActionState action) =>
        Rejected("DAI-3112", $"action {action.Id} does not wait: it is {action.Status.ToString().ToLowerInvariant()}");

    internal static (AgentDecision, CommandAnswer?) Stranger(ActionState action, Address who) =>
        Rejected("DAI-3113", $"{who} does not approve this; {string.Join(", ", action.Approvers)} must");

    internal static (AgentDecision, CommandAnswer?) Late(ulong deadline, AgentMoment moment) =>
        Rejected("DAI-3115", $"the signature ended at {deadline} s and it is {moment.Seconds} s; sign again");

    internal static (AgentDecision, CommandAnswer?) Foreign(Bytes32 digest, Address who) =>
        Rejected("DAI-3116", $"the signature over {digest} is not {who}'s");

    internal static LeafSubject Subject(AgentState state, ActionState action) =>
        TurnDecider.Subject(state.Instruction(action.Place.Instruction.Value)!, action.Place, action.Call);

    internal static (AgentDecision, CommandAnswer?) Rejected(string code, string message) =>
        (AgentDecision.Nothing, new CommandAnswer.Rejected(code, message));
}
