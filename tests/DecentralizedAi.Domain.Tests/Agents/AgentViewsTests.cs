using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

public sealed class AgentViewsTests
{
    private readonly AgentWorld _world = new();

    private PureAgent Agent => _world.Agent;

    [Fact]
    public void A_budget_of_money_is_shown_with_its_token_what_was_voted_a_day_and_in_all()
    {
        var usdc = Budget("USDC");
        Assert.Equal((TestDao.Usdc.ToString(), 6), (usdc.Asset, usdc.Decimals));
        Assert.Equal(("300000000", "20000000000", "1500000000"), (usdc.PerDay, usdc.Lifetime, usdc.Burst));
    }

    [Fact]
    public void A_budget_of_a_resource_has_no_token_no_decimals_and_no_limit_in_all()
    {
        var tokens = Budget("tokens");
        Assert.Equal((null, 0, null), (tokens.Asset, tokens.Decimals, tokens.Lifetime));
        Assert.Equal("480000", tokens.PerDay);
    }

    [Fact]
    public void Leaves_name_the_instruction_that_they_serve_and_the_money_that_they_move()
    {
        Agent.Instruct("Pay 40 USDC to Hosting.");
        Agent.Block(4);
        var leaves = Agent.Leaves.Select(AgentViews.Leaf).ToDictionary(leaf => leaf.Kind);
        var id = _world.First.Id.ToString();
        Assert.Equal((id, id, id), (leaves["Instructed"].Instruction, leaves["Opened"].Instruction,
            leaves["Closed"].Instruction));
        Assert.Null(leaves["Answered"].Instruction);
        Assert.Equal(("Money", TestDao.Usdc.ToString(), "40000000"),
            (leaves["Opened"].Effect, leaves["Opened"].Asset, leaves["Opened"].Amount));
        Assert.Equal(("None", null, "0"),
            (leaves["Instructed"].Effect, leaves["Instructed"].Asset, leaves["Instructed"].Amount));
    }

    private BudgetView Budget(string name) => AgentViews.Agent(Agent.State, Agent.Moment(), AgentWorld.Node).Budgets
        .Single(budget => budget.Name == name);
}
