using System.Collections.Immutable;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Tests.Feed;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Dao;

/// <summary>What a node knows from its proven feed before it pays is what the vault on the chain answers.</summary>
[Collection(LocalDaoCollection.Name)]
public sealed class PaymentForecastTests(LocalDao dao)
{
    private readonly CancellationToken _patience = LocalChain.Patience;
    private GovernancePair? _seen;

    [Fact]
    public async Task A_node_sees_the_vaults_refusal_in_its_feed()
    {
        var agent = await HostedAgent.CreateAsync(dao, "seer");
        var policy = await PublishAsync(agent);
        await agent.TakeAndCheckpointAsync();
        await using var feed = new FeedReader(dao.Deployed, agent.Operator, [dao.Chain.Rpc],
            payees: () => [agent.Payee]);
        Task Demand(string? error, SpendOrder order) => DemandAsync(feed, agent, policy, order, error);

        await Demand(null, Order(agent, 1, 140));
        await Demand("AgentVaultWrongNumber", Order(agent, 2, 140));
        await Demand("AgentVaultPerAction", Order(agent, 1, 1001));
        await Demand("AgentVaultApprovalNeeded", Order(agent, 1, 151));
        for (var number = 1UL; number <= 10; number++)
            await agent.SpendAsync(Order(agent, number, 140));
        await Demand("AgentVaultBurst", Order(agent, 11, 140));
        await Demand(null, Order(agent, 11, 90));
        await dao.Chain.PassAsync(601);
        await Demand("ActionLedgerLogTooOld", Order(agent, 11, 90));
        await agent.CheckpointAsync("second batch");
        await Demand(null, Order(agent, 11, 90));
        await new PolicyService(dao.Contracts, dao.Reader).FreezeAsync(
            dao.Holders[0], FreezeTarget.Payee(agent.Payee), _patience);
        await Demand("AgentVaultFrozen", Order(agent, 11, 90));
    }

    private async Task DemandAsync(
        FeedReader feed, HostedAgent agent, PolicySnapshot policy, SpendOrder order, string? error)
    {
        var block = (await dao.Chain.Rpc.CallAsync(new RpcCall("eth_blockNumber"), _patience)).ToNumber();
        if (_seen?.Head.Head.Number != block)
            _seen = await feed.NextAsync(p => p.Head.Head.Number == block);
        var pair = _seen;
        var now = pair.Head.Head.Time * 1_000;
        var known = ImmutableDictionary<Bytes32, LoadedPolicy>.Empty
            .Add(policy.Root, new LoadedPolicy.Compiled(policy));
        var moment = new AgentMoment(now, new GovernanceSnapshot(pair, now, known), agent.AnchorKey.Account,
            agent.Spender.Account, ToolCatalogue.Default, new Dictionary<Bytes32, HostedComposition>(), [],
            new AgentLimits());
        var identity = new AgentIdentity(
            agent.Agent, new SigningDomain(UInt256.Of(dao.Contracts.ChainId), dao.Contracts.ActionLedger));
        var forecast = PaymentForecast.Of(identity, policy.Root, order, moment);
        Assert.Equal(await AnswerAsync(agent, order), forecast?.ToString());
        Assert.Equal(error, forecast?.Name);
    }

    private async Task<string?> AnswerAsync(HostedAgent agent, SpendOrder order)
    {
        var request = new
        {
            from = agent.Spender.Account.ToLower(), to = agent.Vault.ToLower(),
            data = Hex.Encode(new VaultCalls().Spend(order)),
        };
        try
        {
            await dao.Chain.Rpc.CallAsync(new RpcCall("eth_call", request, "latest"), _patience);
            return null;
        }
        catch (RpcRefusedException refusal)
        {
            return dao.Chain.Reverts.Decode(Hex.Decode(refusal.RevertBytes!)).ToString();
        }
    }

    // As the tests' treasurer has it, in the native coin, whose bucket starts full: 1,000 at a time, 1,500 at once, an
    // approval above 150.
    private async Task<PolicySnapshot> PublishAsync(HostedAgent agent)
    {
        var text = TestDao.Text(TestDao.Policy(agent: "seer"))
            .Replace(TestDao.Usdc.ToLower(), VaultService.Native.ToLower(), StringComparison.Ordinal)
            .Replace(TestDao.Hosting.ToLower(), agent.Payee.ToLower(), StringComparison.Ordinal);
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        var policy = Assert.IsType<CompileAnswer.Compiled>(PolicySnapshot.Compile(bytes)).Snapshot;
        var policies = new PolicyService(dao.Contracts, dao.Reader);
        var root = await policies.StageAsync(dao.Holders[0], bytes, _patience);
        await dao.DecideAsync("Give the seer its limits",
            policies.PublishCall(agent.Agent, root, policy.Limits.Published));
        await dao.Chain.Host.GiveAsync(agent.Vault, Units(2_000), _patience);
        return policy;
    }

    private static SpendOrder Order(HostedAgent agent, ulong number, ulong amount) =>
        agent.Order(number, 0) with { Asset = VaultService.Native, Amount = Units(amount) };

    private static UInt256 Units(ulong whole) => UInt256.Of(whole * 1_000_000);
}
