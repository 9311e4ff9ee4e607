using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Chain;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

public sealed class StandingTests
{
    private readonly AgentWorld _world = new();

    private PureAgent Agent => _world.Agent;

    public static TheoryData<string> Bars => ["paused", "retired", "suspended", "exited"];

    [Theory]
    [MemberData(nameof(Bars))]
    public void What_was_voted_bars_instructions_at_the_door(string bar)
    {
        _world.Chain.Govern(c => Bar(c, bar));
        Agent.Block();
        var answer = Assert.IsType<CommandAnswer.Rejected>(Agent.Instruct("What is the balance?"));
        Assert.Equal("DAI-3107", answer.Code);
        Assert.Contains($"is {bar} in the registry", answer.Message);
        Assert.Contains($"is {bar} in the registry",
            AgentViews.Agent(Agent.State, Agent.Moment(), AgentWorld.Node).Problem);
    }

    [Theory]
    [MemberData(nameof(Bars))]
    public void What_waited_for_an_approval_is_refused_with_a_leaf(string bar)
    {
        Agent.Instruct("Pay 900 USDC to Hosting.");
        Agent.Block();
        _world.Chain.Govern(c => Bar(c, bar));
        Agent.Block();
        Agent.Approve(_world.Only, TestDao.Approver);
        Agent.Block(2);
        Assert.Equal((ActionStatus.Refused, LeafVerdict.PolicyStaleOrInvalid),
            (_world.Only.Status, _world.Only.Verdict));
        Assert.Contains($"is {bar} in the registry", _world.Only.Reason);
        Assert.Empty(_world.Chain.Spends);
    }

    [Fact]
    public void A_pause_counts_at_once_and_its_end_when_it_is_final()
    {
        _world.Chain.Govern(c => c.SetStatus(TestDao.Agent, AgentStatus.Paused));
        Agent.Block(3);
        _world.Chain.Govern(c => c.SetStatus(TestDao.Agent, AgentStatus.Active));
        Agent.Block();
        Assert.IsType<CommandAnswer.Rejected>(Agent.Instruct("Pay 40 USDC to Hosting."));
        Agent.Block(2);
        Assert.Null(Agent.Instruct("Pay 40 USDC to Hosting."));
        Agent.Block(4);
        Assert.Equal(ActionStatus.Done, _world.Only.Status);
    }

    [Fact]
    public void A_schedule_gives_nothing_while_the_agent_is_paused()
    {
        _world.Chain.Govern(c => c.SetStatus(TestDao.Agent, AgentStatus.Paused));
        _world.Time.Advance(TimeSpan.FromDays(1));
        Agent.Block(2);
        Assert.Empty(Agent.State.Instructions);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_node_whose_key_was_revoked_acts_for_nobody(bool anchor)
    {
        Agent.Instruct("Pay 900 USDC to Hosting.");
        Agent.Block();
        _world.Chain.Govern(c => c.Revoke(anchor ? AgentWorld.Node : AgentWorld.Spender));
        Agent.Block();
        var answer = Assert.IsType<CommandAnswer.NotNow>(Agent.Instruct("What is the balance?", "2"));
        Assert.Equal("DAI-3108", answer.Code);
        Agent.Approve(_world.Only, TestDao.Approver);
        Agent.Block(2);
        Assert.Equal(ActionStatus.Refused, _world.Only.Status);
        Assert.Contains("was revoked", _world.Only.Reason);
    }

    private static void Bar(FakeContracts contracts, string bar)
    {
        switch (bar)
        {
            case "paused":
                contracts.SetStatus(TestDao.Agent, AgentStatus.Paused);
                break;
            case "retired":
                contracts.SetStatus(TestDao.Agent, AgentStatus.Retired);
                break;
            case "suspended":
                contracts.SetStatus(OperatorStatus.Suspended);
                break;
            default:
                contracts.SetStatus(OperatorStatus.Exited);
                break;
        }
    }
}
