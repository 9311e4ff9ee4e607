using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Agents;

/// <summary>A call that the model proposed and that is not decided yet.</summary>
/// <param name="Receipt">Of the model; null where none was asked.</param>
/// <param name="Since">Unix ms of the proposal.</param>
public sealed record Proposal(Bytes32 Instruction, ProposedCall Call, Turn Turn, string? Receipt, ulong Since)
{
    /// <summary>As <see cref="ModelAnswer.Proposed.Question"/>.</summary>
    public ProposedCall? Question { get; init; }
}

/// <summary>Steps 2 to 5: what becomes of the model's answer.</summary>
public static class TurnDecider
{
    /// <summary>The leaves that a proposal leads to, or null while it has to wait.</summary>
    public static AgentDecision? Propose(AgentState state, Proposal proposal, AgentMoment moment)
    {
        var instruction = state.Instruction(proposal.Instruction)!;
        if (proposal.Call.Tool is ToolCatalogue.Reply or ToolCatalogue.Refuse)
            return Answer(state, instruction, Words(proposal), proposal.Turn.Label, moment);
        var policy = moment.AgentFinal(state.Identity.Agent) is { } governance
            ? moment.Governance.Policy(governance.PolicyRoot)
            : null;
        var call = ActionFacts.Label(Resolved(proposal, moment.Tool(state.Identity.Agent, proposal.Call.Tool)),
            AgentTurn.Labels(state, instruction, proposal.Turn), policy);
        // What the policy refuses is refused and logged, whether the model was sure of it or not.
        Func<AgentDecision>? instead = proposal.Question is { } question
            ? () => Answer(state, instruction, Words(proposal with { Call = question }), proposal.Turn.Label, moment)
            : null;
        return Decide(state, instruction, call, proposal.Receipt, proposal.Since, moment, instead);
    }

    /// <summary>Decides a call as the next one of its instruction.</summary>
    /// <param name="instead">What is said in the place of a call that is not refused; null lets it go on.</param>
    internal static AgentDecision? Decide(
        AgentState state, InstructionState instruction, ActionCall call, string? receipt, ulong since,
        AgentMoment moment, Func<AgentDecision>? instead = null)
    {
        var place = new ActionPlace(instruction.Id, (uint)instruction.Actions.Count, 0);
        var verdict = ActionDecider.Decide(
            state, call, instruction.Order.Instructor, since, approved: false, moment);
        return verdict switch
        {
            ActionVerdict.Hold => null,
            ActionVerdict.Refuse refuse =>
                Refuse(refuse, instruction, place, Receipt(refuse.Draft, receipt), Body(refuse.Draft, call)),
            ActionVerdict.Ask or ActionVerdict.Allow when instead is not null => instead(),
            ActionVerdict.Ask ask => Ask(ask, instruction, place, receipt),
            ActionVerdict.Allow allow => Open(allow, instruction, place, Receipt(allow.Draft, receipt),
                Body(allow.Draft, call)).Decision,
            _ => throw new InvalidOperationException($"no verdict {verdict.GetType().Name}"),
        };
    }

    /// <summary>The agent's last words to an instruction.</summary>
    public static AgentDecision Answer(
        AgentState state, InstructionState instruction, string text, Label label, AgentMoment moment)
    {
        var draft = AgentLaw.Begin(state, moment);
        Answer(draft, instruction, text, (LeafLabel)label);
        return draft.Decision;
    }

    internal static void Answer(AgentDraft draft, InstructionState instruction, string text, LeafLabel label)
    {
        var body = draft.Salted(new BodyDocument.Text(text).ToJson());
        draft.Add(new LeafDraft.Answered(instruction.Order.Proof, label, body),
            logged => new Answered(logged, instruction.Id.Value, text));
    }

    /// <summary>Refused, and the short answer that ends the instruction.</summary>
    internal static AgentDecision Refuse(
        ActionVerdict.Refuse refuse, InstructionState instruction, ActionPlace place, SaltedDocument? receipt,
        SaltedDocument body)
    {
        var draft = refuse.Draft;
        draft.Add(
            new LeafDraft.Refused(Subject(instruction, place, refuse.Call), Worst(refuse.Call), refuse.Verdict,
                refuse.Rule, refuse.Call.Amount, FactsOf(draft, refuse.Call, refuse.Facts), body),
            logged => new Refused(logged, refuse.Call, refuse.Reason),
            receipt);
        Answer(draft, instruction, $"Refused. {refuse.Reason}", Worst(refuse.Call));
        return draft.Decision;
    }

    /// <summary>Opened: from here on the effect may happen, once.</summary>
    internal static AgentDraft Open(
        ActionVerdict.Allow allow, InstructionState instruction, ActionPlace place, SaltedDocument? receipt,
        SaltedDocument body)
    {
        var (draft, call, moment) = (allow.Draft, allow.Call, allow.Draft.Moment);
        var agent = moment.Agent(draft.State.Identity.Agent)!;
        var pays = call.Effect == LeafEffect.Money;
        var notAfter = moment.Now + moment.Limits.Act;
        draft.Add(
            new LeafDraft.Opened(Subject(instruction, place, call), Worst(call), allow.Rule, allow.AfterApproval,
                call.Amount, notAfter, call.To, FactsOf(draft, call, allow.Facts), body, receipt),
            logged => new Opened(logged, call, allow.Wanted, notAfter, pays ? agent.Vault : Address.Zero,
                pays ? agent.SpendCount + 1 : 0, $"rule: {allow.Rule} allows it"));
        return draft;
    }

    private static AgentDecision Ask(
        ActionVerdict.Ask ask, InstructionState instruction, ActionPlace place, string? receipt)
    {
        var (draft, call) = (ask.Draft, ask.Call);
        var deadline = draft.Moment.Now + ask.Within * 1_000UL;
        var documents = new WaitingDocuments(Body(draft, call), Receipt(draft, receipt));
        draft.Add(
            new LeafDraft.Awaiting(Subject(instruction, place, call), Worst(call), ask.Rule, call.Amount, deadline,
                FactsOf(draft, call, ask.Facts), documents.Body),
            logged => new Awaited(logged, call, deadline, ask.Approvers, documents),
            documents.Receipt);
        return draft.Decision;
    }

    internal static LeafSubject Subject(InstructionState instruction, ActionPlace place, ActionCall call) =>
        new(place, instruction.Order.Proof, call.Effect, call.Asset);

    internal static LeafLabel Worst(ActionCall call) => (LeafLabel)(byte)call.Labels.Values
        .Aggregate(call.Turn, (all, labels) => all.Union(labels)).Worst;

    internal static SaltedDocument Body(AgentDraft draft, ActionCall call) =>
        draft.Salted(new BodyDocument.Call(RecordedFacts.Write(call.Call)).ToJson());

    private static SaltedDocument? Receipt(AgentDraft draft, string? receipt) =>
        receipt is null ? null : draft.Salted(receipt);

    private static SaltedDocument FactsOf(AgentDraft draft, ActionCall call, Facts facts) =>
        draft.Salted(RecordedFacts.Write(call.Call, facts).ToJson());

    // A reference that this turn does not have stays as it is written: it fits no type, and is refused for that.
    private static ResolvedCall Resolved(Proposal proposal, ToolDeclaration? tool) =>
        proposal.Turn.Resolve(proposal.Call, tool) switch
        {
            Resolution.Done done => done.Call,
            _ => new ResolvedCall(proposal.Call.Tool, [.. proposal.Call.Arguments
                .Select(a => new ResolvedArgument(a.Name, a.Value, [Label.Foreign]))]),
        };

    private static string Words(Proposal proposal)
    {
        var resolved = Resolved(proposal, null);
        var words = proposal.Call.Tool == ToolCatalogue.Reply
            ? resolved["text"]?.Value ?? ""
            : $"I cannot do that: {resolved["reason"]?.Value ?? "no reason given"}.";
        return proposal.Turn.Unclear.IsEmpty
            ? words
            : $"{words} Not read: {string.Join(", ", proposal.Turn.Unclear.Select(unclear => $"'{unclear}'"))}; write "
                + "a number as 1000 or 1000.50, and a name as the policy writes it.";
    }
}
