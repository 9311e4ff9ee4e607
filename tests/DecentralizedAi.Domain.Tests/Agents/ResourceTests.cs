using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

/// <summary>Budgets of calls and tokens: what is held, used and refused, and what a crash leaves.</summary>
public sealed class ResourceTests
{
    private const string Balance = "What is the balance?";

    private static readonly PolicySnapshot Tight = TestDao.Policy(resources: TestDao.Calling(2, 1_000));

    [Fact]
    public void Each_call_takes_one_of_the_calls_until_none_is_left_and_time_gives_them_back()
    {
        var world = new AgentWorld(policy: Tight);
        Ask(world, "1", "2", "3");
        Assert.Equal([ActionStatus.Done, ActionStatus.Done, ActionStatus.Refused], Statuses(world));
        Assert.Equal((0UL, 2UL), Level(world, ResourceKind.Calls));
        var refused = world.Agent.State.Actions.Values.Single(a => a.Status == ActionStatus.Refused);
        Assert.Equal((LeafVerdict.OverBudget, "look"), (refused.Verdict, refused.Rule));
        Assert.Equal("budget: 1 calls are more than the 0 left now", refused.Reason);
        world.Agent.Block(61);
        Ask(world, "4");
        Assert.Equal(ActionStatus.Done, Statuses(world).Last());
        LeafRules.Hold(world.Agent, TestDao.Text(Tight));
    }

    [Fact]
    public void A_payment_takes_a_call_beside_its_money()
    {
        var world = new AgentWorld(policy: Tight);
        world.Agent.Instruct("Pay 40 USDC to Hosting.");
        world.Agent.Drive();
        Assert.Equal([UInt256.Of(40_000_000), UInt256.Of(1)],
            world.Agent.State.Budgets.Open[world.Only.Id.Value].Select(r => r.Amount));
        world.Agent.Block(4);
        Assert.Equal(ActionStatus.Done, world.Only.Status);
        Assert.Equal((1UL, 1UL), Level(world, ResourceKind.Calls));
        Assert.Empty(world.Agent.State.Budgets.Open);
        LeafRules.Hold(world.Agent, TestDao.Text(Tight));
    }

    [Fact]
    public void A_run_that_failed_has_used_its_call_and_one_that_never_started_has_not()
    {
        var world = new AgentWorld(policy: Tight, tools: _ => Task.FromResult<ToolOutcome>(
            new ToolOutcome.Failed("the chain does not answer")));
        Ask(world, "1");
        Assert.Equal((ActionStatus.Failed, 1UL), (world.Only.Status, Level(world, ResourceKind.Calls).Level));
        world.Agent.CrashBefore = step => step is AgentStep.Act;
        Ask(world, "2");
        Assert.Equal(0UL, Level(world, ResourceKind.Calls).Level);
        world.Mine(61);
        world.Restart().Drive();
        Assert.Equal((2UL, 1UL), Level(world, ResourceKind.Calls));
    }

    [Fact]
    public void Facts_carry_the_cost_and_the_levels_before_the_decision()
    {
        var world = new AgentWorld(policy: Tight);
        Ask(world, "1", "2");
        var opened = world.Agent.Leaves.Last(l => l.Leaf.Tag.Kind == LeafKind.Opened);
        var facts = ((JcsValue.Map)Jcs.ParseCanonical(world.Agent.Documents[opened.Leaf.Facts].Text))["facts"];
        Assert.Equal("""{"calls":"1"}""", ((JcsValue.Map)facts!)["costs"]!.ToJson());
        Assert.Contains("""
            "calls":{"level":"1","spent":"1"}
            """, ((JcsValue.Map)facts)["levels"]!.ToJson());
    }

    [Fact]
    public void A_question_holds_the_most_it_may_use_and_ends_with_what_it_used()
    {
        var world = new AgentWorld();
        world.Agent.CrashBefore = step => step is AgentStep.Think;
        Ask(world, "1");
        var held = Assert.Single(Assert.Single(world.Agent.State.Budgets.Open).Value);
        Assert.Equal(BudgetKey.Of(ResourceKind.Tokens), held.Budget);
        Assert.InRange(held.Amount.ToUInt64(), 192UL + (ulong)Balance.Length, 400UL);
        world.Restart().Drive();
        Assert.Equal(2, world.Model.Asked);
        Assert.Equal(240UL, Level(world, ResourceKind.Tokens).Spent);
        Assert.Empty(world.Agent.State.Budgets.Open);
    }

    [Fact]
    public void A_question_whose_owner_ended_is_asked_again_under_its_reservation_and_charged_once()
    {
        var world = new AgentWorld();
        for (var owner = 0; owner < 3; owner++)
        {
            world.Agent.CrashBefore = step => step is AgentStep.Think;
            if (owner == 0)
                world.Agent.Instruct(Balance);
            world.Agent.Drive();
            Assert.True(world.Agent.Crashed);
            Assert.Single(world.Agent.State.Budgets.Open);
            world.Restart();
        }
        world.Agent.Drive();
        Assert.Equal(3, world.Agent.Events.OfType<ThoughtBegun>().Count() + 1);
        Assert.Equal(240UL, Level(world, ResourceKind.Tokens).Spent);
        Assert.Equal(new ModelUsage(200, 40), world.First.Used);
        Assert.NotNull(world.First.Answer);
    }

    [Fact]
    public void A_model_that_did_not_answer_has_used_nothing()
    {
        var world = new AgentWorld(model: _ => null);
        world.Agent.Instruct(Balance);
        world.Agent.Block(15);
        Assert.Equal(WorkDecider.MaxSilences, world.Agent.Events.OfType<ThoughtEnded>().Count());
        Assert.Equal((200_000UL, 0UL), Level(world, ResourceKind.Tokens));
    }

    [Fact]
    public void Tokens_overshoot_by_one_turn_then_the_model_is_denied_until_they_have_grown_again()
    {
        var world = new AgentWorld(policy: Tight, usage: new ModelUsage(1_900, 100));
        Ask(world, "1");
        Assert.Equal((1, 0UL, 2_000UL),
            (world.Model.Asked, Level(world, ResourceKind.Tokens).Level, Level(world, ResourceKind.Tokens).Spent));
        Assert.Matches(@"^Refused\. budget: \d+ tokens are more than the 0 left now; the model was not asked\.$",
            world.First.Answer);
        Assert.Equal(LeafKind.Answered, world.Kinds.Last());
        world.Time.Advance(TimeSpan.FromSeconds(600));
        world.Mine(3);
        Ask(world, "2");
        Assert.Equal(2, world.Model.Asked);
        LeafRules.Hold(world.Agent, TestDao.Text(Tight));
    }

    [Fact]
    public void Without_a_line_of_tokens_the_model_is_never_asked_and_the_log_says_why()
    {
        var policy = TestDao.Policy(resources: """
            "calls":{"burst":"60","rate":{"amount":"30","per":"60"}},
            """);
        var world = new AgentWorld(policy: policy);
        Ask(world, "1");
        Assert.Equal(0, world.Model.Asked);
        Assert.Equal("Refused. budget: the policy has no budget of tokens; the model was not asked.",
            world.First.Answer);
        Assert.Equal(LeafKind.Answered, world.Kinds.Last());
    }

    [Fact]
    public void Without_a_line_of_calls_every_tool_is_refused()
    {
        var policy = TestDao.Policy(resources: """
            "tokens":{"burst":"200000","rate":{"amount":"20000","per":"3600"}},
            """);
        var world = new AgentWorld(policy: policy);
        Ask(world, "1");
        Assert.Equal((LeafVerdict.OverBudget, "budget: the policy has no budget of calls"),
            (world.Only.Verdict, world.Only.Reason));
        LeafRules.Hold(world.Agent, TestDao.Text(policy));
    }

    [Fact]
    public void A_vote_that_takes_the_tokens_away_counts_at_once()
    {
        var world = new AgentWorld();
        world.Chain.Govern(c => c.Publish(TestDao.Agent, TestDao.Policy(resources: "")));
        world.Agent.Block();
        Ask(world, "1");
        Assert.Equal(0, world.Model.Asked);
        Assert.Contains("no budget of tokens", world.First.Answer);
    }

    [Fact]
    public void An_answer_that_arrives_after_a_vote_is_charged_to_the_budget_it_was_held_from()
    {
        var world = new AgentWorld();
        world.Agent.CrashBefore = step => step is AgentStep.Think;
        Ask(world, "1");
        world.Restart();
        world.Chain.Govern(c => c.Publish(TestDao.Agent, Tight));
        world.Agent.Block(4);
        Assert.Equal(Tight.Root, world.Agent.State.Law.PolicyRoot);
        Assert.Equal(240UL, Level(world, ResourceKind.Tokens).Spent);
        Assert.Empty(world.Agent.State.Budgets.Open);
    }

    private static void Ask(AgentWorld world, params string[] nonces)
    {
        foreach (var nonce in nonces)
        {
            Assert.Null(world.Agent.Instruct(Balance, nonce));
            world.Agent.Drive();
        }
    }

    private static IEnumerable<ActionStatus> Statuses(AgentWorld world) =>
        world.Agent.State.Instructions.Select(i => world.Agent.State.Actions[i.Actions.Single()].Status);

    private static (ulong Level, ulong Spent) Level(AgentWorld world, ResourceKind kind)
    {
        var bucket = world.Agent.State.Budgets.Listed(BudgetKey.Of(kind), world.Agent.Now / 1_000)!.Value;
        return (bucket.WholeLevel.ToUInt64(), bucket.Spent.ToUInt64());
    }
}
