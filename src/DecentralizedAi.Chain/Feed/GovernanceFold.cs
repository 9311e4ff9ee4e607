using System.Collections.Immutable;
using System.Text;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Chain.Feed;

/// <summary>
/// All histories of a DAO, folded from its events in their order. Believed only where a slot proves the fold.
/// </summary>
internal sealed class GovernanceFold(DaoContracts dao)
{
    // Of PolicyRegistry.Published: where its limits are pointed at, and how long each is.
    private const int LimitsWord = 3, WordsOfALimit = 8;

    private readonly UInt256 _chainId = UInt256.Of(dao.ChainId);
    private readonly Dictionary<Address, ulong> _agentOfVault = [];
    private readonly Dictionary<UInt256, SortedSet<ulong>> _agentsOf = [];

    public Histories<ulong, PublicationStep> Publications { get; } = new();
    public Histories<ulong, CompositionStep> Compositions { get; } = new();
    public Histories<FreezeTarget, FreezeStep> Freezes { get; } = new();
    public Histories<ulong, LeaseStep> Leases { get; } = new();
    public Histories<ulong, KeyStep> Keys { get; } = new();
    public Histories<Address, SpendStep> Spends { get; } = new();
    public Dictionary<Address, ImmutableList<VaultSpend>> SpendsOf { get; } = [];
    public Dictionary<Address, List<Checkpoint>> Checkpoints { get; } = [];
    public Dictionary<Address, Bytes32> Heads { get; } = [];
    public Dictionary<ulong, string> Names { get; } = [];
    public Histories<ulong, StatusStep> AgentStatus { get; } = new();
    public Histories<ulong, StatusStep> OperatorStatus { get; } = new();
    public Dictionary<ulong, Address> Admins { get; } = [];

    /// <summary>Assets of the agent's last publication.</summary>
    public Dictionary<ulong, IReadOnlyList<Address>> Assets { get; } = [];

    /// <summary>Agents that an operator hosts or once hosted, in order.</summary>
    public IReadOnlyCollection<ulong> AgentsOf(ulong operatorId) =>
        _agentsOf.TryGetValue(UInt256.Of(operatorId), out var agents) ? agents : [];

    public IReadOnlyCollection<Address> Vaults => _agentOfVault.Keys;

    /// <summary>The events a fold is made of.</summary>
    public static IReadOnlyList<Bytes32> Topics { get; } =
    [
        EventTopic.Of<PolicyRegistryAbi.PublishedEvent>(), EventTopic.Of<PolicyRegistryAbi.FrozenEvent>(),
        EventTopic.Of<PolicyRegistryAbi.LiftedEvent>(), EventTopic.Of<AgentRegistryAbi.NamedEvent>(),
        EventTopic.Of<AgentRegistryAbi.AssignedEvent>(), EventTopic.Of<AgentRegistryAbi.EnrolledEvent>(),
        EventTopic.Of<AgentRegistryAbi.StatusSetEvent>(), EventTopic.Of<OperatorRegistryAbi.RegisteredEvent>(),
        EventTopic.Of<OperatorRegistryAbi.AdminSetEvent>(), EventTopic.Of<OperatorRegistryAbi.KeySetEvent>(),
        EventTopic.Of<ActionLedgerAbi.TakenEvent>(), EventTopic.Of<ActionLedgerAbi.CheckpointedEvent>(),
        EventTopic.Of<AgentVaultAbi.SpentEvent>(),
    ];

    /// <param name="time">Unix seconds of the log's block.</param>
    public void Apply(RawLog log, ulong time)
    {
        if (log.Contract == dao.PolicyRegistry)
            Policy(log);
        else if (log.Contract == dao.AgentRegistry)
            Agent(log);
        else if (log.Contract == dao.OperatorRegistry)
            Operator(log);
        else if (log.Contract == dao.ActionLedger)
            Ledger(log, time);
        else if (_agentOfVault.TryGetValue(log.Contract, out var agent) && log.Is<AgentVaultAbi.SpentEvent>())
            Spend(log, agent, time);
    }

    private void Policy(RawLog log)
    {
        if (log.Is<PolicyRegistryAbi.PublishedEvent>())
        {
            var agent = Number(log.Topics[1]);
            Publications.Add(agent, new PublicationStep(log.Topics[2], log.WordAt(0), log.Block), log.Block);
            Assets[agent] = AssetsOf(log);
        }
        else if (log.Is<PolicyRegistryAbi.FrozenEvent>())
        {
            var e = log.Decode<PolicyRegistryAbi.FrozenEvent>().Event;
            Freezes.Add(FreezeTarget.Of(e.What, e.Id.ToUInt256()), new FreezeStep(1, log.Block), log.Block);
        }
        else if (log.Is<PolicyRegistryAbi.LiftedEvent>())
        {
            var e = log.Decode<PolicyRegistryAbi.LiftedEvent>().Event;
            Freezes.Add(FreezeTarget.Of(e.What, e.Id.ToUInt256()), new FreezeStep(0, log.Block), log.Block);
        }
    }

    private void Agent(RawLog log)
    {
        if (log.Is<AgentRegistryAbi.NamedEvent>())
        {
            var text = log.PointedAt(0);
            Names[Number(log.Topics[1])] = Encoding.UTF8.GetString(
                log.Words, checked((text + 1) * 32), checked((int)Number(log.WordAt(text))));
        }
        else if (log.Is<AgentRegistryAbi.AssignedEvent>())
        {
            var (agent, vault) = (Number(log.Topics[1]), Address.OfWord(log.WordAt(0)));
            var step = new CompositionStep(log.Topics[2], UInt256.OfWord(log.Topics[3]), vault, log.Block);
            Compositions.Add(agent, step, log.Block);
            if (!_agentsOf.TryGetValue(step.OperatorId, out var hosted))
                _agentsOf[step.OperatorId] = hosted = [];
            hosted.Add(agent);
            _agentOfVault[vault] = agent;
        }
        else if (log.Is<AgentRegistryAbi.EnrolledEvent>())
        {
            AgentStatus.Add(Number(log.Topics[1]), new StatusStep((byte)Domain.Chain.AgentStatus.Active), log.Block);
        }
        else if (log.Is<AgentRegistryAbi.StatusSetEvent>())
        {
            var e = log.Decode<AgentRegistryAbi.StatusSetEvent>().Event;
            AgentStatus.Add(e.AgentId.ToUlong(), new StatusStep(e.Status), log.Block);
        }
    }

    // Events of every agent of the registry are read word by word: there may be very many, and to read them by the names
    // of their members takes far longer. What is read wrongly shows: the fold has to equal the slots.
    private static IReadOnlyList<Address> AssetsOf(RawLog log)
    {
        var limits = log.PointedAt(LimitsWord);
        var assets = new Address[checked((int)Math.Min(Number(log.WordAt(limits)), (ulong)log.Words.Length))];
        for (var i = 0; i < assets.Length; i++)
            assets[i] = Address.OfWord(log.WordAt(limits + 1 + (i * WordsOfALimit)));
        return assets;
    }

    private static ulong Number(Bytes32 word) => UInt256.OfWord(word).ToUInt64();

    private void Operator(RawLog log)
    {
        if (log.Is<OperatorRegistryAbi.KeySetEvent>())
        {
            var e = log.Decode<OperatorRegistryAbi.KeySetEvent>().Event;
            Keys.Add(e.OperatorId.ToUlong(), new KeyStep(Account(e.Key), e.Role, e.On, log.Block), log.Block);
        }
        else if (log.Is<OperatorRegistryAbi.RegisteredEvent>())
        {
            var e = log.Decode<OperatorRegistryAbi.RegisteredEvent>().Event;
            Admins[e.OperatorId.ToUlong()] = Account(e.Admin);
            OperatorStatus.Add(e.OperatorId.ToUlong(),
                new StatusStep((byte)Domain.Chain.OperatorStatus.Registered), log.Block);
        }
        else if (log.Is<OperatorRegistryAbi.AdminSetEvent>())
        {
            var e = log.Decode<OperatorRegistryAbi.AdminSetEvent>().Event;
            Admins[e.OperatorId.ToUlong()] = Account(e.Admin);
        }
        else if (log.Is<OperatorRegistryAbi.StatusSetEvent>())
        {
            var e = log.Decode<OperatorRegistryAbi.StatusSetEvent>().Event;
            OperatorStatus.Add(e.OperatorId.ToUlong(), new StatusStep(e.Status), log.Block);
        }
    }

    private void Ledger(RawLog log, ulong time)
    {
        if (log.Is<ActionLedgerAbi.TakenEvent>())
        {
            var operatorId = log.Decode<ActionLedgerAbi.TakenEvent>().Event.OperatorId.ToUlong();
            foreach (var step in LeaseSteps(log))
                Leases.Add(operatorId, step, log.Block);
        }
        else if (log.Is<ActionLedgerAbi.CheckpointedEvent>())
        {
            var e = log.Decode<ActionLedgerAbi.CheckpointedEvent>().Event;
            var node = Account(e.Node);
            if (!Checkpoints.TryGetValue(node, out var all))
                Checkpoints[node] = all = [];
            var checkpoint = new Checkpoint(e.Number, Heads.GetValueOrDefault(node), Bytes32.Of(e.StreamsRoot),
                e.Streams, e.Leaves, log.Block, time, Bytes32.Of(e.Leases));
            all.Add(checkpoint);
            Heads[node] = checkpoint.NextHead(_chainId, dao.ActionLedger, node);
        }
    }

    /// <summary>The leases of one <c>Taken</c> event, in its order.</summary>
    public static IEnumerable<LeaseStep> LeaseSteps(RawLog log)
    {
        var taken = log.Decode<ActionLedgerAbi.TakenEvent>().Event;
        return taken.Shards.Zip(taken.Epochs, (shard, epoch) =>
            new LeaseStep(Shard.Of(shard), Account(taken.Node), epoch, log.Block));
    }

    private void Spend(RawLog log, ulong agent, ulong time)
    {
        var spend = SpendOf(log, StreamId.For(_chainId, dao.ActionLedger, UInt256.Of(agent)), time);
        // A list that never changes: views of earlier heads go on reading theirs.
        SpendsOf[log.Contract] = SpendsOf.GetValueOrDefault(log.Contract, []).Add(spend);
        Spends.Add(log.Contract, new SpendStep(spend.Hash), log.Block);
    }

    /// <summary>The receipt that a vault's event tells of.</summary>
    public static VaultSpend SpendOf(RawLog log, StreamId stream, ulong time)
    {
        var e = log.Decode<AgentVaultAbi.SpentEvent>().Event;
        var spent = new Spent(stream, log.Contract, e.Number, Bytes32.Of(e.Opened), Bytes32.Of(e.Action),
            Account(e.Asset), Account(e.To), e.Amount.ToUInt256(), e.Epoch);
        return new VaultSpend(spent.Hash(), log.Contract, e.Number, spent.Opened, spent.Action, spent.Asset, spent.To,
            spent.Amount, e.Epoch, new ChainHead(log.Block, log.BlockHash, time), log.Transaction);
    }

    private static Address Account(string text) => Address.Parse(text.ToLowerInvariant());
}
