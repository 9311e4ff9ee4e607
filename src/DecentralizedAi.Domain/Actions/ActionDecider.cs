using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Explaining;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Actions;

/// <summary>
/// Step 4: may this call run, now, here? Tightens on the head and loosens on finality: while two policies are in
/// force, both must allow. Whatever is missing, stale or contradictory denies.
/// </summary>
internal static class ActionDecider
{
    /// <param name="since">Unix ms since which the call waits for a decision.</param>
    /// <param name="approved">All approvers that the document asks for have signed under the root in force.</param>
    public static ActionVerdict Decide(
        AgentState state, ActionCall call, string instructor, ulong since, bool approved, AgentMoment moment)
    {
        var agent = state.Identity.Agent;
        if (moment.Agent(agent) is not { } head || moment.AgentFinal(agent) is not { } final)
            return new ActionVerdict.Hold("the agent is not yet, or no longer, hosted here");
        if (Invalid(state, call, head, moment) is { } fault)
            return Refused(state, call, instructor, moment, final.PolicyRoot, LeafVerdict.PolicyStaleOrInvalid,
                $"stale: {fault}");
        if (Frozen(call, head, final, moment) is { } frozen)
            return Refused(state, call, instructor, moment, final.PolicyRoot, LeafVerdict.Frozen,
                $"frozen: {frozen}");
        var underFinal = Under(final.PolicyRoot, state, call, instructor, moment);
        var underHead = head.PolicyRoot == final.PolicyRoot
            ? underFinal
            : Under(head.PolicyRoot, state, call, instructor, moment);
        return Denied(underHead) ?? Denied(underFinal)
            ?? Cleared(state, instructor, since, approved, moment, underFinal, underHead);
    }

    private static ActionVerdict Cleared(
        AgentState state, string instructor, ulong since, bool approved, AgentMoment moment,
        Decided final, Decided head)
    {
        var call = final.Call;
        if (Waits(state, call, final, head, moment) is { } why)
            return moment.Now < since + moment.Limits.Hold
                ? new ActionVerdict.Hold(why)
                : Refused(state, call, instructor, moment, final.Root, LeafVerdict.PolicyStaleOrInvalid,
                    $"stale: waited {moment.Limits.Hold / 1_000} s, and still {why}");
        if (final.Decision is Decision.Approval asked && !approved)
            return new ActionVerdict.Ask(final.Draft, call, asked.Rule!, final.Facts, asked.Approvers, asked.Within);
        // One payment at a time: its number in the vault belongs to it alone.
        if (call.Money is not null && state.OpenMoney is { } open)
            return new ActionVerdict.Hold($"payment {open.Id} is under way");
        return new ActionVerdict.Allow(final.Draft, call, final.Decision.Rule!, final.Decision is Decision.Approval,
            final.Facts, ActionFacts.Wanted(state, call, moment));
    }

    private static Decided Under(
        Bytes32 root, AgentState state, ActionCall call, string instructor, AgentMoment moment)
    {
        var draft = new AgentDraft(state, moment).Under(root);
        var policy = moment.Governance.Policy(root)!;
        var under = ActionFacts.Under(call, policy);
        var facts = ActionFacts.Of(draft.State, under, instructor, moment, policy.Document);
        return new Decided(root, draft, under, policy, facts, PolicyRules.Decide(call.Call, policy, facts));
    }

    private static ActionVerdict.Refuse? Denied(Decided decided) => decided.Decision is Decision.Denied denied
        ? new ActionVerdict.Refuse(decided.Draft, decided.Call, Verdict(denied), denied.Rule, decided.Facts,
            $"{denied.Reason.ToString().ToLowerInvariant()}: "
            + PolicyExplainer.Why(denied, decided.Call.Call, decided.Policy, decided.Facts))
        : null;

    private static ActionVerdict.Refuse Refused(
        AgentState state, ActionCall call, string instructor, AgentMoment moment, Bytes32 root, LeafVerdict verdict,
        string reason)
    {
        var draft = new AgentDraft(state, moment).Under(root);
        var policy = moment.Governance.Policy(root);
        var under = ActionFacts.Under(call, policy);
        var facts = ActionFacts.Of(draft.State, under, instructor, moment, policy?.Document);
        return new ActionVerdict.Refuse(draft, under, verdict, null, facts, reason);
    }

    private static LeafVerdict Verdict(Decision.Denied denied) => denied.Reason switch
    {
        DenialReason.Rule => LeafVerdict.DeniedByRule,
        DenialReason.Budget => LeafVerdict.OverBudget,
        _ => LeafVerdict.DeniedBySilence,
    };

    private static string? Invalid(AgentState state, ActionCall call, AgentGovernance head, AgentMoment moment)
    {
        var skew = moment.Governance.Skew;
        if (skew > moment.Limits.ClockSkew)
            return $"this node's clock is {skew / 1_000} s off block {moment.Head.Head.Number}; set the clock";
        if ((Standing.OfNode(moment) ?? Standing.OfAgent(state.Identity.Agent, moment)) is { } barred)
            return barred;
        foreach (var (root, limits) in Laws(head, moment.AgentFinal(state.Identity.Agent)!))
        {
            if (moment.Governance.Fault(root) is { } fault)
                return fault;
            var document = moment.Governance.Policy(root)!.Document;
            if (UInt256.Of(document.Chain) != state.Identity.Domain.ChainId)
                return $"policy {root} is for chain {document.Chain}, not {state.Identity.Domain.ChainId}";
            if (document.Agent != head.Name)
                return $"policy {root} is for agent '{document.Agent}', not '{head.Name}'";
            if (Differs(call, document, moment.CompositionOf(state.Identity.Agent)?.Tools) is { } tool)
                return tool;
            if (ActionFacts.Effect(call.Call, document) == LeafEffect.Money
                && moment.Governance.Policy(root)!.Limits.Hash != limits)
                return $"the vault's limits {limits} are not those of policy {root}";
        }
        return null;
    }

    private static (Bytes32 Root, Bytes32 Limits)[] Laws(AgentGovernance head, AgentGovernance final) =>
        [(head.PolicyRoot, head.LimitsHash), (final.PolicyRoot, final.LimitsHash)];

    // A document that was written for other tools may mean something else by the same words.
    private static string? Differs(ActionCall call, PolicyDocument document, ToolCatalogue? tools) =>
        !document.Tools.TryGetValue(call.Call.Tool, out var written) ? null
        : tools is null ? "the composition that was approved is not served by this node"
        : tools[call.Call.Tool] is not { } hosted
            ? $"{call.Call.Tool} is no tool of the composition that was approved"
        : !written.SameAs(hosted.Signature)
            ? $"tool {call.Call.Tool} is {hosted.Signature.Written} here and {written.Written} in the policy"
            : null;

    private static string? Frozen(
        ActionCall call, AgentGovernance head, AgentGovernance final, AgentMoment moment) =>
        head.Frozen || final.Frozen ? "the agent or its operator is frozen"
        : call.Money is { } money && (moment.Head.FrozenPayees.Contains(money.To)
            || moment.Governance.Final.FrozenPayees.Contains(money.To)) ? $"payee {money.To} is frozen"
        : null;

    // What would be allowed if the chain were further: none of it is a reason to refuse at once.
    private static string? Waits(AgentState state, ActionCall call, Decided final, Decided head, AgentMoment moment)
    {
        if (head.Root != final.Root && (head.Decision is Decision.Approval || final.Decision is Decision.Approval))
            return "a new policy is not final";
        if (call.Effect == LeafEffect.Write && moment.HeadAge > moment.Limits.StaleWrite)
            return $"block {moment.Head.Head.Number} is {moment.HeadAge} ms old";
        if (call.Effect != LeafEffect.Money)
            return null;
        if (moment.HeadAge > moment.Limits.StaleMoneyBlocks * moment.BlockTime)
            return $"block {moment.Head.Head.Number} is {moment.HeadAge} ms old";
        if (!moment.Holds(state.Identity.Shard))
            return "this node does not hold the lease of the agent's shard";
        var log = moment.Head.Nodes.GetValueOrDefault(moment.Node);
        if (log.Checkpoints == 0 || log.LastCheckpointTime + moment.Limits.MaxLogAge <= moment.Head.Head.Time)
            return "this node has no recent checkpoint";
        if (log.Unlogged >= moment.Limits.MaxUnlogged)
            return $"{log.Unlogged} payments of this node wait for a checkpoint";
        return null;
    }

    private sealed record Decided(
        Bytes32 Root, AgentDraft Draft, ActionCall Call, PolicySnapshot Policy, Facts Facts, Decision Decision);
}
