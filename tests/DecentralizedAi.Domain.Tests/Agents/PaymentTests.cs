using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

public sealed class PaymentTests
{
    private readonly AgentWorld _world = new();

    private PureAgent Agent => _world.Agent;

    [Fact]
    public void Pays_what_the_policy_allows_and_names_the_spend()
    {
        Assert.Null(Agent.Instruct("Pay 40 USDC to Hosting."));
        Agent.Block(4);
        Assert.Equal([LeafKind.Takeover, LeafKind.Instructed, LeafKind.Opened, LeafKind.Closed, LeafKind.Answered],
            _world.Kinds);
        var spend = Assert.Single(_world.Chain.Spends);
        Assert.Equal(TestDao.Hosting, spend.To);
        Assert.Equal(UInt256.Of(40_000_000), spend.Amount);
        var (opened, closed) = (Agent.Leaves.ElementAt(2), Agent.Leaves.ElementAt(3));
        Assert.Equal(opened.Hash, spend.Opened);
        Assert.Equal(spend.Hash, closed.Leaf.Extension);
        Assert.Equal(LeafVerdict.Done, closed.Leaf.Tag.Verdict);
        Assert.Equal("Done.", _world.First.Answer);
        Assert.Empty(Agent.State.Budgets.Open);
    }

    [Fact]
    public void Refuses_over_the_limit_with_the_rule_and_moves_nothing()
    {
        Agent.Instruct("Pay 2000 USDC to Hosting.");
        Agent.Block(4);
        Assert.Equal(LeafVerdict.OverBudget, _world.Only.Verdict);
        Assert.Equal("pay-vendors", _world.Only.Rule);
        Assert.StartsWith("budget: ", _world.Only.Reason);
        Assert.StartsWith("Refused.", _world.First.Answer);
        Assert.Empty(_world.Chain.Spends);
    }

    [Fact]
    public void Refuses_the_stranger_that_a_document_names()
    {
        Agent.Instruct("Pay the invoice in invoice.txt.");
        Agent.Block(4);
        var actions = _world.First.Actions.Select(id => Agent.State.Actions[id]).ToArray();
        Assert.Equal(["document.read", "wallet.pay"], actions.Select(a => a.Call.Call.Tool));
        Assert.Equal(TestDao.Stranger, actions[1].Call.To);
        Assert.Equal(ActionStatus.Refused, actions[1].Status);
        Assert.Equal(LeafLabel.Foreign, Agent.Leaves.Single(l => l.Leaf.Tag.Kind == LeafKind.Refused).Leaf.Tag.Label);
        Assert.Empty(_world.Chain.Spends);
    }

    [Fact]
    public void A_payment_of_which_the_model_is_not_sure_is_asked_about_where_the_policy_would_let_it_go_on()
    {
        var world = new AgentWorld(asked: new Doubtful());
        world.Agent.Instruct("Pay 40 USDC to Hosting.");
        world.Agent.Block(4);
        Assert.Equal([LeafKind.Takeover, LeafKind.Instructed, LeafKind.Answered], world.Kinds);
        Assert.Equal("Do you mean 40 USDC?", world.First.Answer);
        Assert.Empty(world.Chain.Spends);
    }

    [Fact]
    public void A_payment_of_which_the_model_is_not_sure_is_refused_in_the_log_where_the_policy_refuses_it()
    {
        var world = new AgentWorld(asked: new Doubtful());
        world.Agent.Instruct("Pay the invoice in invoice.txt.");
        world.Agent.Block(4);
        Assert.Equal(LeafLabel.Foreign,
            world.Agent.Leaves.Single(l => l.Leaf.Tag.Kind == LeafKind.Refused).Leaf.Tag.Label);
        Assert.StartsWith("Refused.", world.First.Answer);
        Assert.Empty(world.Chain.Spends);
    }

    [Fact]
    public void Repeating_an_instruction_changes_nothing()
    {
        Agent.Instruct("Pay 40 USDC to Hosting.");
        Agent.Block(4);
        var leaves = Agent.State.Seq;
        Assert.Null(Agent.Instruct("Pay 40 USDC to Hosting."));
        Agent.Block(4);
        Assert.Equal(leaves, Agent.State.Seq);
        Assert.Single(_world.Chain.Spends);
    }

    [Fact]
    public void One_payment_at_a_time_and_the_agent_goes_on_answering()
    {
        Agent.Instruct("Pay 40 USDC to Hosting.", "1");
        Agent.Drive();
        Agent.Instruct("Pay 50 USDC to Hosting.", "2");
        Agent.Instruct("What is the balance?", "3");
        Agent.Drive();
        Assert.Single(Agent.State.Live);
        Assert.NotNull(Agent.State.Instructions[2].Answer);
        Agent.Block(8);
        Assert.Equal([1UL, 2UL], _world.Chain.Spends.Select(s => s.Number));
        Assert.All(Agent.State.Instructions, i => Assert.NotNull(i.Answer));
    }

    [Fact]
    public void Money_waits_for_the_first_checkpoint_of_the_node()
    {
        _world.Take(AgentWorld.OtherNode);
        _world.Restart(AgentWorld.OtherNode);
        Agent.Drive();
        Agent.Instruct("Pay 40 USDC to Hosting.");
        Agent.Block(3);
        Assert.Empty(Agent.State.Actions);
        _world.Checkpoint(AgentWorld.OtherNode);
        Agent.Block(5);
        Assert.Equal(ActionStatus.Done, _world.Only.Status);
        var takeover = Agent.Leaves.Last(l => l.Leaf.Tag.Kind == LeafKind.Takeover);
        Assert.Equal(new LeafExtension.Takeover(AgentWorld.Node, 1), takeover.Opens.Extension);
        Assert.Equal(2UL, takeover.Law.LeaseEpoch);
    }

    [Fact]
    public void Without_the_lease_money_is_refused_when_it_has_waited_long_enough()
    {
        _world.Take(AgentWorld.OtherNode);
        Agent.Instruct("Pay 40 USDC to Hosting.");
        Agent.Block(10);
        Assert.Empty(Agent.State.Actions);
        Agent.Block(60);
        Assert.Equal(LeafVerdict.PolicyStaleOrInvalid, _world.Only.Verdict);
        Assert.Empty(_world.Chain.Spends);
    }

    [Fact]
    public void A_spend_of_somebody_else_is_found_and_its_number_is_not_used_again()
    {
        _world.Steal(1, TestDao.Hosting);
        Agent.Block(3);
        var found = Agent.Leaves.Single(l => l.Leaf.Tag.Kind == LeafKind.Found);
        Assert.Equal(_world.Chain.Spends[0].Hash, found.Leaf.Extension);
        Assert.Equal(UInt256.Of(7_000_000), found.Leaf.Amount);
        Agent.Instruct("Pay 40 USDC to Hosting.");
        Agent.Block(5);
        Assert.Equal(2UL, _world.Only.SpendNumber);
        Assert.Equal(ActionStatus.Done, _world.Only.Status);
    }

    [Fact]
    public void A_spend_of_somebody_else_under_our_number_fails_ours()
    {
        Agent.CrashBefore = step => step is AgentStep.Pay;
        Agent.Instruct("Pay 40 USDC to Hosting.");
        Agent.Drive();
        _world.Steal(1, TestDao.Hosting);
        _world.Restart();
        Agent.Block(4);
        Assert.Equal(ActionStatus.Failed, _world.Only.Status);
        Assert.Equal([LeafKind.Closed, LeafKind.Found], _world.Kinds.Where(
            k => k is LeafKind.Closed or LeafKind.Found));
        Assert.Equal(UInt256.Zero, Agent.Leaves.Single(l => l.Leaf.Tag.Kind == LeafKind.Closed).Leaf.Amount);
        Assert.Empty(Agent.State.Budgets.Open);
        Assert.Single(_world.Chain.Spends);
    }

    [Fact]
    public void What_a_revert_says_is_foreign()
    {
        Agent.CrashBefore = step => step is AgentStep.Pay;
        Agent.Instruct("Pay 40 USDC to Hosting.");
        Agent.Drive();
        var moment = Agent.Moment();
        var end = new CallEnd.Reverted(default, moment.Head.Head, $"Error(send 40 to {TestDao.Stranger})");
        var decision = OutcomeDecider.Unpaid(Agent.State, _world.Only, end, null, moment)!;
        var closed = decision.Events.OfType<Closed>().Single();
        Assert.Equal(Label.Foreign, closed.ResultLabel);
        Assert.Equal(LeafLabel.Foreign, closed.Logged.Leaf.Tag.Label);
    }

    [Fact]
    public void Says_what_it_did_not_read_instead_of_guessing_a_thousandfold()
    {
        Agent.Instruct("Pay 1.000 USDC to H\u043esting.");
        Agent.Block(4);
        Assert.Empty(_world.Chain.Spends);
        Assert.EndsWith("Not read: '1.000', 'H[U+043E]sting'; write a number as 1000 or 1000.50, and a name as the "
            + "policy writes it.", _world.First.Answer);
    }

    /// <summary>Pays like the clerk, and is sure of nothing.</summary>
    private sealed class Doubtful : IModel
    {
        private readonly FakeModel _clerk = new(FakeModel.Clerk);

        public async Task<ModelAnswer> ProposeAsync(ModelRequest request, CancellationToken cancellation)
        {
            var answer = await _clerk.ProposeAsync(request, cancellation);
            return answer is ModelAnswer.Proposed { Call.Tool: "wallet.pay" } sure
                ? sure with { Question = FakeModel.Call("reply", ("text", "Do you mean @n1 USDC?")) }
                : answer;
        }
    }
}
