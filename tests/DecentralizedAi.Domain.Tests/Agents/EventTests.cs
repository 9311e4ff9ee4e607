using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

/// <summary>Voted events of the chain as instructions.</summary>
public sealed class EventTests
{
    private static readonly LogSource Delivered = new(TestDao.Usdc, Keccak256.Hash("Delivered()"));
    private static readonly Bytes32 Transaction = Keccak256.Hash("delivery");
    private static readonly PolicySnapshot Listening = TestDao.Policy(
        events: TestDao.Event("delivery", Delivered, "Pay 40 USDC to Hosting."));

    private readonly AgentWorld _world = new(policy: Listening);

    private PureAgent Agent => _world.Agent;

    [Fact]
    public void A_log_of_a_voted_event_gives_its_instruction_when_it_is_final()
    {
        _world.Chain.Emit(Delivered, Transaction, 3);
        Agent.Block(2);
        Assert.Empty(Agent.State.Instructions);
        Agent.Block(5);
        var order = _world.First.Order;
        var occurrence = InstructorProof.EventId(UInt256.Of(31337), Transaction, UInt256.Of(3));
        Assert.Equal(("event/delivery", "Pay 40 USDC to Hosting.", Label.Dao),
            (order.Instructor, order.Text, order.Label));
        Assert.Equal(InstructorProof.Event("delivery", occurrence), order.Proof);
        Assert.Equal(InstructionSource.Event("delivery", occurrence), order.Source);
        Assert.Single(_world.Chain.Spends);
        LeafRules.Hold(Agent, TestDao.Text(Listening));
    }

    [Fact]
    public void A_log_counts_once_whoever_owns_the_agent()
    {
        _world.Chain.Emit(Delivered, Transaction);
        Agent.Block(5);
        _world.Restart().Block(5);
        Assert.Single(Agent.State.Instructions);
        Assert.Single(_world.Chain.Spends);
    }

    [Fact]
    public void Two_logs_of_one_transaction_are_two_instructions()
    {
        _world.Chain.Emit(Delivered, Transaction, 0);
        _world.Chain.Emit(Delivered, Transaction, 1);
        Agent.Block(12);
        Assert.Equal(2, Agent.State.Instructions.Count);
        Assert.Equal(2, _world.Chain.Spends.Count);
    }

    [Fact]
    public void Logs_of_another_contract_or_topic_say_nothing()
    {
        _world.Chain.Emit(Delivered with { Contract = TestDao.Hosting }, Transaction);
        _world.Chain.Emit(Delivered with { Topic = Keccak256.Hash("Other()") }, Transaction);
        Agent.Block(6);
        Assert.Empty(Agent.State.Instructions);
    }

    [Fact]
    public void A_log_before_the_vote_is_no_instruction_of_it()
    {
        var world = new AgentWorld();
        world.Chain.Emit(Delivered, Transaction);
        world.Agent.Block();
        world.Chain.Govern(c => c.Publish(TestDao.Agent, Listening));
        world.Chain.Emit(Delivered, Transaction, 1);
        world.Agent.Block(6);
        Assert.Equal(Listening.Root, world.Agent.State.Law.PolicyRoot);
        Assert.Empty(world.Agent.State.Instructions);
        world.Chain.Emit(Delivered, Transaction, 2);
        world.Agent.Block(3);
        Assert.Single(world.Agent.State.Instructions);
    }

    [Fact]
    public void An_event_that_is_voted_away_stops_at_once()
    {
        _world.Chain.Emit(Delivered, Transaction);
        Agent.Block();
        _world.Chain.Govern(c => c.Publish(TestDao.Agent, TestDao.Policy()));
        Agent.Block(6);
        Assert.Empty(Agent.State.Instructions);
    }

    [Fact]
    public void An_instruction_in_another_agent_s_name_is_refused_with_its_reason()
    {
        var (stream, parent) = (Agent.State.Identity.Stream, ActionId.Of(Keccak256.Hash("parent")));
        var (decision, answer) = InstructionDecider.Accept(Agent.State, new InstructionOrder(
            InstructionSource.Agent(stream, parent), InstructorProof.Agent(stream, parent), "agent/1", "Pay 1 USDC.",
            Label.Instruction, 0, default), Agent.Moment());
        Assert.True(decision.IsNothing);
        Assert.Equal("DAI-3109", Assert.IsType<CommandAnswer.Rejected>(answer).Code);
    }

    [Fact]
    public void A_flood_of_logs_waits_at_its_contract_and_not_in_the_agent()
    {
        var world = new AgentWorld(model: _ => null, policy: Listening);
        for (var i = 0UL; i < 40; i++)
            world.Chain.Emit(Delivered, Transaction, i);
        world.Agent.Block(3);
        Assert.Equal(EventDecider.MaxWaiting, world.Agent.State.Unanswered.Count());
    }
}
