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
    private const ulong SecondsOfDay = 86_400;

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
        logged.Law.PolicyRoot.ToString())
    {
        Instruction = (logged.Opens.Action?.Instruction ?? Given(logged))?.ToString(),
        Effect = logged.Leaf.Tag.Effect.ToString(),
        Label = logged.Leaf.Tag.Label.ToString(),
        Asset = Asset.TryOfWord(logged.Leaf.Asset, out var asset) && asset.IsToken
            ? Address.OfWord(logged.Leaf.Asset).ToString()
            : null,
        Amount = logged.Leaf.Amount.ToString(),
    };

    private static InstructionId? Given(LoggedLeaf logged) => logged.Opens.Instruction is { Nonce: { } nonce } asked
        ? new InstructionSource(asked.Kind, asked.Id, nonce).In(logged.Leaf.Stream)
        : null;

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

    /// <summary>What the registries say of an agent that does not answer.</summary>
    /// <param name="why">Why it does not, and what to do.</param>
    public static AgentView Silent(AgentIdentity agent, AgentMoment? moment, string why) =>
        Agent(new AgentState(agent), moment, moment?.LeaseOf(agent.Shard)?.Node ?? default) with
        {
            Answers = false, Held = false, Budgets = [], Problem = why,
        };

    private static string? Fault(Chain.AgentGovernance? governance, AgentMoment? moment) =>
        governance is null || moment is null ? null : moment.Governance.Fault(governance.PolicyRoot);

    private static IReadOnlyList<BudgetView> Budgets(AgentState state, AgentMoment? moment)
    {
        if (moment?.Governance.Policy(state.Law.PolicyRoot)?.Document is not { } document)
            return [];
        return
        [
            .. document.Money.Values.Select(money => Budget(money.Name, BudgetKey.Of(money.Asset), state, moment) with
            {
                Asset = money.Asset.ToString(), Decimals = money.Decimals,
            }),
            .. document.Resources.Values.Select(resource =>
                Budget(ResourceNames.Write(resource.Kind), BudgetKey.Of(resource.Kind), state, moment)),
        ];
    }

    private static BudgetView Budget(string name, BudgetKey key, AgentState state, AgentMoment moment) =>
        state.Budgets.Listed(key, moment.Seconds) is { } bucket
            ? new BudgetView(name, bucket.WholeLevel.ToString(), bucket.Limits.Burst.ToString(),
                bucket.Spent.ToString(), state.Budgets.Held(key).ToString())
            {
                PerDay = PerDay(bucket.Limits.Rate).ToString(),
                Lifetime = bucket.Limits.Lifetime == UInt256.MaxUInt128 ? null : bucket.Limits.Lifetime.ToString(),
            }
            : new BudgetView(name, "0", "0", "0", "0");

    // A rate lost less than one of its units to rounding, so a day's loss added back gives what was voted.
    private static UInt256 PerDay(UInt256 rate) =>
        rate.SaturatingMultiply(SecondsOfDay).SaturatingAdd(UInt256.Of(SecondsOfDay)) >> 64;

    private static string Word(AgentState state, AgentWork work, InstructionState instruction) =>
        instruction.Answer is not null ? "answered"
        : instruction.Actions.Exists(id => state.Actions[id].Waiting) ? "waiting"
        : state.IsBusy(instruction) ? "acting"
        : work.Thinking == instruction.Id.Value || work.Held.ContainsKey(instruction.Id.Value) ? "thinking"
        : "queued";
}
