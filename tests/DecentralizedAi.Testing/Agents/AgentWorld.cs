using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing.Chain;
using DecentralizedAi.Domain.Chain;

namespace DecentralizedAi.Testing.Agents;

/// <summary>A DAO with one agent whose shard this node has leased, and a first checkpoint.</summary>
public sealed class AgentWorld
{
    public static Address Node { get; } = Address.Parse("0x00000000000000000000000000000000000000a1");
    public static Address Spender { get; } = Address.Parse("0x00000000000000000000000000000000000000b1");
    public static Address OtherNode { get; } = Address.Parse("0x00000000000000000000000000000000000000a2");
    public static Address OtherSpender { get; } = Address.Parse("0x00000000000000000000000000000000000000b2");

    private readonly FakeCalls _calls = new(TestDao.Domain.Ledger);
    private readonly IModel? _asked;
    private readonly CompositionDocument _composition;
    private ulong _heads;

    /// <param name="asked">Another model than <see cref="Model"/>.</param>
    /// <param name="composition">Another than <see cref="TestDao.Composition"/>.</param>
    public AgentWorld(
        Func<Turn, ProposedCall?>? model = null, Func<ToolRun, Task<ToolOutcome>>? tools = null,
        PolicySnapshot? policy = null, ModelUsage? usage = null, IModel? asked = null,
        CompositionDocument? composition = null)
    {
        (_asked, _composition) = (asked, composition ?? TestDao.Composition);
        Time = new ManualTime(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        Chain = new FakeChain(TestDao.Domain, TestDao.Operator, _calls, Time);
        Model = new FakeModel(model ?? FakeModel.Clerk) { Usage = usage ?? new(100, 20) };
        Tools = new FakeToolHost(tools ?? FakeToolHost.Answer);
        Chain.Govern(c =>
        {
            c.Enroll(TestDao.Agent, TestDao.Name, _composition.Hash());
            c.Publish(TestDao.Agent, policy ?? TestDao.Policy());
            c.Bind(Node, Spender);
            c.Bind(OtherNode, OtherSpender);
        });
        Take(Node);
        Checkpoint(Node);
        Mine(4);
        Agent = Start(Node, Spender);
        Agent.Drive();
    }

    public ManualTime Time { get; }
    public FakeChain Chain { get; }
    public FakeModel Model { get; }
    public FakeToolHost Tools { get; }
    public PureAgent Agent { get; private set; }

    public ActionState Only => Agent.State.Actions.Values.Single();
    public InstructionState First => Agent.State.Instructions[0];
    public IEnumerable<LeafKind> Kinds => Agent.Leaves.Select(l => l.Leaf.Tag.Kind);

    /// <summary>The agent's next owner, from what is stored alone: events, and documents for who reads the log.
    /// </summary>
    public PureAgent Restart(Address? node = null)
    {
        var (events, documents) = (Agent.Events, Agent.Documents);
        Agent = node == OtherNode ? Start(OtherNode, OtherSpender, events) : Start(Node, Spender, events);
        foreach (var (word, document) in documents)
            Agent.Documents.Add(word, document);
        return Agent;
    }

    public void Take(Address node)
    {
        var shard = new AgentIdentity(TestDao.Agent, TestDao.Domain).Shard;
        var holder = Chain.Head.Leases.GetValueOrDefault(shard).Node;
        Send(node, _calls.Take([shard], [Chain.Head.Nodes.GetValueOrDefault(holder).Head]));
    }

    public void Checkpoint(Address node) =>
        Send(node, _calls.Checkpoint(Keccak256.Hash($"root {_heads++}"), 1, 1));

    /// <summary>A spend that the agent never decided, with its node's key.</summary>
    public void Steal(ulong number, Address to) => Send(Spender, _calls.Spend(new SpendOrder(
        FakeContracts.VaultOf(TestDao.Agent), 1, number, Keccak256.Hash("thief"), Keccak256.Hash("theft"), default,
        TestDao.Usdc, to, UInt256.Of(7_000_000), 4_000_000_000_000, 0, [], null)));

    public void Send(Address from, byte[] data)
    {
        var writer = Chain.Writer(from);
        var nonce = Chain.Nonce(from);
        writer.SendAsync(writer.Sign(new TransactionDraft(TestDao.Domain.Ledger, data, 1, nonce, default)).Raw, default)
            .GetAwaiter().GetResult();
        Mine();
    }

    public void Mine(int count = 1)
    {
        for (var i = 0; i < count; i++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            Chain.Mine();
        }
    }

    private PureAgent Start(
        Address node, Address spender, System.Collections.Immutable.ImmutableList<AgentEvent>? events = null) =>
        new(Chain, _calls, _asked ?? Model, Tools, Time, node, spender, events)
        {
            Hosted = new HostedComposition(_composition, ToolCatalogue.Default),
        };
}
