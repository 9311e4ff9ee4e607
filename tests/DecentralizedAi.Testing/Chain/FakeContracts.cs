using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Limits;

namespace DecentralizedAi.Testing.Chain;

/// <summary>The state of the contracts, and what their calls do to it.</summary>
public sealed class FakeContracts(SigningDomain domain, ulong @operator, FakeCalls calls)
{
    // What governance changes is in the block that is mined next.
    private const ulong NextBlock = ulong.MaxValue;

    private readonly Dictionary<ulong, AgentGovernance> _agents = [];
    private readonly Dictionary<int, Lease> _leases = [];
    private readonly Dictionary<int, Lease> _before = [];
    private readonly Dictionary<Address, NodeLog> _nodes = [];
    private readonly Dictionary<Address, Address> _anchorOf = [];
    private readonly HashSet<Address> _frozenPayees = [];
    private readonly HashSet<Address> _keys = [];
    private readonly HashSet<Address> _bound = [];
    private OperatorStatus _operatorStatus = OperatorStatus.Hosting;

    /// <summary>Every key that was ever bound.</summary>
    internal IReadOnlySet<Address> Keys => _bound;

    internal Dictionary<Bytes32, byte[]> Documents { get; } = [];
    internal List<VaultSpend> Spends { get; } = [];
    internal List<RecordedCheckpoint> Checkpoints { get; } = [];

    public static Address VaultOf(ulong agent) => Address.OfWord(Word.Of(0xf000_0000 + agent));

    public void Enroll(ulong agent, string name, Bytes32 composition) => _agents[agent] = new AgentGovernance(
        agent, name, @operator, default, default, composition, VaultOf(agent), false, 0, default,
        new Dictionary<Address, AssetLevel>()) { Status = AgentStatus.Active };

    /// <summary>Binds the two keys of a node.</summary>
    public void Bind(Address anchor, Address spender)
    {
        _anchorOf[spender] = anchor;
        _keys.UnionWith([anchor, spender]);
        _bound.UnionWith([anchor, spender]);
    }

    /// <summary>Undoes the node's last checkpoint; the hash of its transaction.</summary>
    internal Bytes32 TakeBack(Address node)
    {
        var gone = Checkpoints.Last(c => c.Node == node);
        Checkpoints.Remove(gone);
        var before = Checkpoints.LastOrDefault(c => c.Node == node);
        _nodes[node] = new NodeLog(before?.Head ?? default, gone.Number - 1, before?.Block.Time ?? 0, 0);
        return gone.Transaction;
    }

    public void Revoke(Address key) => _keys.Remove(key);

    public void SetStatus(ulong agent, AgentStatus status) => _agents[agent] = _agents[agent] with { Status = status };

    public void SetStatus(OperatorStatus status) => _operatorStatus = status;

    public void Publish(ulong agent, PolicySnapshot policy)
    {
        Documents[policy.Root] = policy.Canonical.ToArray();
        PublishRoot(agent, policy.Root, VaultLimits.Of(policy.Document).Hash);
    }

    public void PublishRoot(ulong agent, Bytes32 root, Bytes32 limits) =>
        _agents[agent] = _agents[agent] with { PolicyRoot = root, LimitsHash = limits, PublishedAt = NextBlock };

    public void Freeze(ulong agent, bool on) => _agents[agent] = _agents[agent] with { Frozen = on };

    /// <summary>What is read of an asset of the agent's vault; nothing is, until it is shown.</summary>
    public void Show(ulong agent, Address asset, AssetLevel level) => _agents[agent] = _agents[agent] with
    {
        Levels = new Dictionary<Address, AssetLevel>(_agents[agent].Levels) { [asset] = level },
    };

    public void DenyPayee(Address payee) => _frozenPayees.Add(payee);

    internal GovernanceView View(ChainHead head)
    {
        foreach (var agent in _agents.Values.Where(agent => agent.PublishedAt == NextBlock).ToArray())
            _agents[agent.Agent] = agent with { PublishedAt = head.Number };
        return Seen(head);
    }

    private GovernanceView Seen(ChainHead head) => new(
        head, @operator, false, _agents.ToDictionary(a => a.Key, a => a.Value with
        {
            Receipts = Spends.FindAll(spend => spend.Vault == a.Value.Vault),
        }), new HashSet<Address>(_frozenPayees),
        new Dictionary<int, Lease>(_leases), new Dictionary<Address, NodeLog>(_nodes))
    {
        LeasesBefore = new Dictionary<int, Lease>(_before),
        OperatorStatus = _operatorStatus,
        Keys = new HashSet<Address>(_keys),
    };

    /// <summary>Null when the call succeeded.</summary>
    internal ContractRevert? Execute(Address sender, FakeTransaction transaction, ChainHead head) =>
        calls.Find(transaction.Draft.Data.Span) switch
        {
            FakeTake take => Take(sender, take),
            FakeCheckpoint checkpoint => Checkpoint(sender, checkpoint, transaction.Hash, head),
            SpendOrder spend => Spend(sender, spend, transaction.Hash, head),
            _ => null,
        };

    private ContractRevert? Take(Address node, FakeTake take)
    {
        for (var i = 0; i < take.Shards.Count; i++)
        {
            var held = _leases.TryGetValue(take.Shards[i], out var lease);
            if (held && lease.Node == node)
                return Revert("ActionLedgerHeldAlready", take.Shards[i]);
            if ((held ? _nodes.GetValueOrDefault(lease.Node).Head : default) != take.ExpectedHeads[i])
                return Revert("ActionLedgerHeadMoved", lease.Node);
        }
        foreach (var shard in take.Shards)
        {
            var before = _leases.GetValueOrDefault(shard);
            if (before.Epoch > 0)
                _before[shard] = before;
            _leases[shard] = new Lease(node, before.Epoch + 1);
        }
        return null;
    }

    private ContractRevert? Checkpoint(Address node, FakeCheckpoint checkpoint, Bytes32 hash, ChainHead head)
    {
        var log = _nodes.GetValueOrDefault(node);
        var next = new Checkpoint(log.Checkpoints + 1, log.Head, checkpoint.StreamsRoot, checkpoint.Streams,
            checkpoint.Leaves, head.Number, head.Time, default).NextHead(domain.ChainId, domain.Ledger, node);
        _nodes[node] = new NodeLog(next, log.Checkpoints + 1, head.Time, 0);
        Checkpoints.Add(new RecordedCheckpoint(node, log.Checkpoints + 1, checkpoint.StreamsRoot, checkpoint.Streams,
            checkpoint.Leaves, default, next, head, hash) { Held = new Dictionary<int, Lease>(_leases) });
        return null;
    }

    private ContractRevert? Spend(Address spender, SpendOrder order, Bytes32 hash, ChainHead head)
    {
        var agent = _agents.Values.First(a => a.Vault == order.Vault);
        var stream = StreamId.For(domain.ChainId, domain.Ledger, UInt256.Of(agent.Agent));
        var lease = _leases.GetValueOrDefault(Shard.For(UInt256.Of(agent.Agent)).Value);
        var node = _anchorOf.GetValueOrDefault(spender);
        if (head.Time * 1_000 > order.NotAfter)
            return Revert("AgentVaultExpired", order.NotAfter);
        if (order.Number != agent.SpendCount + 1)
            return Revert("AgentVaultWrongNumber", order.Number);
        if (lease.Node != node || lease.Epoch != order.Epoch)
            return Revert("ActionLedgerNotHolder", node);
        if (_nodes.GetValueOrDefault(node) is { Checkpoints: 0 })
            return Revert("ActionLedgerNoLog", node);
        var spent = new Spent(stream, order.Vault, order.Number, order.Opened, order.Action, order.Asset, order.To,
            order.Amount, order.Epoch).Hash();
        Spends.Add(new VaultSpend(spent, order.Vault, order.Number, order.Opened, order.Action, order.Asset, order.To,
            order.Amount, order.Epoch, head, hash));
        _agents[agent.Agent] = agent with
        {
            SpendCount = order.Number,
            Spends = WordHash.Of(Schema.Spends, agent.Spends, spent),
        };
        _nodes[node] = _nodes[node] with { Unlogged = _nodes[node].Unlogged + 1 };
        return null;
    }

    private static ContractRevert Revert(string name, object argument) => new(name, [argument.ToString()!]);
}
