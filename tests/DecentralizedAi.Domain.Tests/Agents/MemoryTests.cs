using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

/// <summary>What an agent keeps of a long life.</summary>
public sealed class MemoryTests
{
    private const int Many = AgentState.Remembered + 6;

    private readonly AgentWorld _world = new();

    private PureAgent Agent => _world.Agent;

    [Fact]
    public void An_instruction_that_ended_long_ago_is_forgotten_and_still_not_taken_twice()
    {
        Ask(Many);
        Assert.Equal(AgentState.Remembered, Agent.State.Instructions.Count);
        Assert.Equal(Agent.State.Instructions.SelectMany(i => i.Actions).Order(), Agent.State.Actions.Keys.Order());
        var leaves = Agent.State.Seq;
        var again = Assert.IsType<CommandAnswer.Rejected>(Agent.Instruct("What is the balance?", "1"));
        Assert.Equal("DAI-3119", again.Code);
        Assert.Null(Agent.Instruct("What is the balance?", $"{Many}"));
        _world.Restart();
        Assert.IsType<CommandAnswer.Rejected>(Agent.Instruct("What is the balance?", "1"));
        Assert.Equal(leaves, Agent.State.Seq);
        Assert.Equal(Many, Agent.State.Given.Count);
    }

    [Fact]
    public void A_payment_that_waits_is_remembered_however_many_instructions_end_meanwhile()
    {
        Agent.Instruct("Pay 900 USDC to Hosting.", "first");
        Agent.Drive();
        Ask(Many);
        var waiting = Assert.Single(Agent.State.Live);
        Assert.Equal(ActionStatus.Waiting, waiting.Status);
        Assert.Null(Agent.Approve(waiting, TestDao.Approver));
        Agent.Block(5);
        Assert.Equal(ActionStatus.Done, Agent.State.Actions[waiting.Id.Value].Status);
        Assert.Single(_world.Chain.Spends);
    }

    [Fact]
    public void Given_ids_are_found_after_any_number_of_others_and_no_others_are()
    {
        var given = GivenInstructions.None;
        for (var i = 0; i < 1_000; i++)
            given = given.With(Keccak256.Hash($"id {i}")).With(Keccak256.Hash($"id {i / 2}"));
        foreach (var known in new[] { given, GivenInstructions.Of(given.ToArray()) })
        {
            Assert.Equal(1_000, known.Count);
            Assert.All(Enumerable.Range(0, 1_000), i => Assert.True(known.Contains(Keccak256.Hash($"id {i}"))));
            Assert.All(Enumerable.Range(0, 1_000), i => Assert.False(known.Contains(Keccak256.Hash($"other {i}"))));
        }
        Assert.Equal(1_000 * GivenInstructions.Width, given.ToArray().Length);
        Assert.Throws<FormatException>(() => GivenInstructions.Of(new byte[GivenInstructions.Width + 1]));
    }

    private void Ask(int count)
    {
        for (var i = 1; i <= count; i++)
        {
            Assert.Null(Agent.Instruct("What is the balance?", $"{i}"));
            Agent.Block();
        }
    }
}
