using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Agents;

/// <summary>What the vault would answer to an open payment, from what this node sees of the head.</summary>
/// <remarks>A transaction that is sure to be refused would burn gas and say so only when it is final.</remarks>
public static class PaymentForecast
{
    /// <summary>The error that the vault would refuse with now, or null where nothing is seen in the way.</summary>
    /// <param name="decidedUnder">Root of the policy that allowed the payment; its document is here.</param>
    /// <param name="order">As it would be sent.</param>
    public static ContractRevert? Of(
        AgentIdentity identity, Bytes32 decidedUnder, SpendOrder order, AgentMoment moment)
    {
        if (moment.Agent(identity.Agent) is not { } seat)
            return null;
        var at = new VaultMoment(Time(order, moment), identity.Domain, seat.Agent, seat.SpendCount + 1,
            seat.Operator, seat.Status == AgentStatus.Active, Spender(moment),
            moment.LeaseOf(identity.Shard) ?? default, Log(moment),
            new VaultConstants(moment.Limits.MaxLogAge, moment.Limits.MaxUnlogged),
            Frozen(seat, order, moment.Head), seat.PolicyRoot, Assets(decidedUnder, seat, moment),
            new HashSet<Bytes32>());
        // The approver's signature was read when it arrived; it names the policy in force then.
        return SpendForecast.Of(order, at, (_, _, _) => decidedUnder == seat.PolicyRoot);
    }

    // Of the next block, and never after the payment's own end: that it is over is said elsewhere.
    private static ulong Time(SpendOrder order, AgentMoment moment) =>
        Math.Min(Math.Max(moment.Seconds, moment.Head.Head.Time), order.NotAfter / 1_000);

    private static SpenderSeat Spender(AgentMoment moment) => new(moment.Spender,
        moment.Head.Keys.Contains(moment.Spender) ? moment.Head.Operator : 0, moment.Node,
        moment.Head.OperatorStatus == OperatorStatus.Hosting);

    private static NodeCount Log(AgentMoment moment)
    {
        var log = moment.Head.Nodes.GetValueOrDefault(moment.Node);
        return new NodeCount(
            !moment.Head.Keys.Contains(moment.Node), log.Checkpoints, log.LastCheckpointTime, log.Unlogged);
    }

    private static HashSet<FreezeTarget> Frozen(AgentGovernance seat, SpendOrder order, GovernanceView head)
    {
        var frozen = new HashSet<FreezeTarget>();
        if (head.OperatorFrozen)
            frozen.Add(FreezeTarget.Operator(UInt256.Of(seat.Operator)));
        else if (seat.Frozen)
            frozen.Add(FreezeTarget.Agent(UInt256.Of(seat.Agent)));
        if (head.FrozenPayees.Contains(order.To))
            frozen.Add(FreezeTarget.Payee(order.To));
        return frozen;
    }

    // Where the head's document is not here, or is not what the vault has, those that allowed the payment.
    private static Dictionary<Address, VaultBudget> Assets(
        Bytes32 decidedUnder, AgentGovernance seat, AgentMoment moment)
    {
        var limits = moment.Governance.Policy(seat.PolicyRoot)?.Limits is { } now && now.Hash == seat.LimitsHash
            ? now
            : moment.Governance.Policy(decidedUnder)!.Limits;
        return limits.Published.ToDictionary(limit => limit.Asset, limit => Budget(limit, seat, moment));
    }

    // A level that was not read is taken as full.
    private static VaultBudget Budget(AssetLimit limit, AgentGovernance seat, AgentMoment moment)
    {
        var bounds = new BucketLimits(limit.PerAction, limit.Burst, limit.Rate, limit.Lifetime);
        var level = seat.Levels.TryGetValue(limit.Asset, out var read)
            ? read
            : new AssetLevel(limit.Burst, UInt256.Zero, UInt256.MaxUInt128);
        return new VaultBudget(
            limit, Bucket.Of(bounds, level.Level << 64, level.Spent, moment.Head.Head.Time), level.Balance);
    }
}
