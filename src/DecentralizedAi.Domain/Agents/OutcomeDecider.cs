using System.Collections.Immutable;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Domain.Transactions;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Step 7: how an open action ends. An action that has ended stays as it is.</summary>
public static class OutcomeDecider
{
    /// <summary>After a tool ran, failed, or nobody knows.</summary>
    public static AgentDecision Tool(AgentState state, ActionState action, ToolOutcome outcome, AgentMoment moment)
    {
        if (action.Status != ActionStatus.Open)
            return AgentDecision.Nothing;
        var draft = AgentLaw.Begin(state, moment);
        switch (outcome)
        {
            case ToolOutcome.Done done:
                Close(draft, action, new Outcome(LeafVerdict.Done, done.Label, Jcs.Parse(done.ResultJson), done.Text)
                {
                    Evidence = (LeafEvidence)done.Evidence,
                    EvidenceHash = done.EvidenceHash,
                    Used = Used(state, action),
                });
                break;
            case ToolOutcome.Failed failed:
                Close(draft, action, Failed(failed.Reason, Label.Foreign, Used(state, action)));
                break;
            case ToolOutcome.Unknown unknown:
                Close(draft, action, new Outcome(
                    LeafVerdict.Unknown, Label.Foreign, Error(unknown.Reason), $"error: {unknown.Reason}"));
                break;
        }
        return draft.Decision;
    }

    /// <summary>Its time was over before its tool was started: nothing was used.</summary>
    public static AgentDecision Late(AgentState state, ActionState action, AgentMoment moment)
    {
        var draft = AgentLaw.Begin(state, moment);
        Close(draft, action, Failed("its time was over before it could start", Label.Foreign, []));
        return draft.Decision;
    }

    /// <summary>The vault's next spend, final: ours ends our payment, any other is found.</summary>
    public static AgentDecision Spend(AgentState state, VaultSpend spend, AgentMoment moment)
    {
        if (spend.Number != state.Spends + 1)
            return AgentDecision.Nothing;
        var draft = AgentLaw.Begin(state, moment);
        var open = state.OpenMoney is { } pays && pays.SpendNumber == spend.Number && pays.Vault == spend.Vault
            ? pays
            : null;
        if (open is not null && spend.Opened == open.Decision && spend.Action == open.Id.Value)
        {
            Close(draft, open, Paid(state, open, spend));
            return draft.Decision;
        }
        if (open is not null)
            Close(draft, open, Failed(
                $"the vault's spend {spend.Number} was made by somebody else", Label.Chain, Used(state, open)));
        draft.Add(
            new LeafDraft.Found(new Spent(state.Identity.Stream, spend.Vault, spend.Number, spend.Opened, spend.Action,
                spend.Asset, spend.To, spend.Amount, spend.Epoch)),
            logged => new Found(logged, spend.Number, spend.Transaction));
        return draft.Decision;
    }

    /// <summary>The payment's transaction ended without a spend, or its time is over on the final chain.</summary>
    /// <param name="end">What the queue said; null when only time is over.</param>
    /// <param name="refusal">Why nothing is sent now.</param>
    public static AgentDecision? Unpaid(
        AgentState state, ActionState action, CallEnd? end, ContractRevert? refusal, AgentMoment moment)
    {
        var final = moment.AgentFinal(state.Identity.Agent);
        // A spend of this number is there: whose it is decides, not the transaction.
        if (action.Status != ActionStatus.Open || final is null || final.SpendCount >= action.SpendNumber)
            return null;
        var reason = end switch
        {
            CallEnd.Reverted reverted => $"the vault refused: {reverted.Reason}",
            CallEnd.Cancelled cancelled => $"cancelled: {cancelled.Reason}",
            _ when moment.Governance.Final.Head.Time * 1_000 > action.NotAfter => refusal is null
                ? "its time is over"
                : $"its time is over, and the vault would refuse: {refusal}",
            _ => null,
        };
        if (reason is null)
            return null;
        var draft = AgentLaw.Begin(state, moment);
        // What a revert says may be the words of a token or a payee.
        var label = end is CallEnd.Reverted ? Label.Foreign : Label.Chain;
        Close(draft, action, Failed(reason, label, Used(state, action)));
        return draft.Decision;
    }

    private static void Close(AgentDraft draft, ActionState action, Outcome outcome)
    {
        var body = draft.Salted(new BodyDocument.Result(outcome.Result).ToJson());
        draft.Add(
            new LeafDraft.Closed(ApprovalDecider.Subject(draft.State, action), (LeafLabel)outcome.Label,
                outcome.Evidence, outcome.Verdict, action.Rule!, outcome.Amount, body, outcome.EvidenceHash),
            logged => new Closed(logged, outcome.Used, outcome.Result.ToJson(), outcome.Text, outcome.Label,
                outcome.Transaction, outcome.Spend));
    }

    private static Outcome Paid(AgentState state, ActionState action, VaultSpend spend)
    {
        var result = JcsValue.Members(
            ("amount", JcsValue.Of(spend.Amount.ToString())), ("asset", JcsValue.Of(spend.Asset.ToLower())),
            ("number", JcsValue.Of(spend.Number.ToString(System.Globalization.CultureInfo.InvariantCulture))),
            ("to", JcsValue.Of(spend.To.ToLower())), ("transaction", JcsValue.Of(spend.Transaction.ToString())));
        return new Outcome(LeafVerdict.Done, Label.Chain, result, $"paid {action.Call.Call["amount"]}")
        {
            Evidence = LeafEvidence.ChainTransaction,
            EvidenceHash = spend.Hash,
            Amount = spend.Amount,
            Used = Used(state, action).Add(new Reservation(BudgetKey.Of(spend.Asset), spend.Amount)),
            Transaction = spend.Transaction,
            Spend = spend.Number,
        };
    }

    private static Outcome Failed(string reason, Label label, ImmutableArray<Reservation> used) =>
        new(LeafVerdict.Failed, label, Error(reason), $"error: {reason}") { Used = used };

    private static JcsValue Error(string reason) => JcsValue.Members(("error", JcsValue.Of(reason)));

    // A run that was started has used what its tool declares, whatever came of it; money only where it moved.
    private static ImmutableArray<Reservation> Used(AgentState state, ActionState action) =>
        state.Budgets.Open.GetValueOrDefault(action.Id.Value, [])
            .RemoveAll(held => action.Call.Money is { } money && held.Budget == BudgetKey.Of(money.Asset));

    private sealed record Outcome(LeafVerdict Verdict, Label Label, JcsValue Result, string Text)
    {
        public LeafEvidence Evidence { get; init; }
        public Bytes32 EvidenceHash { get; init; }
        public UInt256 Amount { get; init; }
        public ImmutableArray<Reservation> Used { get; init; } = [];
        public Bytes32 Transaction { get; init; }
        public ulong Spend { get; init; }
    }
}
