using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Chain;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

/// <summary>What happened between the decision and the payment is seen before anything is sent.</summary>
public sealed class PaymentForecastTests
{
    private readonly AgentWorld _world = new();

    private PureAgent Agent => _world.Agent;

    private ulong Sent => _world.Chain.Nonce(AgentWorld.Spender);

    [Fact]
    public void A_payee_that_is_denied_meanwhile_gets_no_transaction_and_the_outcome_names_the_error()
    {
        Decided();
        _world.Chain.Govern(c => c.DenyPayee(TestDao.Hosting));
        Agent.Block(30);
        Assert.Equal((ActionStatus.Open, 0UL), (_world.Only.Status, Sent));
        Agent.Block(40);
        Assert.Equal((ActionStatus.Failed, 0UL), (_world.Only.Status, Sent));
        Assert.Contains($"the vault would refuse: AgentVaultFrozen(3, {Number(TestDao.Hosting)})",
            _world.Only.ResultText, StringComparison.Ordinal);
        Assert.Empty(Agent.State.Budgets.Open);
    }

    [Fact]
    public void A_payment_goes_on_when_what_was_in_its_way_is_gone()
    {
        Decided();
        _world.Chain.Govern(c => c.Freeze(TestDao.Agent, true));
        Agent.Block(5);
        Assert.Equal((ActionStatus.Open, 0UL), (_world.Only.Status, Sent));
        _world.Chain.Govern(c => c.Freeze(TestDao.Agent, false));
        Agent.Block(6);
        Assert.Equal((ActionStatus.Done, 1UL), (_world.Only.Status, Sent));
        Assert.Single(_world.Chain.Spends);
    }

    [Fact]
    public void A_bucket_that_somebody_else_emptied_is_waited_for()
    {
        Decided();
        Show(39);
        Agent.Block(5);
        Assert.Equal((ActionStatus.Open, 0UL), (_world.Only.Status, Sent));
        Show(40);
        Agent.Block(6);
        Assert.Equal((ActionStatus.Done, 1UL), (_world.Only.Status, Sent));
    }

    [Fact]
    public void An_heir_without_a_log_sends_nothing_before_its_first_checkpoint()
    {
        Decided();
        _world.Take(AgentWorld.OtherNode);
        _world.Restart(AgentWorld.OtherNode);
        Agent.Block(5);
        Assert.Equal(0UL, _world.Chain.Nonce(AgentWorld.OtherSpender));
        _world.Checkpoint(AgentWorld.OtherNode);
        Agent.Block(6);
        Assert.Equal(ActionStatus.Done, _world.Only.Status);
        Assert.Equal(1UL, _world.Chain.Nonce(AgentWorld.OtherSpender));
    }

    /// <summary>A payment that is decided and not sent.</summary>
    private void Decided()
    {
        Agent.CrashBefore = step => step is AgentStep.Pay;
        Agent.Instruct("Pay 40 USDC to Hosting.");
        Agent.Drive();
        Assert.Equal(ActionStatus.Open, _world.Only.Status);
        _world.Restart();
    }

    private void Show(ulong level) => _world.Chain.Govern(c => c.Show(TestDao.Agent, TestDao.Usdc,
        new AssetLevel(UInt256.Of(level * 1_000_000), UInt256.Zero, UInt256.MaxUInt128)));

    private static UInt256 Number(Address account) => UInt256.OfWord(account.Word);
}
