using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

public sealed class ScheduleTests
{
    // The world starts at 08:00:00 UTC; the schedule is due at 08:30.
    private readonly AgentWorld _world = new();

    private PureAgent Agent => _world.Agent;

    [Fact]
    public void Gives_its_instruction_once_when_it_is_due_and_not_before()
    {
        _world.Time.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromSeconds(20));
        _world.Checkpoint(AgentWorld.Node);
        Agent.Block();
        Assert.Empty(Agent.State.Instructions);
        Agent.Block(25);
        var order = Assert.Single(Agent.State.Instructions).Order;
        Assert.Equal(("schedule/daily", "Pay 40 USDC to Hosting."), (order.Instructor, order.Text));
        Assert.Equal(ActionStatus.Done, _world.Only.Status);
        Assert.Equal(LeafLabel.Dao, Agent.Leaves.First(l => l.Leaf.Tag.Kind == LeafKind.Opened).Leaf.Tag.Label);
        LeafRules.Hold(Agent, TestDao.Text(TestDao.Policy()));
        _world.Restart().Block(5);
        Assert.Single(Agent.State.Instructions);
    }

    [Fact]
    public void One_that_was_missed_for_longer_than_the_grace_stays_missed()
    {
        _world.Time.Advance(TimeSpan.FromMinutes(30 + 6));
        Agent.Block(3);
        Assert.Empty(Agent.State.Instructions);
    }

    [Fact]
    public void One_of_each_minute_is_given_in_its_minute_and_what_a_short_absence_missed_is_made_up_for()
    {
        var world = new AgentWorld(policy: TestDao.Policy(at: "* * * * *"));
        world.Agent.Block();
        var made = world.Agent.State.Instructions.Count;
        world.Agent.Block(130);
        Assert.Equal(made + 2, world.Agent.State.Instructions.Count);
        world.Time.Advance(TimeSpan.FromMinutes(3));
        world.Agent.Block(5);
        Assert.Equal(made + 5, world.Agent.State.Instructions.Count);
        world.Time.Advance(TimeSpan.FromMinutes(60));
        world.Agent.Block(10);
        Assert.Equal(made + 10, world.Agent.State.Instructions.Count);
    }
}
