using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Dao;

[Collection(LocalDaoCollection.Name)]
public sealed class MoneyTests(LocalDao dao)
{
    private readonly CancellationToken _patience = LocalChain.Patience;

    [Fact]
    public async Task A_hosted_agent_pays_within_its_limits_and_not_beyond()
    {
        var agent = await HostedAgent.CreateAsync(dao, "payer");
        var vaults = new VaultService(dao.Reader);
        var early = await Assert.ThrowsAsync<ContractRevertedException>(() => agent.SpendAsync(agent.Order(1, 900)));
        Assert.Equal("ActionLedgerNotHolder", early.Revert.Name);

        await agent.TakeAndCheckpointAsync();
        Assert.True((await agent.SpendAsync(agent.Order(1, 900))).Succeeded);
        Assert.Equal(UInt256.Of(900), await vaults.BalanceAsync(agent.Asset, agent.Payee, _patience));

        var tooMuch = await Assert.ThrowsAsync<ContractRevertedException>(() => agent.SpendAsync(agent.Order(2, 1001)));
        Assert.Equal($"AgentVaultPerAction({agent.Asset}, 1001, 1000)", tooMuch.Revert.ToString());

        var view = await vaults.ShowAsync(agent.Vault, _patience);
        Assert.Equal(2UL, view.NextNumber);
        var asset = Assert.Single(view.Assets);
        Assert.Equal(agent.Limit, asset.Limit);
        Assert.Equal(("USDC", (byte)6, UInt256.Of(900)), (asset.Symbol, asset.Decimals, asset.Spent));
        Assert.True(asset.Level < UInt256.Of(1500) && asset.Level >= UInt256.Of(600), $"level {asset.Level}");
        Assert.Equal(UInt256.Of(5_000_000 - 900), asset.Balance);

        var ledger = new LedgerService(dao.Contracts, dao.Reader);
        var node = await ledger.NodeAsync(agent.AnchorKey.Account, _patience);
        Assert.Equal((1UL, 1U), (node.Checkpoints, node.Unlogged));
        var lease = await ledger.LeaseAsync(agent.Operator, Shard.For(UInt256.Of(agent.Agent)), _patience);
        Assert.Equal(agent.AnchorKey.Account, lease!.Value.Node);
    }

    [Fact]
    public async Task What_is_read_before_a_spend_forecasts_its_answer()
    {
        var agent = await HostedAgent.CreateAsync(dao, "forecast");
        await agent.TakeAndCheckpointAsync();
        await agent.SpendAsync(agent.Order(1, 700));
        foreach (var amount in (ulong[])[0, 1, 1000, 1001, 5000])
            await DemandAsync(agent, agent.Order(2, amount));
        await DemandAsync(agent, agent.Order(1, 5));
        await new PolicyService(dao.Contracts, dao.Reader).FreezeAsync(
            dao.Holders[0], FreezeTarget.Agent(UInt256.Of(agent.Agent)), _patience);
        await DemandAsync(agent, agent.Order(2, 1));
    }

    // The chain makes no block between the reading and the call.
    private async Task DemandAsync(HostedAgent agent, SpendOrder order)
    {
        var registered = await new AgentService(dao.Contracts, dao.Reader).ShowAsync(agent.Agent, _patience);
        var at = await new VaultMomentReader(dao.Contracts, dao.Reader).ReadAsync(registered, order.To, _patience);
        var request = new
        {
            from = agent.Spender.Account.ToLower(), to = agent.Vault.ToLower(),
            data = Hex.Encode(new VaultCalls().Spend(order)),
        };
        var answer = SpendForecast.Of(order, at, (_, _, _) => false);
        try
        {
            await dao.Chain.Rpc.CallAsync(new RpcCall("eth_call", request, "latest"), _patience);
            Assert.Null(answer);
        }
        catch (RpcRefusedException refusal)
        {
            Assert.Equal(dao.Chain.Reverts.Decode(Hex.Decode(refusal.RevertBytes!)).ToString(), answer?.ToString());
        }
    }

    [Fact]
    public async Task A_denied_payee_gets_nothing_until_a_vote_lifts_it()
    {
        var agent = await HostedAgent.CreateAsync(dao, "denier");
        await agent.TakeAndCheckpointAsync();
        var policies = new PolicyService(dao.Contracts, dao.Reader);
        var payee = FreezeTarget.Payee(agent.Payee);
        await policies.FreezeAsync(dao.Holders[0], payee, _patience);
        Assert.True(await policies.IsFrozenAsync(payee, _patience));
        var denied = await Assert.ThrowsAsync<ContractRevertedException>(() => agent.SpendAsync(agent.Order(1, 5)));
        Assert.Equal($"AgentVaultFrozen(3, {UInt256.OfWord(agent.Payee.Word)})", denied.Revert.ToString());
        await dao.DecideAsync("Lift", policies.LiftCall(payee));
        Assert.True((await agent.SpendAsync(agent.Order(1, 5))).Succeeded);
    }

    [Fact]
    public async Task The_registry_gives_back_what_was_voted()
    {
        var agent = await HostedAgent.CreateAsync(dao, "listed");
        var agents = new AgentService(dao.Contracts, dao.Reader);
        var found = await agents.FindAsync("listed", _patience);
        Assert.Equal(new RegisteredAgent(agent.Agent, "listed", agent.Operator, AgentStatus.Active,
            Keccak256.Hash("composition"), agent.Vault), found);
        Assert.Null(await agents.FindAsync("nobody", _patience));
        Assert.Contains(found, await agents.ListAsync(_patience));
        var exposure = Assert.Single(await agents.ExposureAsync(agent.Operator, _patience));
        Assert.Equal(UInt256.Of(1500), exposure.Burst);

        var policies = new PolicyService(dao.Contracts, dao.Reader);
        Assert.Equal(agent.Root, (await policies.ShowAsync(agent.Agent, _patience)).Root);
        Assert.Equal("policy of listed"u8.ToArray(), await policies.ReadAsync(agent.Root, _patience));
        Assert.Null(await policies.ReadAsync(Keccak256.Hash("nothing"), _patience));

        var keys = await new OperatorService(dao.Contracts, dao.Reader).KeysAsync(agent.Operator, _patience);
        Assert.Equal([KeyRole.Anchor, KeyRole.Spender], keys.Select(k => k.Role));
        Assert.All(keys, k => Assert.Equal((agent.AnchorKey.Account, true), (k.Node, k.InForce)));
    }
}
