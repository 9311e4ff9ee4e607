using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using BlockHeader = DecentralizedAi.Chain.Rpc.BlockHeader;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>A registry as the events of a chain tell of it: every agent named, enrolled, assigned and published, in a
/// block of its own, the first of them to our operator.</summary>
internal sealed class RegisteredAgents
{
    private const ulong Ours = 1, Others = 2;

    private static readonly Bytes32 Composition = Keccak256.Hash("composition");
    private static readonly Address Asset = Account(0xa55e7);
    private static readonly DaoContracts Dao = new(1, Keccak256.Hash("genesis"), 0, Account(1), Account(2), Account(3),
        Account(4), Account(5), Account(6), null, null, null);

    private readonly List<RawLog> _logs;

    /// <param name="agents">All of them.</param>
    /// <param name="hosted">Of our operator.</param>
    public RegisteredAgents(int agents, int hosted)
    {
        _logs = new List<RawLog>(4 * agents);
        for (var agent = 1UL; agent <= (ulong)agents; agent++)
            AddLogs(agent, agent <= (ulong)hosted ? Ours : Others);
        Height = (ulong)agents;
    }

    /// <summary>The last block.</summary>
    public ulong Height { get; }

    public GovernanceFold Fold()
    {
        var fold = new GovernanceFold(Dao);
        foreach (var log in _logs)
            fold.Apply(log, log.Block);
        return fold;
    }

    /// <summary>What a node makes of a new block in which nothing happened, but for asking and proving.</summary>
    public static GovernancePair Block(GovernanceFold fold, ulong number)
    {
        var wanted = ProofSet.For(Dao, fold, Ours, []);
        if (wanted.Contracts.Sum(contract => wanted.SlotsOf(contract).Count) == 0)
            throw new InvalidOperationException("a view that nothing proves");
        var reads = ViewReads.For(Dao, fold, Ours, number);
        return new GovernanceViews(fold, reads, new KeyReads([], number, 2), Ours)
            .Pair(Header(number), Header(number - 2));
    }

    private static BlockHeader Header(ulong number) => new(
        new ChainHead(number, Keccak256.Hash($"{number}"), number), default, default, default)
    {
        TransactionsRoot = default, ReceiptsRoot = default, BaseFee = default, LogsBloom = default,
    };

    private void AddLogs(ulong agent, ulong operatorId)
    {
        var (id, vault, policy) = (Word.Of(agent), Account(1_000_000 + agent).Word, Keccak256.Hash($"policy {agent}"));
        var name = OneNode.Name(agent);
        Add(Dao.AgentRegistry, agent, [EventTopic.Of<AgentRegistryAbi.EnrolledEvent>(), id, vault]);
        Add(Dao.AgentRegistry, agent, [EventTopic.Of<AgentRegistryAbi.NamedEvent>(), id, Keccak256.Hash(name)],
            Word.Of(32), Word.Of((ulong)name.Length), Text(name));
        Add(Dao.AgentRegistry, agent,
            [EventTopic.Of<AgentRegistryAbi.AssignedEvent>(), id, Composition, Word.Of(operatorId)],
            vault, Composition);
        // One limit of eight words, no rule.
        Add(Dao.PolicyRegistry, agent, [EventTopic.Of<PolicyRegistryAbi.PublishedEvent>(), id, policy],
            policy, default, default, Word.Of(160), Word.Of(160 + 32 + (8 * 32)), Word.Of(1),
            Asset.Word, default, Word.Of(1), default, default, default, default, default, Word.Of(0));
    }

    private void Add(Address contract, ulong block, IReadOnlyList<Bytes32> topics, params Bytes32[] words) => _logs.Add(
        new RawLog(contract, topics, [.. words.SelectMany(word => word.ToArray())], block, Keccak256.Hash($"{block}"),
            (uint)_logs.Count, default));

    // At most 32 characters.
    private static Bytes32 Text(string text)
    {
        var word = new byte[32];
        System.Text.Encoding.ASCII.GetBytes(text, word);
        return Bytes32.Of(word);
    }

    private static Address Account(ulong number) => Address.OfWord(Word.Of(number));
}
