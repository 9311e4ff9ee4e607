using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

public sealed class DenialTests
{
    private const ulong Deadline = 4_000_000_000;
    private readonly AgentWorld _world = new();

    public DenialTests()
    {
        Agent.Instruct("Pay 900 USDC to Hosting.");
        Agent.Block();
    }

    private PureAgent Agent => _world.Agent;

    private ActionState Waiting => Agent.State.Live.Single();

    [Fact]
    public void Ends_the_action_at_once_and_says_who_and_why()
    {
        Assert.Null(Agent.Deny(Waiting, TestDao.Approver, "The invoice is a copy."));
        Agent.Block(4);
        Assert.Equal(ActionStatus.Denied, _world.Only.Status);
        Assert.Equal([LeafKind.Awaiting, LeafKind.Expired, LeafKind.Answered], _world.Kinds.Skip(2));
        Assert.Contains($"{TestDao.Approver} denied it: The invoice is a copy.", _world.First.Answer);
        Assert.Empty(AgentViews.Approvals(Agent.State, TestDao.Name));
        Assert.Empty(_world.Chain.Spends);
        Assert.Equal(1, _world.Model.Asked);
        LeafRules.Hold(Agent, TestDao.Text(TestDao.Policy()));
    }

    [Fact]
    public void Its_leaf_carries_what_was_signed_and_differs_from_one_whose_time_ran_out()
    {
        var action = Waiting;
        Agent.Deny(action, TestDao.Approver, "No.");
        var leaf = Agent.Leaves.Single(l => l.Leaf.Tag.Kind == LeafKind.Expired);
        Assert.Equal(LeafEvidence.CounterpartySignature, leaf.Leaf.Tag.Evidence);
        Assert.Equal((Bytes32.Zero, RuleWord.Of(action.Rule)), (leaf.Leaf.Extension, leaf.Leaf.Rule));
        var denial = DenialDocument.Read(Jcs.ParseCanonical(Agent.Documents[leaf.Leaf.Body].Text));
        Assert.NotNull(denial);
        Assert.Equal((TestDao.Approver, "No.", Deadline), (denial.Approver, denial.Reason, denial.Deadline));
        var digest = new TypedData.Denial(Agent.State.Identity.Stream, action.Id, action.Body, "No.", Deadline)
            .Digest(TestDao.Domain);
        Assert.Equal(TestDao.Approver, TestDao.Recover(digest, denial.Signature));
    }

    [Fact]
    public void People_see_it_as_denied()
    {
        Agent.Deny(Waiting, TestDao.Approver);
        var view = AgentViews.Action(_world.Only);
        Assert.Equal(("denied", "denied", $"approver: {TestDao.Approver} denied it"),
            (view.Verdict, view.Outcome, view.Reason));
    }

    [Fact]
    public void A_yes_is_never_read_as_a_no_nor_a_no_as_a_yes()
    {
        var action = Waiting;
        var yes = TestDao.Sign(TestDao.Approver,
            ApprovalDecider.Signed(Agent.State, action, Deadline).Digest(TestDao.Domain));
        var no = TestDao.Sign(TestDao.Approver,
            DenialDecider.Signed(Agent.State, action, "", Deadline).Digest(TestDao.Domain));
        Assert.Equal("DAI-3116", Code(Agent.Judge(new Deny(action.Id.Value, TestDao.Approver, "", Deadline, yes))));
        Assert.Equal("DAI-3116", Code(Agent.Judge(new Approve(action.Id.Value, TestDao.Approver, Deadline, no))));
        Assert.Equal(ActionStatus.Waiting, Waiting.Status);
    }

    [Fact]
    public void Only_an_approver_may_in_time_and_in_few_words()
    {
        Assert.Equal("DAI-3113", Code(Agent.Deny(Waiting, TestDao.Manager)));
        Assert.Equal("DAI-3115", Code(Agent.Deny(Waiting, TestDao.Approver, "", Agent.Now / 1_000 - 1)));
        Assert.Equal("DAI-3118", Code(Agent.Deny(Waiting, TestDao.Approver, new string('x', 281))));
        Assert.Equal("DAI-3118", Code(Agent.Deny(Waiting, TestDao.Approver, "half a pair \ud800")));
        Assert.Equal(ActionStatus.Waiting, Waiting.Status);
        Assert.Null(Agent.Deny(Waiting, TestDao.Approver, new string('x', 280)));
    }

    [Fact]
    public void The_same_no_a_second_time_changes_nothing()
    {
        Agent.Deny(Waiting, TestDao.Approver);
        var leaves = Agent.State.Seq;
        Assert.Null(Agent.Deny(_world.Only, TestDao.Approver));
        Assert.Equal(leaves, Agent.State.Seq);
        Assert.Equal("DAI-3112", Code(Agent.Approve(_world.Only, TestDao.Approver)));
    }

    [Fact]
    public void Comes_too_late_once_every_approver_agreed()
    {
        Agent.Instruct("Pay 800 USDC to Hosting.", "2");
        Agent.Drive();
        var (first, second) = (Agent.State.Live.First(), Agent.State.Live.Last());
        Agent.Approve(first, TestDao.Approver);
        Agent.Approve(second, TestDao.Approver);
        // The first is open, and the second waits for its turn.
        Assert.Equal("DAI-3112", Code(Agent.Deny(Agent.State.Actions[first.Id.Value], TestDao.Approver)));
        Assert.Equal("DAI-3117", Code(Agent.Deny(Agent.State.Actions[second.Id.Value], TestDao.Approver)));
        Agent.Block(4);
        Assert.Equal("DAI-3112", Code(Agent.Deny(Agent.State.Actions[first.Id.Value], TestDao.Approver)));
        Assert.Equal(ActionStatus.Done, Agent.State.Actions[first.Id.Value].Status);
    }

    [Fact]
    public void Is_refused_when_nothing_waits()
    {
        var action = Waiting;
        _world.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal("DAI-3112", Code(Agent.Deny(action, TestDao.Approver)));
        Agent.Block(2);
        Assert.Equal("DAI-3112", Code(Agent.Deny(_world.Only, TestDao.Approver)));
        var unknown = new Deny(Keccak256.Hash("other"), TestDao.Approver, "", Deadline, default);
        Assert.Equal("DAI-3111", Code(Agent.Judge(unknown)));
    }

    private static string Code(CommandAnswer? answer) => Assert.IsType<CommandAnswer.Rejected>(answer).Code;
}
