using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Agents;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Runtime.Serialization;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Chain;
using Xunit;
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Runtime.Tests;

public sealed class SerializationTests : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("wire", ConfigurationFactory.ParseString(
        "akka.stdout-loglevel = off").WithFallback(ClusterConfig.Of(new RuntimeOptions
        {
            Port = 0, Seeds = [],
        })));

    public void Dispose() => _system.Terminate().GetAwaiter().GetResult();

    [Fact]
    public void Every_event_of_a_life_comes_back_as_it_was()
    {
        var events = Life();
        Assert.Superset(
            new HashSet<Type>
            {
                typeof(Incarnated), typeof(TakenOver), typeof(Governed), typeof(Instructed), typeof(Opened),
                typeof(Refused), typeof(Awaited), typeof(Approved), typeof(Expired), typeof(Closed), typeof(Answered),
                typeof(Found), typeof(Denied),
            },
            events.Select(e => e.GetType()).ToHashSet());
        var identity = new AgentIdentity(TestDao.Agent, TestDao.Domain);
        var lived = events.Aggregate(new AgentState(identity), (s, e) => s.Apply(e));
        var read = events.Aggregate(new AgentState(identity), (s, e) => s.Apply((AgentEvent)Again(e)));
        Assert.Equal(lived.Head, read.Head);
        Assert.Equal(lived.Seq, read.Seq);
        Assert.Equal(lived.Spends, read.Spends);
        Assert.Equal(lived.Budgets.Buckets, read.Budgets.Buckets);
        Assert.Equal(
            lived.Instructions.Select(i => AgentViews.Instruction(lived, AgentWork.None, i, "a")).Select(Json),
            read.Instructions.Select(i => AgentViews.Instruction(read, AgentWork.None, i, "a")).Select(Json));
        foreach (var happened in events)
            Assert.Equal(Bytes(happened), Bytes(Again(happened)));
    }

    [Fact]
    public void A_state_comes_back_as_it_was_after_every_event_of_a_life()
    {
        var lived = new AgentState(new AgentIdentity(TestDao.Agent, TestDao.Domain));
        foreach (var happened in Life())
        {
            lived = lived.Apply(happened);
            var read = (AgentState)Again(lived);
            Assert.Equal(lived.Budgets.Buckets, read.Budgets.Buckets);
            Assert.Equal(lived.Unanchored.Select(leaf => leaf.Hash), read.Unanchored.Select(leaf => leaf.Hash));
            Assert.Equal(
                lived.Instructions.Select(i => AgentViews.Instruction(lived, AgentWork.None, i, "a")).Select(Json),
                read.Instructions.Select(i => AgentViews.Instruction(read, AgentWork.None, i, "a")).Select(Json));
            Assert.Equal(Bytes(lived), Bytes(read));
        }
    }

    [Fact]
    public void A_life_goes_on_from_a_snapshot_of_any_moment_as_from_all_events()
    {
        var events = Life();
        var start = new AgentState(new AgentIdentity(TestDao.Agent, TestDao.Domain));
        var whole = Bytes(events.Aggregate(start, (state, happened) => state.Apply(happened)));
        for (var cut = 0; cut <= events.Count; cut++)
        {
            var snapshot = (AgentState)Again(events.Take(cut).Aggregate(start, (s, e) => s.Apply(e)));
            Assert.Equal(whole, Bytes(events.Skip(cut).Aggregate(snapshot, (s, e) => s.Apply(e))));
        }
    }

    [Fact]
    public void Every_event_of_a_queue_comes_back_as_it_was()
    {
        var id = Keccak256.Hash("id");
        var call = new QueuedCall(id, TestDao.Usdc, new byte[] { 1, 2 }, 5, 6, 7);
        QueueEvent[] events =
        [
            new CallQueued(call),
            new AttemptSigned(id, 9, id, new byte[] { 3 }, new TransactionFees(UInt256.MaxValue, UInt256.One), true),
            new CallDisplaced(id, 9),
            new CallTakenBack(id),
            new CallSettled(id, new CallEnd.Mined(id, new ChainHead(4, id, 5))),
            new CallSettled(id, new CallEnd.Reverted(id, new ChainHead(4, id, 5), "why")),
            new CallSettled(id, new CallEnd.Cancelled("late")),
        ];
        foreach (var happened in events)
            Assert.Equal(Bytes(happened), Bytes(Again(happened)));
    }

    [Fact]
    public void A_queue_goes_on_from_a_snapshot_of_any_moment_as_from_all_events()
    {
        var ids = Enumerable.Range(0, 5).Select(i => Keccak256.Hash($"call {i}")).ToArray();
        var fees = new TransactionFees(UInt256.Of(7), UInt256.One);
        QueueEvent[] events =
        [
            .. ids.Take(4).Select((id, i) => new CallQueued(
                new QueuedCall(id, TestDao.Usdc, new byte[] { 1, 2 }, 5, 6, i == 1 ? null : 7))),
            .. ids.Take(4).Select((id, i) => new AttemptSigned(id, (ulong)i, id, new byte[] { 3 }, fees, false)),
            new AttemptSigned(ids[3], 3, ids[4], new byte[] { 4 }, fees, true),
            new CallSettled(ids[0], new CallEnd.Mined(ids[0], new ChainHead(4, ids[0], 5))),
            new CallSettled(ids[1], new CallEnd.Reverted(ids[1], new ChainHead(5, ids[1], 6), "why")),
            new CallDisplaced(ids[2], 2),
            new CallTakenBack(ids[0]),
            new CallSettled(ids[3], new CallEnd.Cancelled("late")),
            new AttemptSigned(ids[4], 1, ids[4], new byte[] { 5 }, fees, true),
        ];
        var whole = events.Aggregate(QueueState.Empty, (state, happened) => state.Apply(happened));
        Assert.Equal((3, 0, 2), (whole.Pending.Count, whole.Mined.Count, whole.Ended.Count));
        for (var cut = 0; cut <= events.Length; cut++)
        {
            var lived = events.Take(cut).Aggregate(QueueState.Empty, (s, e) => s.Apply(e));
            var snapshot = (QueueState)Again(lived);
            Assert.Equal(lived.Order, snapshot.Order);
            Assert.Equal(Bytes(lived), Bytes(snapshot));
            Assert.Equal(Bytes(whole), Bytes(events.Skip(cut).Aggregate(snapshot, (s, e) => s.Apply(e))));
        }
    }

    [Fact]
    public void Messages_between_nodes_come_back_as_they_were()
    {
        AgentMessage[] messages =
        [
            new AgentMessage.Wake(), new AgentMessage.Describe(), new AgentMessage.DescribeApprovals(),
            new AgentMessage.DescribeLog(4), new AgentMessage.DescribeInstruction(Keccak256.Hash("i")),
            new AgentMessage.Judge(new Approve(Keccak256.Hash("a"), TestDao.Approver, 5, new byte[] { 1 })),
            new AgentMessage.Judge(new Deny(Keccak256.Hash("a"), TestDao.Approver, "no", 5, new byte[] { 1 })),
            new AgentMessage.PaymentEnded(Keccak256.Hash("p"), new CallEnd.Cancelled("late")),
        ];
        foreach (var message in messages)
            Assert.Equal(Bytes(new AgentEnvelope(3, message)), Bytes(Again(new AgentEnvelope(3, message))));
        var reply = new AgentReply.Command(new CommandAnswer.NotNow("DAI-3102", "later"));
        Assert.Equal(reply, Again(reply));
    }

    [Fact]
    public void Bytes_under_an_unknown_name_build_nothing()
    {
        var serializer = (SerializerWithStringManifest)_system.Serialization.FindSerializerForType(typeof(Incarnated));
        Assert.Throws<UnknownManifestException>(() => serializer.FromBinary([1], "System.IO.FileInfo"));
    }

    [Fact]
    public void The_default_serializer_refuses_both_ways()
    {
        Assert.Throws<System.Runtime.Serialization.SerializationException>(
            () => _system.Serialization.FindSerializerForType(typeof(FileInfo)));
        // What a peer can still do: name serializer 1 and a type of its choice.
        Assert.Throws<UnknownManifestException>(() => _system.Serialization.Deserialize(
            "{}"u8.ToArray(), 1, typeof(FileInfo).AssemblyQualifiedName));
    }

    [Theory]
    [InlineData("0.0.0.0", 1, "DAI-3002")]
    [InlineData("127.0.0.1", 70_000, "DAI-3001")]
    public void Refuses_options_that_would_start_an_unsafe_node(string host, int port, string code)
    {
        var options = new RuntimeOptions { Host = host, Port = port, Seeds = [] };
        Assert.StartsWith(code, Assert.Throws<RuntimeOptionException>(options.Validated).Message);
    }

    [Fact]
    public void Refuses_to_listen_in_the_open_behind_an_address_on_loopback()
    {
        var options = new RuntimeOptions { Port = 1, Bind = "0.0.0.0:1", Seeds = [] };
        Assert.StartsWith("DAI-3002", Assert.Throws<RuntimeOptionException>(options.Validated).Message);
        Assert.StartsWith("DAI-3003",
            Assert.Throws<RuntimeOptionException>((options with { Bind = "here" }).Validated).Message);
    }

    private object Again(object value)
    {
        var serializer = (SerializerWithStringManifest)_system.Serialization.FindSerializerFor(value);
        return serializer.FromBinary(serializer.ToBinary(value), serializer.Manifest(value));
    }

    private byte[] Bytes(object value) => _system.Serialization.FindSerializerFor(value).ToBinary(value);

    private static string Json(InstructionView view) => System.Text.Json.JsonSerializer.Serialize(view);

    // A payment, a refusal, an approval, a denial, an expiry by vote, a theft: every kind of event there is.
    private static IReadOnlyList<AgentEvent> Life()
    {
        var (node, spender) = (Address.OfWord(Word.Of(0xa1)), Address.OfWord(Word.Of(0xb1)));
        var time = new ManualTime(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        var calls = new FakeCalls(TestDao.Domain.Ledger);
        var chain = new FakeChain(TestDao.Domain, TestDao.Operator, calls, time);
        chain.Govern(c =>
        {
            c.Enroll(TestDao.Agent, TestDao.Name, TestDao.Composition.Hash());
            c.Publish(TestDao.Agent, TestDao.Policy());
            c.Bind(node, spender);
        });
        Send(chain, node, calls.Take([new AgentIdentity(TestDao.Agent, TestDao.Domain).Shard], [default]));
        Send(chain, node, calls.Checkpoint(Keccak256.Hash("root"), 1, 1));
        var agent = new PureAgent(chain, calls, new FakeModel(FakeModel.Clerk), new FakeToolHost(FakeToolHost.Answer),
            time, node, spender);
        agent.Instruct("Pay 40 USDC to Hosting.", "1");
        agent.Block(4);
        agent.Instruct("Pay 2000 USDC to Hosting.", "2");
        agent.Instruct("Pay 300 USDC to Hosting.", "3");
        agent.Block();
        agent.Approve(agent.State.Live.Single(), TestDao.Approver);
        agent.Block(4);
        agent.Instruct("Pay 200 USDC to Hosting.", "4");
        agent.Block();
        agent.Deny(agent.State.Live.Single(), TestDao.Approver, "Not now.");
        agent.Instruct("Pay 200 USDC to Hosting.", "5");
        agent.Block();
        chain.Govern(c => c.Publish(TestDao.Agent, TestDao.Policy(900, 1000, "Votes.")));
        agent.Block(4);
        Send(chain, spender, calls.Spend(new SpendOrder(FakeContracts.VaultOf(TestDao.Agent), 1, 3,
            Keccak256.Hash("thief"), Keccak256.Hash("theft"), default, TestDao.Usdc, TestDao.Hosting,
            UInt256.Of(7), ulong.MaxValue / 2, 0, [], null)));
        agent.Block(4);
        return agent.Events;
    }

    private static void Send(FakeChain chain, Address from, byte[] data)
    {
        var writer = chain.Writer(from);
        var nonce = chain.Nonce(from);
        writer.SendAsync(writer.Sign(new TransactionDraft(TestDao.Usdc, data, 1, nonce, default)).Raw, default)
            .GetAwaiter().GetResult();
        chain.Mine();
    }
}
