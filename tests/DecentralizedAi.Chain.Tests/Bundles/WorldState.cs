using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing;

namespace DecentralizedAi.Chain.Tests.Bundles;

/// <summary>The chain state of a <see cref="LogWorld"/>, its block, and the bundle that it proves.</summary>
internal sealed class WorldState
{
    private readonly LogWorld _world;
    private readonly Dictionary<Address, Dictionary<Bytes32, Bytes32>> _slots = [];
    private readonly Dictionary<Address, TrieBuilder> _storage = [];
    private readonly TrieBuilder _accounts = new();

    public WorldState(LogWorld world)
    {
        _world = world;
        Fill();
        foreach (var (address, slots) in _slots)
            Account(address, slots);
        foreach (var address in world.Contracted)
            Account(address, []);
        var header = Header();
        Trust = Keccak256.Hash(header);
        Bundle = Export(header);
    }

    public Bytes32 Trust { get; }
    public Bundle Bundle { get; }

    public Manifest Manifest => new()
    {
        ChainId = LogWorld.ChainId,
        ActionLedger = Deployed(LogWorld.Contracts.ActionLedger),
        PolicyRegistry = Deployed(LogWorld.Contracts.PolicyRegistry),
        AgentRegistry = Deployed(LogWorld.Contracts.AgentRegistry),
        OperatorRegistry = Deployed(LogWorld.Contracts.OperatorRegistry),
        Authority = Deployed(LogWorld.Contracts.Authority),
        Finality = LogWorld.Finality,
        StaleMoney = 3,
        AnchorWithin = 30,
    };

    private static Deployed Deployed(Address address) => new(address, Code(address));

    private static Bytes32 Code(Address address) => WordHash.Of(address.Word);

    private static Bytes32 Fold<TStep>(IEnumerable<TStep> steps)
        where TStep : IHistoryStep => steps.Aggregate(Bytes32.Zero, (value, step) => step.After(value));

    private void Fill()
    {
        var contracts = LogWorld.Contracts;
        foreach (var node in new[] { LogWorld.NodeA, LogWorld.NodeB })
            Set(contracts.ActionLedger, Slots.Head(node), _world.Nodes.TryGetValue(node, out var list)
                ? list[^1].Checkpoint.NextHead(LogWorld.ChainId, contracts.ActionLedger, node)
                : Bytes32.Zero);
        foreach (var id in _world.Compositions.Select(step => step.OperatorId).Distinct())
        {
            Set(contracts.ActionLedger, Slots.Leases(id), Fold(_world.Leases.GetValueOrDefault(id) ?? []));
            Set(contracts.OperatorRegistry, Slots.Keys(id), id == LogWorld.Operator ? Fold(_world.Keys) : default);
            Freeze(FreezeTarget.Operator(id));
        }
        Set(contracts.PolicyRegistry, Slots.Publications(LogWorld.Agent), Fold(_world.Publications));
        Freeze(FreezeTarget.Agent(LogWorld.Agent));
        Freeze(FreezeTarget.Payee(LogWorld.Vendor));
        Freeze(FreezeTarget.Payee(LogWorld.Stranger));
        Set(contracts.AgentRegistry, Slots.Name(LogWorld.Agent), Keccak256.Hash("treasurer"));
        Set(contracts.AgentRegistry, Slots.Compositions(LogWorld.Agent), Fold(_world.Compositions));
        Set(LogWorld.Vault, Slots.Spends, Fold(_world.Spends.Select(
            spend => new SpendStep(spend.In(LogWorld.Stream, LogWorld.Vault).Hash()))));
        _slots.TryAdd(contracts.Authority, []);
    }

    private void Freeze(FreezeTarget target) => Set(LogWorld.Contracts.PolicyRegistry, Slots.Freezes(target),
        Fold(_world.Freezes.GetValueOrDefault(target) ?? []));

    private void Set(Address contract, Bytes32 slot, Bytes32 value)
    {
        if (!_slots.TryGetValue(contract, out var slots))
            _slots.Add(contract, slots = []);
        slots.Add(slot, value);
    }

    private void Account(Address address, Dictionary<Bytes32, Bytes32> slots)
    {
        var storage = _storage[address] = new TrieBuilder();
        foreach (var (slot, value) in slots.Where(pair => !pair.Value.IsZero))
            storage.Put(slot.ToArray(), TrieBuilder.Number(UInt256.OfWord(value)));
        _accounts.Put(address.ToArray(), TrieBuilder.List(
            TrieBuilder.Number(UInt256.One), TrieBuilder.Number(UInt256.Zero),
            TrieBuilder.Text(storage.Root.ToArray()), TrieBuilder.Text(Code(address).ToArray())));
    }

    private byte[] Header()
    {
        byte[] word = TrieBuilder.Text(new byte[32]), none = TrieBuilder.Number(UInt256.Zero);
        return TrieBuilder.List(word, word, TrieBuilder.Text(new byte[20]), TrieBuilder.Text(_accounts.Root.ToArray()),
            word, word, TrieBuilder.Text(new byte[256]), none, TrieBuilder.Number(UInt256.Of(LogWorld.HeadBlock)), none,
            none, TrieBuilder.Number(UInt256.Of(LogWorld.Time(LogWorld.HeadBlock))), none, word,
            TrieBuilder.Text(new byte[8]));
    }

    private Bundle Export(byte[] header) => new()
    {
        ChainId = LogWorld.ChainId,
        Header = header,
        Contracts = LogWorld.Contracts,
        Proofs = [.. _storage.Select(pair => new AccountProof(pair.Key, _accounts.Prove(pair.Key.ToArray()),
            [.. (_slots.GetValueOrDefault(pair.Key) ?? []).Select(slot => new SlotProof(
                slot.Key, slot.Value, pair.Value.Prove(slot.Key.ToArray())))]))],
        Agents =
        [
            new BundleAgent(LogWorld.Agent, "treasurer", new(default, _world.Publications),
                new(default, _world.Compositions),
                _world.Spends.Count == 0 ? [] : [new VaultSpends(LogWorld.Vault, default, _world.Spends)]),
        ],
        Freezes = [.. _world.Freezes.Select(pair => new BundleFreezes(pair.Key, new(default, pair.Value)))],
        Operators = [.. _world.Leases.Select(pair => new BundleOperator(pair.Key, new(default, pair.Value),
            new(default, pair.Key == LogWorld.Operator ? _world.Keys : [])))],
        Nodes = [.. _world.Nodes.Select(pair => new BundleNode(
            pair.Key, [.. pair.Value.Select(anchored => anchored.Checkpoint)]))],
        Entries = [.. _world.Nodes.Values.SelectMany(list => list).Where(anchored => anchored.IsOpen)
            .Select(anchored => new BundleEntry(anchored.Node, anchored.Checkpoint.Number, LogWorld.Stream,
                anchored.Proof.Path, anchored.Proof.Entry, anchored.Leaves))],
        Unanchored = [],
        Documents = _world.Documents,
        Proposals = [],
    };
}
