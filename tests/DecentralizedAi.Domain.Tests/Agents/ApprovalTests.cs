using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

public sealed class ApprovalTests
{
    private readonly AgentWorld _world = new();

    public ApprovalTests()
    {
        Agent.Instruct("Pay 900 USDC to Hosting.");
        Agent.Block();
    }

    private PureAgent Agent => _world.Agent;

    private ActionState Waiting => Agent.State.Live.Single();

    [Fact]
    public void A_large_payment_waits_reserves_nothing_and_moves_nothing()
    {
        Agent.Block(5);
        Assert.Equal(ActionStatus.Waiting, Waiting.Status);
        Assert.Empty(Agent.State.Budgets.Open);
        Assert.Empty(_world.Chain.Spends);
    }

    [Fact]
    public void Runs_when_the_approver_agrees_and_repeats_what_was_approved()
    {
        Assert.Null(Agent.Approve(Waiting, TestDao.Approver));
        Agent.Block(4);
        Assert.Equal(ActionStatus.Done, _world.Only.Status);
        Assert.Equal([LeafKind.Awaiting, LeafKind.Approved, LeafKind.Opened, LeafKind.Closed, LeafKind.Answered],
            _world.Kinds.Skip(2));
        var leaves = Agent.Leaves.ToArray();
        Assert.Equal(leaves[2].Leaf.Body, leaves[4].Leaf.Body);
        Assert.Equal(LeafVerdict.AllowedAfterApproval, leaves[4].Leaf.Tag.Verdict);
        Assert.Equal(UInt256.Of(900_000_000), Assert.Single(_world.Chain.Spends).Amount);
        LeafRules.Hold(Agent, TestDao.Text(TestDao.Policy()));
    }

    [Fact]
    public void Nobody_else_can_approve()
    {
        Assert.Equal("DAI-3113", Code(Agent.Approve(Waiting, TestDao.Manager)));
        Assert.Equal("DAI-3115", Code(Agent.Approve(Waiting, TestDao.Approver, deadline: Agent.Now / 1_000 - 1)));
        Assert.Equal(ActionStatus.Waiting, Waiting.Status);
    }

    [Fact]
    public void A_signature_of_another_message_does_not_count()
    {
        var signed = ApprovalDecider.Signed(Agent.State, Waiting, 4_000_000_000) with { Amount = UInt256.One };
        var forged = new Approve(Waiting.Id.Value, TestDao.Approver, 4_000_000_000,
            TestDao.Sign(TestDao.Approver, signed.Digest(TestDao.Domain)));
        var leaves = Agent.State.Seq;
        Assert.Equal("DAI-3116", Code(Agent.Judge(forged)));
        Assert.Equal(leaves, Agent.State.Seq);
    }

    [Fact]
    public void The_instructor_does_not_approve_its_own_instruction()
    {
        Agent.Instruct("Pay 800 USDC to Hosting.", "2", account: TestDao.Approver);
        Agent.Block();
        Assert.Equal("DAI-3114", Code(Agent.Approve(Agent.State.Live.Last(), TestDao.Approver)));
    }

    [Fact]
    public void A_second_approval_of_the_same_account_changes_nothing()
    {
        Agent.Approve(Waiting, TestDao.Approver);
        var leaves = Agent.State.Seq;
        Assert.Null(Agent.Approve(_world.Only, TestDao.Approver));
        Assert.Equal(leaves, Agent.State.Seq);
    }

    [Fact]
    public void Expires_at_its_deadline_and_not_before()
    {
        _world.Time.Advance(TimeSpan.FromSeconds(86_398));
        Agent.Block();
        Assert.Equal(ActionStatus.Waiting, Waiting.Status);
        Agent.Block();
        Assert.Equal(ActionStatus.Expired, _world.Only.Status);
        Assert.StartsWith("Expired:", _world.First.Answer);
        Assert.Equal("DAI-3112", Code(Agent.Approve(_world.Only, TestDao.Approver)));
    }

    [Fact]
    public void After_a_vote_it_expires_and_is_asked_again()
    {
        var first = Waiting;
        _world.Chain.Govern(c => c.Publish(TestDao.Agent, TestDao.Policy(950, 1500, "Votes.")));
        Agent.Block(3);
        Assert.Equal(ActionStatus.Expired, Agent.State.Actions[first.Id.Value].Status);
        Assert.NotEqual(first.Id, Waiting.Id);
        Assert.Equal(1U, Waiting.Place.Turn);
        Assert.Equal(1, _world.Model.Asked);
        Agent.Approve(Waiting, TestDao.Approver);
        Agent.Block(4);
        Assert.Equal(UInt256.Of(900_000_000), Assert.Single(_world.Chain.Spends).Amount);
        LeafRules.Hold(Agent, TestDao.Text(TestDao.Policy()),
            TestDao.Text(TestDao.Policy(950, 1500, "Votes.")));
    }

    [Fact]
    public void Is_decided_again_with_the_budget_of_that_moment()
    {
        Agent.Instruct("Pay 800 USDC to Hosting.", "2");
        Agent.Block();
        var second = Agent.State.Live.Last();
        Agent.Approve(Agent.State.Live.First(), TestDao.Approver);
        Agent.Block(4);
        Agent.Approve(second, TestDao.Approver);
        Agent.Block(4);
        Assert.Equal(LeafVerdict.OverBudget, Agent.State.Actions[second.Id.Value].Verdict);
        Assert.Single(_world.Chain.Spends);
    }

    private static string Code(CommandAnswer? answer) => Assert.IsType<CommandAnswer.Rejected>(answer).Code;
}
