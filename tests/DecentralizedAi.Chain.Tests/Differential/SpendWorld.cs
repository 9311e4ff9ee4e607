using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy.Limits;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.OperatorRegistryAbi;

namespace DecentralizedAi.Chain.Tests.Differential;

/// <summary>A call of a history, which has to succeed.</summary>
public sealed record WorldCall(Address From, Address To, byte[] Data);

/// <summary>
/// The contracts' state along one random history, kept with the arithmetic of the node: each transition gives the call
/// that makes the contracts do the same.
/// </summary>
internal sealed class SpendWorld(SpendStage stage, Random random, ulong time, ulong block)
{
    private readonly LocalDaoCalls _calls = new(stage);
    private readonly Dictionary<Address, Bucket> _buckets = [];
    private readonly Dictionary<Address, NodeCount> _logs =
        stage.Nodes.ToDictionary(n => n.Anchor.Account, _ => default(NodeCount));
    private readonly Dictionary<Address, Bytes32> _heads = [];
    private readonly HashSet<Address> _revoked = [];
    private readonly HashSet<FreezeTarget> _frozen = [];
    private readonly Dictionary<Address, UInt256> _balances =
        stage.Assets.ToDictionary(a => a, _ => UInt256.Of(SpendStage.Funds));
    private bool _active = true;
    private bool _hosting = true;
    private Lease _lease;
    private Bytes32 _leases;
    private Bytes32 _root;

    public ulong Time { get; private set; } = time;
    public ulong Block { get; private set; } = block;
    public ulong Number { get; private set; } = 1;
    public Dictionary<Address, (AssetLimit Limit, PayeeTree Payees)> Listed { get; } = [];
    public HashSet<Bytes32> Used { get; } = [];
    public Lease Lease => _lease;
    public EthereumKey Approver { get; } = EthereumKey.Of(Keccak256.Hash("approver").ToArray());

    public void Pass(ulong seconds) => (Time, Block) = (Time + seconds, Block + 1);

    public VaultMoment At(EthereumKey key)
    {
        var node = stage.Nodes.FirstOrDefault(n => n.Spender == key);
        var seat = node is null || _revoked.Contains(key.Account)
            ? new SpenderSeat(key.Account, 0, default, false)
            : new SpenderSeat(key.Account, node.Operator, node.Anchor.Account,
                node.Operator != stage.Operator || _hosting);
        return new VaultMoment(Time, _calls.Domain, stage.Agent, Number, stage.Operator, _active, seat, _lease,
            _logs.GetValueOrDefault(seat.Node), new VaultConstants(600, 64), _frozen, _root,
            Listed.ToDictionary(l => l.Key, l => new VaultBudget(l.Value.Limit, _buckets[l.Key], _balances[l.Key])),
            Used);
    }

    /// <summary>The vault paid.</summary>
    public void Paid(SpendOrder order, VaultMoment at)
    {
        (_buckets[order.Asset], _balances[order.Asset]) =
            SpendForecast.After(order, at) is var after ? (after.Bucket, after.Balance) : default;
        var log = _logs[at.Spender.Node];
        _logs[at.Spender.Node] = log with { Unlogged = log.Unlogged + 1 };
        if (order.Amount > at.Assets[order.Asset].Limit.AskAbove)
            Used.Add(SpendForecast.ApprovalDigest(order, order.Approval!, at));
        Number++;
    }

    /// <summary>A random transition, or null where the one that was drawn would be refused now.</summary>
    public WorldCall? Step() => random.Next(20) switch
    {
        < 4 => Publish(),
        < 8 => Checkpoint(random.Next(2)),
        < 10 => Take(random.Next(2)),
        < 13 => Freeze(random.Next(3)),
        13 => Host(),
        14 => Activate(),
        15 => random.Next(6) == 0 ? Revoke(stage.Nodes[random.Next(2)]) : null,
        16 => Drain(),
        _ => Lift(),
    };

    public WorldCall Publish()
    {
        var limits = stage.Assets.Where(_ => random.Next(4) > 0)
            .Select(asset => RandomLimits.Of(random, asset, Approver.Account)).ToList();
        foreach (var asset in Listed.Keys.Where(a => limits.TrueForAll(l => l.Limit.Asset != a)).ToList())
        {
            _buckets[asset] = _buckets[asset].Unlist(Time).Bucket;
            Listed.Remove(asset);
        }
        foreach (var (limit, payees) in limits)
        {
            var bounds = new BucketLimits(limit.PerAction, limit.Burst, limit.Rate, limit.Lifetime);
            var bucket = _buckets.GetValueOrDefault(limit.Asset);
            _buckets[limit.Asset] = (bucket.IsListed ? bucket.Update(Time, bounds) : bucket.List(Time, bounds)).Bucket;
            Listed[limit.Asset] = (limit, payees);
        }
        _root = stage.Documents[random.Next(stage.Documents.Count)];
        return _calls.ByAuthority(_calls.Policies.PublishCall(stage.Agent, _root, [.. limits.Select(l => l.Limit)]));
    }

    public WorldCall? Take(int index)
    {
        var node = stage.Nodes[index].Anchor.Account;
        if (_lease.Node == node || !_hosting || _logs[node].Retired)
            return null;
        var expected = _lease.Epoch == 0 ? default : _heads.GetValueOrDefault(_lease.Node);
        var shard = Shard.For(UInt256.Of(stage.Agent));
        _lease = new Lease(node, _lease.Epoch + 1);
        _leases = new LeaseStep(shard, node, _lease.Epoch, Block).After(_leases);
        return new WorldCall(node, _calls.Ledger.Ledger, _calls.Ledger.Take([shard.Value], [expected]));
    }

    public WorldCall? Checkpoint(int index)
    {
        var node = stage.Nodes[index].Anchor.Account;
        if (_logs[node].Retired)
            return null;
        var root = Keccak256.Hash($"batch {random.Next()}");
        var log = _logs[node] with { Number = _logs[node].Number + 1, Time = Time, Unlogged = 0 };
        _logs[node] = log;
        // A take fails on a head that differs in one bit, so these are checked as well.
        _heads[node] = new Checkpoint(log.Number, _heads.GetValueOrDefault(node), root, 3, 9, Block, Time, _leases)
            .NextHead(_calls.Domain.ChainId, _calls.Domain.Ledger, node);
        return new WorldCall(node, _calls.Ledger.Ledger, _calls.Ledger.Checkpoint(root, 3, 9));
    }

    private WorldCall? Freeze(int what)
    {
        var target = what switch
        {
            0 => FreezeTarget.Agent(UInt256.Of(stage.Agent)),
            1 => FreezeTarget.Operator(UInt256.Of(stage.Operator)),
            _ => FreezeTarget.Payee(RandomLimits.Payees[random.Next(3)]),
        };
        return random.Next(2) == 0 && _frozen.Add(target) ? _calls.Freeze(target) : null;
    }

    private WorldCall? Lift()
    {
        if (_frozen.Count == 0)
            return null;
        var target = _frozen.First();
        _frozen.Remove(target);
        return _calls.ByAuthority(_calls.Policies.LiftCall(target));
    }

    private WorldCall? Host()
    {
        if (_hosting && random.Next(3) > 0)
            return null;
        _hosting = !_hosting;
        return _calls.ByAuthority(_calls.Operators.SetStatusCall(
            stage.Operator, _hosting ? OperatorStatus.Hosting : OperatorStatus.Suspended));
    }

    private WorldCall? Activate()
    {
        if (_active && random.Next(3) > 0)
            return null;
        _active = !_active;
        return _calls.ByAuthority(_calls.Agents.SetStatusCall(
            stage.Agent, _active ? AgentStatus.Active : AgentStatus.Paused));
    }

    private WorldCall? Revoke(StageNode node)
    {
        var key = random.Next(2) == 0 ? node.Anchor.Account : node.Spender.Account;
        if (!_revoked.Add(key))
            return null;
        if (key == node.Anchor.Account)
            _logs[key] = _logs[key] with { Retired = true };
        return new WorldCall(stage.Admin, stage.Dao.Contracts.OperatorRegistry,
            new RevokeKeyFunction { Key = key.ToLower() }.GetCallData());
    }

    // Leaves the vault with less than its limits allow.
    private WorldCall? Drain()
    {
        var asset = stage.Assets[random.Next(stage.Assets.Count)];
        var left = UInt256.Of((ulong)random.Next(2000));
        if (_balances[asset] <= left || random.Next(3) > 0)
            return null;
        var amount = _balances[asset] - left;
        _balances[asset] = left;
        return _calls.Recover(asset, stage.Admin, amount);
    }
}
