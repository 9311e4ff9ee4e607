using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

public sealed class GovernedTests
{
    private static readonly PolicySnapshot Narrow = TestDao.Policy();
    private static readonly PolicySnapshot Wide = TestDao.Policy(3000, 5000, "Pays larger bills.");

    private readonly AgentWorld _world = new();

    private PureAgent Agent => _world.Agent;

    [Fact]
    public void A_wider_policy_counts_when_it_is_final_and_gets_its_leaf()
    {
        Agent.Instruct("Pay 1200 USDC to Hosting.", "1");
        Agent.Block();
        Publish(Wide);
        Agent.Block();
        Agent.Instruct("Pay 1200 USDC to Hosting.", "2");
        Agent.Drive();
        Assert.Equal(ActionStatus.Refused, Last.Status);
        Agent.Block(2);
        Assert.Equal(Wide.Root, Agent.State.Law.PolicyRoot);
        Assert.Equal(LeafKind.Governed, _world.Kinds.Last());
        Agent.Instruct("Pay 1200 USDC to Hosting.", "3");
        Agent.Drive();
        Assert.Equal(ActionStatus.Waiting, Last.Status);
        Verify();
    }

    [Fact]
    public void A_narrower_policy_counts_at_once()
    {
        Publish(Wide);
        Agent.Block(3);
        Publish(TestDao.Policy(50, 60, "Pays small bills."));
        Agent.Block();
        Agent.Instruct("Pay 100 USDC to Hosting.", "1");
        Agent.Drive();
        Assert.Equal(LeafVerdict.OverBudget, Last.Verdict);
        Agent.Block(3);
        LeafRules.Hold(Agent, Text(Narrow), Text(Wide), Text(TestDao.Policy(50, 60, "Pays small bills.")));
    }

    [Fact]
    public void A_vote_never_lifts_what_the_budget_has_left()
    {
        Agent.Instruct("Pay 140 USDC to Hosting.", "1");
        Agent.Block(4);
        Publish(Wide);
        Agent.Block(4);
        var level = Agent.State.Budgets.Listed(BudgetKey.Of(TestDao.Usdc), Agent.Now / 1_000)!.Value.WholeLevel;
        Assert.InRange(level.ToUInt64(), 1_360_000_000UL, 1_360_100_000UL);
    }

    [Fact]
    public void A_frozen_agent_is_refused_until_the_lift_is_final()
    {
        _world.Chain.Govern(c => c.Freeze(TestDao.Agent, true));
        Agent.Block();
        Agent.Instruct("Pay 40 USDC to Hosting.", "1");
        Agent.Block(2);
        Assert.Equal(LeafVerdict.Frozen, Last.Verdict);
        _world.Chain.Govern(c => c.Freeze(TestDao.Agent, false));
        Agent.Block();
        Agent.Instruct("Pay 40 USDC to Hosting.", "2");
        Agent.Drive();
        Assert.Equal(LeafVerdict.Frozen, Last.Verdict);
        Agent.Block(2);
        Agent.Instruct("Pay 40 USDC to Hosting.", "3");
        Agent.Block(4);
        Assert.Equal(ActionStatus.Done, Last.Status);
        Verify();
    }

    [Fact]
    public void A_denied_payee_is_refused_at_once()
    {
        _world.Chain.Govern(c => c.DenyPayee(TestDao.Hosting));
        Agent.Block();
        Agent.Instruct("Pay 40 USDC to Hosting.");
        Agent.Drive();
        Assert.Equal(LeafVerdict.Frozen, Last.Verdict);
    }

    [Fact]
    public void A_document_that_nobody_has_denies_everything_for_the_agent()
    {
        _world.Chain.Govern(c => c.PublishRoot(TestDao.Agent, Keccak256.Hash("lost"), default));
        Agent.Block(4);
        Agent.Instruct("What is the balance?");
        Agent.Drive();
        Assert.Equal(0, _world.Model.Asked);
        Assert.Empty(Agent.State.Actions);
        Assert.StartsWith("Refused. stale: the document of policy 0x", _world.First.Answer);
    }

    [Fact]
    public void An_agent_whose_approved_files_are_not_here_takes_no_instruction_and_says_why()
    {
        _world.Chain.Govern(c =>
        {
            c.Enroll(TestDao.Agent, TestDao.Name, Keccak256.Hash("another model"));
            c.Publish(TestDao.Agent, Narrow);
        });
        Agent.Block(3);
        var leaves = Agent.State.Seq;
        var answer = Assert.IsType<CommandAnswer.NotNow>(Agent.Instruct("Pay 40 USDC to Hosting."));
        Assert.Equal("DAI-3105", answer.Code);
        Assert.Equal(leaves, Agent.State.Seq);
        Assert.Equal(answer.Message, AgentViews.Agent(Agent.State, Agent.Moment(), AgentWorld.Node).Problem);
    }

    [Fact]
    public void Limits_of_the_vault_that_differ_from_the_document_deny_money_and_only_money()
    {
        _world.Chain.Govern(c => c.PublishRoot(TestDao.Agent, Narrow.Root, Keccak256.Hash("other limits")));
        Agent.Block(3);
        Agent.Instruct("Pay 40 USDC to Hosting.", "1");
        Agent.Drive();
        Assert.Equal(LeafVerdict.PolicyStaleOrInvalid, Last.Verdict);
        Agent.Instruct("What is the balance?", "2");
        Agent.Drive();
        Assert.Equal(ActionStatus.Done, Last.Status);
    }

    [Fact]
    public void A_silent_chain_stops_money_but_not_reading()
    {
        _world.Time.Advance(TimeSpan.FromSeconds(4));
        Agent.Instruct("What is the balance?", "1");
        Agent.Drive();
        Assert.Equal(ActionStatus.Done, Last.Status);
        Agent.Instruct("Pay 40 USDC to Hosting.", "2");
        Agent.Drive();
        Assert.Equal("wallet.balance", Last.Call.Call.Tool);
        _world.Time.Advance(TimeSpan.FromSeconds(60));
        Agent.Drive();
        Assert.Equal(LeafVerdict.PolicyStaleOrInvalid, Last.Verdict);
        Assert.Empty(_world.Chain.Spends);
    }

    [Fact]
    public void No_leaf_stands_under_an_older_block_than_the_one_before()
    {
        Agent.Block();
        var behind = Agent.Moment();
        Agent.Block(2);
        Agent.Instruct("What is the balance?");
        Agent.Drive();
        Assert.NotNull(InstructionDecider.Unservable(Agent.State, behind));
        Assert.IsType<AgentStep.Rest>(WorkDecider.Next(Agent.State, Agent.Work, behind));
    }

    private ActionState Last => Agent.State.Instructions[^1].Actions is { Count: > 0 } actions
        ? Agent.State.Actions[actions[^1]]
        : Agent.State.Actions.Values.OrderBy(a => a.At).Last();

    private void Publish(PolicySnapshot policy) => _world.Chain.Govern(c => c.Publish(TestDao.Agent, policy));

    private void Verify() => LeafRules.Hold(Agent, Text(Narrow), Text(Wide));

    private static string Text(PolicySnapshot policy) => TestDao.Text(policy);
}
