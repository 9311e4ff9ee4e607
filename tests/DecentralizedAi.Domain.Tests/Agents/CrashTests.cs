using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

/// <summary>An owner ends between two steps; the next one has the events and nothing else.</summary>
public sealed class CrashTests
{
    [Theory]
    [InlineData(typeof(AgentStep.Think))]
    [InlineData(typeof(AgentStep.Pay))]
    public void A_payment_happens_once_wherever_its_owner_ends(Type before)
    {
        var world = new AgentWorld();
        world.Agent.CrashBefore = step => step.GetType() == before;
        world.Agent.Instruct("Pay 40 USDC to Hosting.");
        world.Agent.Block(4);
        Assert.True(world.Agent.Crashed);
        world.Restart().Block(6);
        Assert.Equal(ActionStatus.Done, world.Only.Status);
        Assert.Single(world.Chain.Spends);
        Assert.Equal(2UL, world.Agent.State.Incarnation);
        Assert.NotNull(world.First.Answer);
    }

    [Fact]
    public void An_heir_on_another_node_pays_under_its_own_lease_with_the_same_number()
    {
        var world = new AgentWorld();
        world.Agent.CrashBefore = step => step is AgentStep.Pay;
        world.Agent.Instruct("Pay 40 USDC to Hosting.");
        world.Agent.Drive();
        world.Restart(AgentWorld.OtherNode).Block(2);
        Assert.Empty(world.Chain.Spends);
        world.Take(AgentWorld.OtherNode);
        world.Checkpoint(AgentWorld.OtherNode);
        world.Agent.Block(6);
        var spend = Assert.Single(world.Chain.Spends);
        Assert.Equal((1UL, 2UL), (spend.Number, spend.Epoch));
        Assert.Equal(ActionStatus.Done, world.Only.Status);
    }

    [Fact]
    public void A_payment_that_was_mined_while_nobody_looked_is_closed_as_done_and_not_made_again()
    {
        var world = new AgentWorld();
        world.Agent.Instruct("Pay 40 USDC to Hosting.");
        world.Agent.Drive();
        world.Mine(120);
        world.Restart(AgentWorld.OtherNode);
        world.Take(AgentWorld.OtherNode);
        world.Checkpoint(AgentWorld.OtherNode);
        world.Agent.Block(5);
        Assert.Single(world.Chain.Spends);
        Assert.Equal(ActionStatus.Done, world.Only.Status);
    }

    [Fact]
    public void A_payment_whose_time_is_over_on_the_final_chain_fails_and_gives_its_budget_back()
    {
        var world = new AgentWorld();
        world.Agent.CrashBefore = step => step is AgentStep.Pay;
        world.Agent.Instruct("Pay 40 USDC to Hosting.");
        world.Agent.Drive();
        world.Mine(70);
        world.Restart().Block(3);
        Assert.Equal(ActionStatus.Failed, world.Only.Status);
        Assert.Empty(world.Agent.State.Budgets.Open);
        Assert.Empty(world.Chain.Spends);
    }

    [Fact]
    public void A_safe_tool_runs_again_under_the_same_action()
    {
        var world = new AgentWorld();
        world.Agent.CrashBefore = step => step is AgentStep.Act;
        world.Agent.Instruct("What is the balance?");
        world.Agent.Drive();
        world.Restart().Drive();
        Assert.Equal(ActionStatus.Done, world.Only.Status);
        Assert.Equal(1, world.Tools.Runs[world.Only.Id.Value]);
    }

    [Fact]
    public void A_keyed_tool_that_ran_unseen_runs_again_under_the_same_action_id()
    {
        var world = Posting();
        EndAfterTheToolRan(world);
        world.Restart().Drive();
        Assert.Equal(2, world.Tools.Runs[world.Only.Id.Value]);
        Assert.Equal(ActionStatus.Done, world.Only.Status);
    }

    [Fact]
    public void A_write_whose_time_is_over_is_unknown_keeps_its_reservation_and_is_never_retried()
    {
        var world = Posting();
        EndAfterTheToolRan(world);
        world.Time.Advance(TimeSpan.FromSeconds(50));
        world.Mine(20);
        world.Restart().Block(3);
        Assert.Equal(ActionStatus.Unknown, world.Only.Status);
        Assert.Equal(1, world.Tools.Runs[world.Only.Id.Value]);
        Assert.Contains("do not know", world.First.Answer);
    }

    [Fact]
    public void An_heir_rebuilds_the_turn_from_events_alone()
    {
        var world = new AgentWorld();
        var thoughts = 0;
        world.Agent.CrashBefore = step => step is AgentStep.Think && ++thoughts == 2;
        world.Agent.Instruct("Pay the invoice in invoice.txt.");
        world.Agent.Drive();
        var before = AgentTurn.Of(world.Agent.State, world.First, TestDao.Policy().Document, ToolCatalogue.Default);
        world.Restart();
        var after = AgentTurn.Of(world.Agent.State, world.First, TestDao.Policy().Document, ToolCatalogue.Default);
        Assert.Equal([.. before.Messages], after.Messages.ToArray());
        Assert.Equal([.. before.References], after.References.ToArray());
        world.Agent.Block(2);
        Assert.Equal(ActionStatus.Refused, world.Agent.State.Actions[world.First.Actions[1]].Status);
    }

    [Fact]
    public void A_model_that_never_answers_ends_the_instruction_after_three_times()
    {
        var world = new AgentWorld(model: _ => null);
        world.Agent.Instruct("Pay 40 USDC to Hosting.");
        world.Agent.Block(15);
        Assert.Equal(WorkDecider.MaxSilences, world.Model.Asked);
        Assert.Equal("The model did not answer.", world.First.Answer);
    }

    [Fact]
    public void A_model_that_never_ends_is_stopped_after_six_calls()
    {
        var world = new AgentWorld(model: _ => FakeModel.Call("wallet.balance"));
        world.Agent.Instruct("What is the balance?");
        world.Agent.Drive();
        Assert.Equal(InstructionState.MaxActions, world.First.Actions.Count);
        Assert.Contains("stopped", world.First.Answer);
    }

    private static AgentWorld Posting() => new(turn => turn.Messages.Length == 1
        ? FakeModel.Call("message.post", ("channel", "@h1"), ("text", "hello"))
        : FakeModel.Call("reply", ("text", "Posted.")));

    private static void EndAfterTheToolRan(AgentWorld world)
    {
        // The second look at a step is the one after the tool has run and before its outcome is stored.
        var ran = false;
        world.Agent.CrashBefore = step => (ran |= step is AgentStep.Act) && step is AgentStep.Log;
        world.Agent.Instruct("Post to #general.");
        world.Agent.Drive();
        Assert.True(world.Agent.Crashed);
    }
}
