using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using static DecentralizedAi.Chain.Abi.ActionLedgerAbi;
using static DecentralizedAi.Chain.Abi.OperatorRegistryAbi;

namespace DecentralizedAi.Chain.Dao;

/// <summary>Reads what decides about a spend at the head; the endpoint's word, not proven.</summary>
public sealed class VaultMomentReader(DaoContracts dao, ContractReader reader)
{
    /// <summary>For the spender of the node that holds the agent's lease.</summary>
    /// <param name="to">The payee, whose freeze is looked up.</param>
    public async Task<VaultMoment> ReadAsync(RegisteredAgent agent, Address to, CancellationToken cancellation)
    {
        var head = await new HeadWatch(reader.Endpoint, TimeProvider.System, default).ReadAsync(cancellation)
            .ConfigureAwait(false);
        var vault = await new VaultService(reader).ShowAsync(agent.Vault, cancellation).ConfigureAwait(false);
        var lease = await new LedgerService(dao, reader).LeaseAsync(
            agent.Operator, Shard.For(UInt256.Of(agent.Id)), cancellation).ConfigureAwait(false) ?? default;
        var policy = await new PolicyService(dao, reader).ShowAsync(agent.Id, cancellation).ConfigureAwait(false);
        return new VaultMoment(head.Head.Time, new SigningDomain(UInt256.Of(dao.ChainId), dao.ActionLedger), agent.Id,
            vault.NextNumber, agent.Operator, agent.Status == AgentStatus.Active,
            await SeatAsync(agent.Operator, lease.Node, cancellation).ConfigureAwait(false), lease,
            await LogAsync(lease.Node, cancellation).ConfigureAwait(false),
            await ConstantsAsync(cancellation).ConfigureAwait(false),
            await FrozenAsync(agent, to, cancellation).ConfigureAwait(false), policy.Root,
            vault.Assets.ToDictionary(a => a.Limit.Asset, a => Budget(a, head.Head.Time)), new HashSet<Bytes32>());
    }

    private static VaultBudget Budget(VaultAsset asset, ulong time) => new(asset.Limit,
        Bucket.Of(new BucketLimits(asset.Limit.PerAction, asset.Limit.Burst, asset.Limit.Rate, asset.Limit.Lifetime),
            asset.Level << 64, asset.Spent, time), asset.Balance);

    private async Task<SpenderSeat> SeatAsync(ulong operatorId, Address node, CancellationToken cancellation)
    {
        if (node.IsZero)
            return default;
        var key = Address.Parse((await reader.ValueAsync<SpenderOfFunction, string>(dao.OperatorRegistry,
            new SpenderOfFunction { Node = node.ToLower() }, cancellation).ConfigureAwait(false)).ToLowerInvariant());
        var host = await new OperatorService(dao, reader).ShowAsync(operatorId, cancellation).ConfigureAwait(false);
        return key.IsZero
            ? default
            : new SpenderSeat(key, operatorId, node, host?.Status == OperatorStatus.Hosting);
    }

    private async Task<NodeCount> LogAsync(Address node, CancellationToken cancellation)
    {
        var found = (await reader.ObjectAsync<NodeOfFunction, NodeOfOutput>(dao.ActionLedger,
            new NodeOfFunction { Node = node.ToLower() }, cancellation).ConfigureAwait(false)).Value;
        return new NodeCount(found.Retired, found.Number, found.Time, found.Unlogged);
    }

    private async Task<VaultConstants> ConstantsAsync(CancellationToken cancellation) => new(
        await reader.ValueAsync<MaxLogAgeFunction, ulong>(dao.ActionLedger, new MaxLogAgeFunction(), cancellation)
            .ConfigureAwait(false),
        await reader.ValueAsync<MaxUnloggedFunction, uint>(dao.ActionLedger, new MaxUnloggedFunction(), cancellation)
            .ConfigureAwait(false));

    private async Task<HashSet<FreezeTarget>> FrozenAsync(
        RegisteredAgent agent, Address to, CancellationToken cancellation)
    {
        var policies = new PolicyService(dao, reader);
        var frozen = new HashSet<FreezeTarget>();
        foreach (var target in (FreezeTarget[])[FreezeTarget.Agent(UInt256.Of(agent.Id)),
            FreezeTarget.Operator(UInt256.Of(agent.Operator)), FreezeTarget.Payee(to)])
        {
            if (await policies.IsFrozenAsync(target, cancellation).ConfigureAwait(false))
                frozen.Add(target);
        }
        return frozen;
    }
}
