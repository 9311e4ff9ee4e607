using System.Collections.Immutable;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Domain.Agents;

/// <summary>How decisions and outcomes change an agent's actions and budgets.</summary>
internal static class AgentActions
{
    /// <summary>After Opened, Refused or Awaited.</summary>
    public static AgentState Decided(AgentState state, LeafEvent happened)
    {
        var next = happened switch
        {
            Opened opened => Of(state, opened, opened.Call, ActionStatus.Open, opened.Reason) with
            {
                NotAfter = opened.NotAfter,
                Vault = opened.Vault,
                SpendNumber = opened.SpendNumber,
            },
            Awaited awaited => Of(state, awaited, awaited.Call, ActionStatus.Waiting,
                "budget: somebody else approves") with
            {
                NotAfter = awaited.Deadline,
                Approvers = awaited.Approvers,
                Documents = awaited.Documents,
            },
            Refused refused => Of(state, refused, refused.Call, ActionStatus.Refused, refused.Reason),
            _ => throw new InvalidOperationException($"{happened.GetType().Name} is no decision"),
        };
        var place = happened.Logged.Opens.Action!.Value;
        var instruction = state.Instruction(place.Instruction.Value)!;
        var named = instruction.Actions.Contains(next.Id.Value)
            ? state
            : state.With(instruction with { Actions = instruction.Actions.Add(next.Id.Value) });
        return named with
        {
            Actions = state.Actions.SetItem(next.Id.Value, next),
            Budgets = happened is Opened { Reserved.IsEmpty: false } reserving
                ? Reserve(state.Budgets, reserving)
                : state.Budgets,
        };
    }

    /// <summary>After Closed.</summary>
    public static AgentState Ended(AgentState state, Closed closed)
    {
        var status = closed.Logged.Leaf.Tag.Verdict switch
        {
            LeafVerdict.Done => ActionStatus.Done,
            LeafVerdict.Failed => ActionStatus.Failed,
            _ => ActionStatus.Unknown,
        };
        return state.Change(closed, a => a with
        {
            Status = status,
            Result = closed.Result,
            ResultText = closed.ResultText,
            ResultLabel = closed.ResultLabel,
            Transaction = closed.Transaction,
        }) with
        {
            // Nobody knows whether an unknown action spent: what it held stays held.
            Budgets = status == ActionStatus.Unknown
                ? state.Budgets
                : BudgetDecider.Commit(
                    state.Budgets, AgentState.Seconds(closed), closed.Logged.Leaf.Action, closed.Used),
            Spends = closed.SpendNumber > 0 ? closed.SpendNumber : state.Spends,
        };
    }

    private static BudgetState Reserve(BudgetState budgets, Opened opened) =>
        BudgetDecider.Reserve(
            budgets, AgentState.Seconds(opened), opened.Logged.Leaf.Action, opened.Reserved) switch
        {
            ReserveAnswer.Reserved reserved => reserved.State,
            var other => throw new InvalidOperationException(
                $"the event of action {opened.Logged.Leaf.Action} reserves what its budgets do not hold: {other}"),
        };

    private static ActionState Of(
        AgentState state, LeafEvent happened, ActionCall call, ActionStatus status, string reason)
    {
        var leaf = happened.Logged.Leaf;
        var before = state.Actions.GetValueOrDefault(leaf.Action);
        return new ActionState(
            happened.Logged.Opens.Action!.Value, call, status, leaf.Tag.Verdict, happened.Logged.Opens.Rule, reason,
            happened.Logged.Hash, happened.Logged.Law.PolicyRoot, leaf.Body, happened.Logged.Receipt, leaf.Time, 0,
            state.Incarnation, Address.Zero, 0, before?.Approvers ?? ImmutableArray<Address>.Empty,
            before?.Approvals ?? [], null, "", "", Label.None, Bytes32.Zero);
    }
}
