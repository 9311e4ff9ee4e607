using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Step 4b, the other way: one approver's no ends a waiting action.</summary>
public static class DenialDecider
{
    /// <summary>UTF-16 units of a reason.</summary>
    public const int MaxReason = 280;

    /// <summary>The leaves of a denial, or the answer that nothing is stored for.</summary>
    /// <param name="by">Its signature, read over the digest of <see cref="Signed"/>.</param>
    internal static (AgentDecision Decision, CommandAnswer? Answer) Deny(
        AgentState state, Deny command, SignedBy by, AgentMoment? moment)
    {
        if (ApprovalDecider.Asked(state, command.Action) is not { } action)
            return ApprovalDecider.Unasked(command.Action);
        if (action.Denial?.Approver == command.Approver)
            return (AgentDecision.Nothing, null);
        if (!action.Waiting)
            return ApprovalDecider.Ended(action);
        if (InstructionDecider.Unservable(state, moment) is { } why)
            return (AgentDecision.Nothing, new CommandAnswer.NotNow("DAI-3102", why));
        if (Fault(action, command, moment!) is { } fault)
            return fault;
        var digest = Signed(state, action, command.Reason, command.Deadline).Digest(state.Identity.Domain);
        if (by != new SignedBy(digest, command.Approver))
            return ApprovalDecider.Foreign(digest, command.Approver);
        return (Ended(state, action,
            new Denial(command.Approver, command.Reason, command.Deadline, digest, command.Signature), moment!), null);
    }

    /// <summary>What an approver signs who says no.</summary>
    /// <param name="deadline">Unix seconds.</param>
    public static TypedData.Denial Signed(AgentState state, ActionState action, string reason, ulong deadline) =>
        new(state.Identity.Stream, action.Id, action.Body, reason, deadline);

    /// <summary>The reason of a denied action, as people read it.</summary>
    public static string Words(Denial denial) => denial.Reason.Length == 0
        ? $"approver: {denial.Approver} denied it"
        : $"approver: {denial.Approver} denied it: {denial.Reason}";

    // A no tightens, so neither a new policy nor the account that asked stands in its way.
    private static (AgentDecision, CommandAnswer?)? Fault(ActionState action, Deny command, AgentMoment moment)
    {
        if (!action.Approvers.Contains(command.Approver))
            return ApprovalDecider.Stranger(action, command.Approver);
        if (moment.Seconds > command.Deadline)
            return ApprovalDecider.Late(command.Deadline, moment);
        if (command.Reason.Length > MaxReason || !InstructionDecider.IsText(command.Reason))
            return ApprovalDecider.Rejected("DAI-3118", $"a reason is well-formed text of at most {MaxReason} UTF-16 "
                + $"units, this one has {command.Reason.Length}; say it shorter");
        if (action.Approved)
            return ApprovalDecider.Rejected("DAI-3117", $"action {action.Id} has every approval that it asked for and "
                + "starts; freeze the agent to stop what comes after");
        if (moment.Now >= action.NotAfter)
            return ApprovalDecider.Rejected("DAI-3112", $"action {action.Id} has expired: its time is over");
        return null;
    }

    private static AgentDecision Ended(AgentState state, ActionState action, Denial denial, AgentMoment moment)
    {
        var draft = AgentLaw.Begin(state, moment);
        var document = draft.Salted(new DenialDocument(
            denial.Approver, denial.Reason, denial.Deadline, denial.Signature.ToArray()).ToJson());
        draft.Add(
            new LeafDraft.Expired(
                ApprovalDecider.Subject(state, action), action.Rule!, action.Call.Amount, document),
            logged => new Denied(logged, denial));
        TurnDecider.Answer(draft, state.Instruction(action.Place.Instruction.Value)!, $"Denied. {Words(denial)}.",
            TurnDecider.Worst(action.Call));
        return draft.Decision;
    }
}
