using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Tests.Dao;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Feed;

/// <summary>Views that no slot proves: a lie of one endpoint is outvoted, or nothing is believed.</summary>
[Collection(LocalDaoCollection.Name)]
public sealed class QuorumReaderTests(LocalDao dao)
{
    private readonly CancellationToken _patience = LocalChain.Patience;

    [Fact]
    public async Task Reads_what_the_vault_holds_and_what_a_stranger_holds()
    {
        var agent = await AgentAsync();
        var reader = new QuorumReader(dao.Contracts, [dao.Chain.Rpc], 1);
        Assert.Equal((agent.Root, agent.Vault), await reader.AgentAsync(agent.Agent, _patience));
        Assert.Equal([UInt256.Of(5_000_000), UInt256.Zero],
            await reader.BalancesAsync([agent.Asset, VaultService.Native], agent.Vault, _patience));
        Assert.Equal([LocalChain.Coins(1000)], await reader.BalancesAsync(
            [VaultService.Native], (await dao.Chain.WriterAsync()).Account, _patience));
    }

    [Fact]
    public async Task One_that_lies_about_a_balance_is_outvoted_or_stops_the_reading()
    {
        var agent = await AgentAsync();
        await using var liar = new LyingProxy(dao.Chain.Host.Rpc) { Lie = AboutViews };
        using var second = new RpcEndpoint(dao.Chain.Host.Rpc);
        var three = new QuorumReader(dao.Contracts, [liar.Endpoint, dao.Chain.Rpc, second], 2);
        Assert.Equal([UInt256.Of(5_000_000)], await three.BalancesAsync([agent.Asset], agent.Vault, _patience));
        var two = new QuorumReader(dao.Contracts, [liar.Endpoint, dao.Chain.Rpc], 2);
        var refused = await Assert.ThrowsAsync<RpcLiedException>(
            () => two.BalancesAsync([agent.Asset], agent.Vault, _patience));
        Assert.Contains("no 2 of them", refused.Message);
    }

    [Fact]
    public async Task A_feed_believes_the_vault_s_levels_only_from_a_quorum()
    {
        var agent = await AgentAsync();
        await using var liar = new LyingProxy(dao.Chain.Host.Rpc) { Lie = AboutViews };
        using var second = new RpcEndpoint(dao.Chain.Host.Rpc);
        await using (var two = new FeedReader(dao.Deployed, agent.Operator, [liar.Endpoint, dao.Chain.Rpc], quorum: 2))
            Assert.Contains("no 2 of them", (await two.TroubleAsync()).Message);
        await using var three = new FeedReader(
            dao.Deployed, agent.Operator, [liar.Endpoint, dao.Chain.Rpc, second], quorum: 2);
        var law = (await three.NextAsync()).Head.Agents[agent.Agent];
        Assert.Equal(UInt256.Of(5_000_000), law.Levels[agent.Asset].Balance);
    }

    private Task<HostedAgent> AgentAsync() => HostedAgent.CreateAsync(dao, $"views-{Guid.NewGuid():N}");

    private static JsonNode? AboutViews(string method, JsonNode? result) =>
        method == "eth_call" ? Lies.Flip((string)result!) : null;
}
