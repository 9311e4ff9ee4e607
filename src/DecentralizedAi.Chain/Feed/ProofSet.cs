using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Chain.Feed;

/// <summary>The slots that make a fold believable for one operator, and what they have to hold.</summary>
internal sealed class ProofSet
{
    private readonly Dictionary<Address, Dictionary<Bytes32, Expected>> _byContract = [];

    private readonly record struct Expected(Bytes32 Value, string What);

    public IEnumerable<Address> Contracts => _byContract.Keys;

    public IReadOnlyCollection<Bytes32> SlotsOf(Address contract) => _byContract[contract].Keys;

    /// <summary>Everything a view of the operator is made of.</summary>
    public static ProofSet For(DaoContracts dao, GovernanceFold fold, ulong operatorId, IEnumerable<Address> payees)
    {
        var set = new ProofSet();
        var agents = fold.AgentsOf(operatorId);
        set.AddOperator(dao, fold, operatorId);
        set.Add(dao.OperatorRegistry, Slots.Operator(UInt256.Of(operatorId)),
            Packed(fold.Admins.GetValueOrDefault(operatorId), [], fold.OperatorStatus.Value(operatorId)),
            $"status of operator {operatorId}");
        foreach (var node in NodesOf(fold, operatorId))
            set.AddHead(dao, fold, node);
        var targets = agents.Select(a => FreezeTarget.Agent(UInt256.Of(a)))
            .Append(FreezeTarget.Operator(UInt256.Of(operatorId)))
            .Concat(payees.Select(FreezeTarget.Payee))
            .Concat(fold.Freezes.Keys.Where(t => t.What == FreezeTarget.PayeeKind));
        foreach (var target in targets.Distinct())
            set.AddFreeze(dao, fold, target);
        // A registry without an agent of ours still proves that it is the one of the manifest.
        set.AddAccount(dao.AgentRegistry);
        foreach (var agent in agents)
        {
            set.AddAgent(dao, fold, agent);
            var seat = fold.Compositions.Steps(agent).Last();
            set.Add(dao.AgentRegistry, Slots.Seat(UInt256.Of(agent)),
                Packed(seat.Vault, seat.OperatorId.ToWord().ToArray().AsSpan(24), fold.AgentStatus.Value(agent)),
                $"status of agent {agent}");
        }
        return set;
    }

    public void AddHead(DaoContracts dao, GovernanceFold fold, Address node) =>
        Add(dao.ActionLedger, Slots.Head(node), fold.Heads.GetValueOrDefault(node), $"head of node {node}");

    public void AddFreeze(DaoContracts dao, GovernanceFold fold, FreezeTarget target) =>
        Add(dao.PolicyRegistry, Slots.Freezes(target), fold.Freezes.Value(target),
            $"freezes of {target.What}/{target.Id}");

    public void AddAgent(DaoContracts dao, GovernanceFold fold, ulong agent)
    {
        var id = UInt256.Of(agent);
        Add(dao.PolicyRegistry, Slots.Publications(id), fold.Publications.Value(agent),
            $"publications of agent {agent}");
        Add(dao.AgentRegistry, Slots.Compositions(id), fold.Compositions.Value(agent),
            $"compositions of agent {agent}");
        Add(dao.AgentRegistry, Slots.Name(id),
            fold.Names.TryGetValue(agent, out var name) ? Keccak256.Hash(name) : Bytes32.Zero,
                $"name of agent {agent}");
        foreach (var vault in fold.Compositions.Steps(agent).Select(s => s.Vault).Distinct())
            Add(vault, Slots.Spends, fold.Spends.Value(vault), $"spends of vault {vault}");
    }

    /// <summary>An account without a slot: its code.</summary>
    public void AddAccount(Address account) => _byContract.TryAdd(account, []);

    public void AddOperator(DaoContracts dao, GovernanceFold fold, ulong operatorId)
    {
        Add(dao.OperatorRegistry, Slots.Keys(UInt256.Of(operatorId)), fold.Keys.Value(operatorId),
            $"keys of operator {operatorId}");
        Add(dao.ActionLedger, Slots.Leases(UInt256.Of(operatorId)), fold.Leases.Value(operatorId),
            $"leases of operator {operatorId}");
    }

    /// <summary>A slot whose content is not known beforehand.</summary>
    public void AddUnknown(Address contract, Bytes32 slot)
    {
        if (!_byContract.TryGetValue(contract, out var slots))
            _byContract[contract] = slots = [];
        slots.TryAdd(slot, default);
    }

    public void Add(Address contract, Bytes32 slot, Bytes32 value, string what)
    {
        if (!_byContract.TryGetValue(contract, out var slots))
            _byContract[contract] = slots = [];
        slots[slot] = new Expected(value, what);
    }

    public IEnumerable<RpcCall> Calls(ulong block) =>
        _byContract.Select(c => StateProof.Ask(c.Key, c.Value.Keys, block));

    /// <summary>The first slot that holds something else than the fold, or null.</summary>
    public string? Difference(IEnumerable<StateProof> proofs)
    {
        foreach (var proof in proofs)
        {
            foreach (var slot in proof.Slots)
            {
                var expected = _byContract[proof.Address][slot.Key];
                if (expected.What is not null && expected.Value != slot.Value)
                    return $"{expected.What}: the slot holds {slot.Value}, the events fold to {expected.Value}";
            }
        }
        return null;
    }

    // The compiler packs from the low end: an account, then a number of 64 bits where there is one, then a status.
    private static Bytes32 Packed(Address account, ReadOnlySpan<byte> number, Bytes32 status)
    {
        var bytes = account.Word.ToArray();
        number.CopyTo(bytes.AsSpan(12 - number.Length));
        bytes[11 - number.Length] = status.ToArray()[^1];
        return Bytes32.Of(bytes);
    }

    /// <summary>Nodes with an anchor key of the operator, or a lease of it.</summary>
    public static IEnumerable<Address> NodesOf(GovernanceFold fold, ulong operatorId) =>
        fold.Leases.Steps(operatorId).Select(s => s.Node)
            .Concat(fold.Keys.Steps(operatorId).Where(k => k.Role == KeyStep.Anchor).Select(k => k.Key))
            .Distinct().Order();
}
