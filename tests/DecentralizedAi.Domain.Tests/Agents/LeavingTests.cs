using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

/// <summary>An agent whose node hands it over.</summary>
public sealed class LeavingTests
{
    [Theory]
    [InlineData("message.post", typeof(AgentStep.Rest))]
    [InlineData("wallet.balance", typeof(AgentStep.Leave))]
    public async Task Waits_for_a_tool_that_changes_something_and_for_no_other(string tool, Type next)
    {
        var world = new AgentWorld(turn => turn.Messages[^1].Role != TurnRole.User ? FakeModel.Clerk(turn)
            : tool == "message.post" ? FakeModel.Call(tool, ("channel", "@h1"), ("text", "Hello."))
            : FakeModel.Call(tool));
        world.Agent.CrashBefore = step => step is AgentStep.Act;
        world.Agent.Instruct("Say hello in #general.");
        world.Agent.Drive();
        var agent = world.Agent;
        var act = Assert.IsType<AgentStep.Act>(WorkDecider.Next(agent.State, agent.Work, agent.Moment()));
        var leaving = agent.Work.Started(act) with { Leaving = true };
        Assert.IsType(next, WorkDecider.Next(agent.State, leaving, agent.Moment()));
        // Its end is stored, and nothing that would follow is begun.
        var closed = OutcomeDecider.Tool(agent.State, world.Only,
            await FakeToolHost.Answer(act.Run), agent.Moment()).Events;
        var ended = closed.Aggregate(agent.State, (state, happened) => state.Apply(happened));
        var after = closed.Aggregate(leaving, (work, happened) => work.After(happened));
        Assert.IsType<AgentStep.Leave>(WorkDecider.Next(ended, after, agent.Moment()));
    }

    [Fact]
    public void Begins_nothing_more()
    {
        var world = new AgentWorld();
        world.Agent.CrashBefore = step => step is AgentStep.Think;
        world.Agent.Instruct("What is the balance?");
        world.Agent.Drive();
        Assert.IsType<AgentStep.Leave>(WorkDecider.Next(
            world.Agent.State, world.Agent.Work with { Leaving = true }, world.Agent.Moment()));
        Assert.IsType<AgentStep.Leave>(WorkDecider.Next(
            world.Agent.State, world.Agent.Work with { Leaving = true }, null));
    }
}
