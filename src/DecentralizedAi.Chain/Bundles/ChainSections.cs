using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Chain.Bundles;

/// <summary>What the chain says about some agents at one block: the parts of a bundle that no operator holds.</summary>
public sealed record ChainSections(
    Rpc.BlockHeader Header,
    IReadOnlyList<AccountProof> Proofs,
    IReadOnlyList<BundleAgent> Agents,
    IReadOnlyList<BundleFreezes> Freezes,
    IReadOnlyList<BundleOperator> Operators,
    IReadOnlyList<BundleNode> Nodes,
    IReadOnlyList<BundleProposal> Proposals);

/// <summary>
/// The past of some agents, folded up to one block; what has to be proven for it is named by the agents.
/// </summary>
internal sealed class AgentPast(GovernanceFold fold, IReadOnlyList<ulong> agents, UInt256 chainId, Address ledger)
{
    public GovernanceFold Fold => fold;
    public IReadOnlyList<ulong> Agents => agents;

    public StreamId StreamOf(ulong agent) => StreamId.For(chainId, ledger, UInt256.Of(agent));

    public IEnumerable<ulong> Operators => agents.SelectMany(OperatorsOf).Distinct().Order();

    public IEnumerable<ulong> OperatorsOf(ulong agent) => fold.Compositions.Steps(agent)
        .Select(s => s.OperatorId).Where(id => id.FitsUInt64 && !id.IsZero).Select(id => id.ToUInt64()).Distinct();

    /// <summary>Nodes that ever held the shard of one of the agents.</summary>
    public IEnumerable<Address> Nodes => agents.SelectMany(NodesOf).Distinct().Order();

    public IEnumerable<Address> NodesOf(ulong agent)
    {
        var shard = Shard.For(UInt256.Of(agent));
        return OperatorsOf(agent).SelectMany(id => fold.Leases.Steps(id)).Where(s => s.Shard == shard)
            .Select(s => s.Node).Distinct();
    }

    /// <summary>Whether a node held the shard of the agent in the history that a checkpoint commits to.</summary>
    public bool Held(Address node, ulong agent, Bytes32 leases)
    {
        var shard = Shard.For(UInt256.Of(agent));
        foreach (var id in OperatorsOf(agent))
        {
            var (value, holder) = (Bytes32.Zero, Address.Zero);
            foreach (var step in fold.Leases.Steps(id))
            {
                value = step.After(value);
                holder = step.Shard == shard ? step.Node : holder;
                if (value == leases && holder == node)
                    return true;
            }
        }
        return false;
    }

    public IReadOnlyList<Checkpoint> CheckpointsOf(Address node) => fold.Checkpoints.GetValueOrDefault(node) ?? [];

    public IEnumerable<Address> VaultsOf(ulong agent) => fold.Compositions.Steps(agent).Select(s => s.Vault).Distinct();

    /// <summary>Who could have been frozen: the agents, their operators, and payees.</summary>
    public IEnumerable<FreezeTarget> Targets(IEnumerable<Address> payees) =>
        agents.Select(a => FreezeTarget.Agent(UInt256.Of(a)))
            .Concat(Operators.Select(id => FreezeTarget.Operator(UInt256.Of(id))))
            .Concat(payees.Select(FreezeTarget.Payee)).Distinct();

    public BundleAgent Describe(ulong agent) => new(UInt256.Of(agent), fold.Names.GetValueOrDefault(agent, ""),
        new(Bytes32.Zero, [.. fold.Publications.Steps(agent)]), new(Bytes32.Zero, [.. fold.Compositions.Steps(agent)]),
        [
            .. VaultsOf(agent).Where(fold.SpendsOf.ContainsKey).Select(vault => new VaultSpends(vault, Bytes32.Zero,
            [
                .. fold.SpendsOf[vault].Select(s => new VaultSpend(
                    s.Number, s.Opened, s.Action, s.Asset, s.To, s.Amount, s.Epoch)),
            ])),
        ]);

    public BundleOperator DescribeOperator(ulong id) => new(UInt256.Of(id),
        new(Bytes32.Zero, [.. fold.Leases.Steps(id)]), new(Bytes32.Zero, [.. fold.Keys.Steps(id)]));
}
