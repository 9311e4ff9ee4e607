using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Agents;

/// <summary>
/// How long an agent in which nothing is under way will find nothing to do: while the law that it looks at is the same,
/// and no schedule is due. Thousands of agents sleep, and each costs a block a look.
/// </summary>
/// <param name="Until">Unix seconds; null = no schedule will be due.</param>
public sealed record AgentSleep(LawMark Mark, ulong? Until)
{
    /// <summary>Null where something is under way or due.</summary>
    public static AgentSleep? Of(AgentState state, AgentWork work, AgentMoment? moment)
    {
        if (!work.IsIdle || state.Unanswered.Length > 0 || state.Live.Any()
            || InstructionDecider.Unservable(state, moment) is not null
            || LawMark.Of(state.Identity, moment!.Governance) is not { } mark
            || moment.Governance.Policy(mark.Root)?.Document is not { } policy
            || (mark.Logs && policy.Events.Count > 0))
            return null;
        var next = ScheduleDecider.Next(state, policy, moment.Seconds);
        return next <= moment.Seconds ? null : new AgentSleep(mark, next);
    }

    /// <summary>Whether it goes on.</summary>
    /// <param name="now">Unix seconds.</param>
    public bool Lasts(AgentIdentity identity, GovernanceSnapshot? governance, ulong now) =>
        (Until is not { } until || now < until) && LawMark.Of(identity, governance) == Mark;
}

/// <summary>All of the law that could give such an agent something to do.</summary>
/// <param name="Root">Of the policy at the head.</param>
/// <param name="FinalRoot">Of the policy at the final block.</param>
/// <param name="Spends">Of its vault, at the final block.</param>
/// <param name="Receipts">How many of them are read.</param>
/// <param name="Lease">Of its shard.</param>
/// <param name="Logs">Somebody's policy listens to a log of the newest blocks.</param>
public readonly record struct LawMark(
    Bytes32 Root, Bytes32 FinalRoot, ulong Spends, int Receipts, Lease? Lease, bool Logs)
{
    /// <summary>Null where the agent is not hosted at the head and at the final block.</summary>
    public static LawMark? Of(AgentIdentity identity, GovernanceSnapshot? governance) =>
        governance?.Head.Agents.GetValueOrDefault(identity.Agent) is { } head
            && governance.Final.Agents.GetValueOrDefault(identity.Agent) is { } final
            ? new LawMark(head.PolicyRoot, final.PolicyRoot, final.SpendCount, final.Receipts.Count,
                governance.Head.Leases.TryGetValue(identity.Shard, out var lease) ? lease : null,
                governance.Pair.Logs.Count > 0)
            : null;
}
