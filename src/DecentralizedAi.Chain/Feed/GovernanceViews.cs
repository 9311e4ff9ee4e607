using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using BlockHeader = DecentralizedAi.Chain.Rpc.BlockHeader;

namespace DecentralizedAi.Chain.Feed;

/// <summary>Views of an operator at a block, from a fold that a later or the same block proves.</summary>
/// <remarks>The histories name the block of each step, so what the head proves also tells what held at blocks
/// before.</remarks>
internal sealed class GovernanceViews(GovernanceFold fold, ViewReads reads, KeyReads keys, ulong operatorId)
{
    /// <summary>The head that proves the fold, and the final block before it.</summary>
    public GovernancePair Pair(BlockHeader head, BlockHeader final) => new(
        At(head.Head) with { Accounts = keys.AtHead(head) }, At(final.Head) with { Accounts = keys.AtFinal(final) })
    {
        Fees = keys.Fees(head),
    };

    private GovernanceView At(ChainHead block)
    {
        var frozen = IsFrozen(FreezeTarget.Operator(UInt256.Of(operatorId)), block);
        var leases = LeasesAt(block);
        return new GovernanceView(block, operatorId, frozen, Agents(block, frozen), FrozenPayees(block),
            leases.ToDictionary(l => l.Key, l => l.Value[^1]), Nodes(block))
        {
            OperatorStatus = (OperatorStatus)fold.OperatorStatus.StepAt(operatorId, block.Number).Status,
            Keys = KeysAt(block),
            LeasesBefore = leases.Where(l => l.Value.Count > 1).ToDictionary(l => l.Key, l => l.Value[^2]),
        };
    }

    private Dictionary<ulong, AgentGovernance> Agents(ChainHead block, bool operatorFrozen)
    {
        var agents = new Dictionary<ulong, AgentGovernance>();
        foreach (var agent in fold.AgentsOf(operatorId))
        {
            var made = fold.Compositions.StepAt(agent, block.Number);
            if (made.OperatorId != UInt256.Of(operatorId))
                continue;
            var policy = fold.Publications.StepAt(agent, block.Number);
            var (spends, spent) = fold.Spends.At(made.Vault, block.Number);
            agents[agent] = new AgentGovernance(agent, fold.Names.GetValueOrDefault(agent, ""), operatorId, policy.Root,
                policy.LimitsHash, made.Composition, made.Vault,
                operatorFrozen || IsFrozen(FreezeTarget.Agent(UInt256.Of(agent)), block),
                (ulong)spends, spent, reads.Levels.GetValueOrDefault(made.Vault, []))
            {
                PublishedAt = policy.Block,
                Receipts = fold.SpendsOf.GetValueOrDefault(made.Vault, []),
                Status = (AgentStatus)fold.AgentStatus.StepAt(agent, block.Number).Status,
            };
        }
        return agents;
    }

    private HashSet<Address> FrozenPayees(ChainHead block) =>
    [
        .. fold.Freezes.Keys.Where(t => t.What == FreezeTarget.PayeeKind && IsFrozen(t, block))
            .Select(t => Address.OfWord(t.Id.ToWord())),
    ];

    private HashSet<Address> KeysAt(ChainHead block)
    {
        var keys = new HashSet<Address>();
        foreach (var step in fold.Keys.UpTo(operatorId, block.Number))
        {
            if (step.On == 1)
                keys.Add(step.Key);
            else
                keys.Remove(step.Key);
        }
        return keys;
    }

    private Dictionary<int, List<Lease>> LeasesAt(ChainHead block)
    {
        var leases = new Dictionary<int, List<Lease>>();
        foreach (var step in fold.Leases.UpTo(operatorId, block.Number))
        {
            if (!leases.TryGetValue(step.Shard.Value, out var all))
                leases[step.Shard.Value] = all = [];
            all.Add(new Lease(step.Node, step.Epoch));
        }
        return leases;
    }

    private Dictionary<Address, NodeLog> Nodes(ChainHead block)
    {
        var nodes = new Dictionary<Address, NodeLog>();
        foreach (var node in ProofSet.NodesOf(fold, operatorId))
        {
            var all = fold.Checkpoints.GetValueOrDefault(node) ?? [];
            var count = all.Count;
            while (count > 0 && all[count - 1].Block > block.Number)
                count--;
            // The head after a checkpoint is what the next one starts from.
            var head = count == all.Count ? fold.Heads.GetValueOrDefault(node) : all[count].Head;
            nodes[node] = new NodeLog(head, (ulong)count, count == 0 ? 0 : all[count - 1].Time,
                reads.Unlogged.GetValueOrDefault(node));
        }
        return nodes;
    }

    private bool IsFrozen(FreezeTarget target, ChainHead block) =>
        fold.Freezes.StepAt(target, block.Number).On == 1;
}
