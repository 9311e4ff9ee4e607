using System.Globalization;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Domain.Agents;

/// <summary>What people and programs see of an agent's state.</summary>
public static class AgentViews
{
    public static InstructionView Instruction(
        AgentState state, AgentWork work, InstructionState instruction, string agent) => new(
        instruction.Id.ToString(), agent, Word(state, work, instruction), instruction.Order.Text,
        [.. instruction.Actions.Select(id => Action(state.Actions[id]))], instruction.Answer)
    {
        Tokens = new TokensView(instruction.Used.Prompt, instruction.Used.Answer),
    };

    public static ActionView Action(ActionState action) => new(
        action.Id.ToString(), action.Call.Call.Tool,
        action.Call.Call.Arguments.ToDictionary(a => a.Name, a => a.Value),
        action.Status is ActionStatus.Refused or ActionStatus.Denied ? "denied"
            : action.Approvers.IsEmpty ? "allowed"
            : action.Status is ActionStatus.Waiting or ActionStatus.Expired ? "approval" : "allowed",
        action.Rule, action.Reason, action.Status.ToString().ToLowerInvariant(),
        action.Transaction.IsZero ? null : action.Transaction.ToString(), action.Decision.ToString(),
        action.Result.Length == 0 ? null : action.Result);

    /// <summary>Every action that waits for an approval.</summary>
    public static IEnumerable<ApprovalView> Approvals(AgentState state, string agent) => state.Live
        .Where(action => action.Waiting)
        .Select(action =>
        {
            var signed = ApprovalDecider.Signed(state, action, action.NotAfter / 1_000);
            return new ApprovalView(
                agent, action.Id.ToString(), state.Identity.Stream.ToString(), signed.Call.ToString(),
                action.Call.Call.Tool, action.Call.Call.Arguments.ToDictionary(a => a.Name, a => a.Value),
                signed.Asset.ToString(), signed.Amount.ToString(), signed.To.ToString(), signed.PolicyRoot.ToString(),
                signed.Deadline, action.Rule!, state.Instruction(action.Place.Instruction.Value)!.Order.Instructor,
                [.. action.Approvers.Select(a => a.ToString())],
                [.. action.Approvals.Select(a => a.Approver.ToString())]);
        });

    public static LeafView Leaf(LoggedLeaf logged) => new(
        logged.Leaf.Seq, logged.Hash.ToString(), logged.Leaf.Tag.Kind.ToString(),
        DateTimeOffset.FromUnixTimeMilliseconds((long)logged.Leaf.Time)
            .ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        logged.Leaf.Action.ToString(), logged.Leaf.Tag.Verdict.ToString(), logged.Opens.Rule,
        logged.Law.PolicyRoot.ToString());

    /// <param name="moment">Null before the first proven head.</param>
    public static AgentView Agent(AgentState state, AgentMoment? moment, Address node)
    {
        var governance = moment?.Agent(state.Identity.Agent);
        return new AgentView(
            governance?.Name ?? "", state.Identity.Agent.ToString(CultureInfo.InvariantCulture),
            governance?.Operator.ToString(CultureInfo.InvariantCulture) ?? "0", node.ToString(),
            moment?.LeaseOf(state.Identity.Shard)?.Epoch ?? 0, moment?.Holds(state.Identity.Shard) ?? false,
            state.Incarnation, governance?.Frozen ?? false, (governance?.PolicyRoot ?? default).ToString(),
            (governance?.Composition ?? default).ToString(), (governance?.Vault ?? default).ToString(), state.Seq,
            state.Head.ToString(), state.Live.Count(a => !a.Waiting), state.Live.Count(a => a.Waiting),
            Budgets(state, moment), InstructionDecider.Unservable(state, moment)
                ?? Standing.OfAgent(state.Identity.Agent, moment!) ?? Standing.OfNode(moment!)
                ?? InstructionDecider.Unapproved(state, moment!) ?? Fault(governance, moment));
    }

    private static string? Fault(Chain.AgentGovernance? governance, AgentMoment? moment) =>
        governance is null || moment is null ? null : moment.Governance.Fault(governance.PolicyRoot);

    private static IReadOnlyList<BudgetView> Budgets(AgentState state, AgentMoment? moment)
    {
        if (moment?.Governance.Policy(state.Law.PolicyRoot)?.Document is not { } document)
            return [];
        return
        [
            .. Named(document).Select(named => state.Budgets.Listed(named.Key, moment.Seconds) is { } bucket
                ? new BudgetView(named.Name, bucket.WholeLevel.ToString(), bucket.Limits.Burst.ToString(),
                    bucket.Spent.ToString(), state.Budgets.Held(named.Key).ToString())
                : new BudgetView(named.Name, "0", "0", "0", "0")),
        ];
    }

    private static IEnumerable<(string Name, BudgetKey Key)> Named(PolicyDocument document) =>
        document.Money.Values.Select(m => (m.Name, BudgetKey.Of(m.Asset)))
            .Concat(document.Resources.Values.Select(r => (ResourceNames.Write(r.Kind), BudgetKey.Of(r.Kind))));

    private static string Word(AgentState state, AgentWork work, InstructionState instruction) =>
        instruction.Answer is not null ? "answered"
        : instruction.Actions.Exists(id => state.Actions[id].Waiting) ? "waiting"
        : state.IsBusy(instruction) ? "acting"
        : work.Thinking == instruction.Id.Value || work.Held.ContainsKey(instruction.Id.Value) ? "thinking"
        : "queued";
}
