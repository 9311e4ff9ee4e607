using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Tests.Dao;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Feed;

[Collection(LocalDaoCollection.Name)]
public sealed class ChainPolicyFeedTests(LocalDao dao)
{
    private readonly CancellationToken _patience = LocalChain.Patience;

    [Fact]
    public async Task Proves_everything_about_a_hosted_agent()
    {
        var agent = await HostedAgent.CreateAsync(dao, "watched");
        await agent.TakeAndCheckpointAsync();
        await agent.SpendAsync(agent.Order(1, 700));
        await dao.Chain.MineAsync(3);
        await using var feed = Watch(agent);
        var (head, final) = await feed.NextAsync();

        var law = head.Agents[agent.Agent];
        Assert.Equal(("watched", agent.Operator, agent.Root, agent.Vault, false),
            (law.Name, law.Operator, law.PolicyRoot, law.Vault, law.Frozen));
        Assert.Equal(Keccak256.Hash("composition"), law.Composition);
        Assert.Equal((await new PolicyService(dao.Contracts, dao.Reader).ShowAsync(agent.Agent, _patience)).LimitsHash,
            law.LimitsHash);
        Assert.Equal(1UL, law.SpendCount);
        Assert.NotEqual(Bytes32.Zero, law.Spends);
        Assert.Equal((UInt256.Of(700), UInt256.Of(5_000_000 - 700)),
            (law.Levels[agent.Asset].Spent, law.Levels[agent.Asset].Balance));
        var shard = Shard.For(UInt256.Of(agent.Agent)).Value;
        Assert.Equal(new Lease(agent.AnchorKey.Account, 1), head.Leases[shard]);
        Assert.Empty(head.LeasesBefore);
        var node = head.Nodes[agent.AnchorKey.Account];
        Assert.Equal((1UL, 1U), (node.Checkpoints, node.Unlogged));
        Assert.Equal(await new LedgerService(dao.Contracts, dao.Reader).NodeAsync(agent.AnchorKey.Account, _patience),
            node);
        Assert.Equal(head.Head.Number - 2, final.Head.Number);
        Assert.Equal(law.PolicyRoot, final.Agents[agent.Agent].PolicyRoot);
    }

    [Fact]
    public async Task A_freeze_counts_at_the_head_at_once_and_is_final_later()
    {
        var agent = await HostedAgent.CreateAsync(dao, "frozen");
        await using var feed = Watch(agent);
        Assert.False((await feed.NextAsync()).Head.Agents[agent.Agent].Frozen);
        var policies = new PolicyService(dao.Contracts, dao.Reader);
        await policies.FreezeAsync(dao.Holders[0], FreezeTarget.Agent(UInt256.Of(agent.Agent)), _patience);
        var (head, final) = await feed.NextAsync(pair => pair.Head.Agents[agent.Agent].Frozen);
        Assert.True(head.Agents[agent.Agent].Frozen);
        Assert.False(final.Agents[agent.Agent].Frozen);
        await dao.Chain.MineAsync(2);
        await feed.NextAsync(pair => pair.Final.Agents[agent.Agent].Frozen);
    }

    [Fact]
    public async Task A_frozen_operator_and_a_denied_payee_are_seen()
    {
        var agent = await HostedAgent.CreateAsync(dao, "stopped");
        var policies = new PolicyService(dao.Contracts, dao.Reader);
        await policies.FreezeAsync(dao.Holders[0], FreezeTarget.Operator(UInt256.Of(agent.Operator)), _patience);
        await policies.FreezeAsync(dao.Holders[0], FreezeTarget.Payee(agent.Payee), _patience);
        await using var feed = Watch(agent);
        var (head, _) = await feed.NextAsync();
        Assert.True(head.OperatorFrozen);
        Assert.True(head.Agents[agent.Agent].Frozen);
        Assert.Contains(agent.Payee, head.FrozenPayees);
    }

    [Fact]
    public async Task A_heir_takes_the_shard_and_the_lease_before_is_told()
    {
        var agent = await HostedAgent.CreateAsync(dao, "inherited");
        await agent.TakeAndCheckpointAsync();
        var ledger = new LedgerService(dao.Contracts, dao.Reader);
        var (anchor, spender) = (EthereumKey.Create(), EthereumKey.Create());
        await new OperatorService(dao.Contracts, dao.Reader).AddNodeAsync(
            dao.Holders[0], agent.Operator, anchor, spender, _patience);
        using var heir = new TransactionSender(await dao.Chain.WriterAsync(anchor), TimeProvider.System);
        var shard = Shard.For(UInt256.Of(agent.Agent)).Value;
        var expected = (await ledger.NodeAsync(agent.AnchorKey.Account, _patience)).Head;
        await heir.SendAsync(new Outgoing(ledger.Ledger, ledger.Take([shard], [expected])), _patience);
        await using var feed = Watch(agent);
        var (head, _) = await feed.NextAsync();
        Assert.Equal(new Lease(anchor.Account, 2), head.Leases[shard]);
        Assert.Equal(new Lease(agent.AnchorKey.Account, 1), head.LeasesBefore[shard]);
        Assert.Equal(default, head.Nodes[anchor.Account]);
    }

    [Fact]
    public async Task Sees_a_vote_that_comes_into_force_while_it_watches()
    {
        var agent = await HostedAgent.CreateAsync(dao, "revoted");
        await using var feed = Watch(agent);
        Assert.Equal(agent.Root, (await feed.NextAsync()).Head.Agents[agent.Agent].PolicyRoot);
        var policies = new PolicyService(dao.Contracts, dao.Reader);
        var root = await policies.StageAsync(dao.Holders[0], "second policy"u8.ToArray(), _patience);
        await dao.DecideAsync("Second", policies.PublishCall(agent.Agent, root, [agent.Limit]));
        var (head, final) = await feed.NextAsync(pair => pair.Head.Agents[agent.Agent].PolicyRoot == root);
        Assert.Equal(root, head.Agents[agent.Agent].PolicyRoot);
        Assert.Equal(agent.Root, final.Agents[agent.Agent].PolicyRoot);
    }

    [Fact]
    public async Task A_reorganisation_of_three_blocks_takes_back_what_it_undid()
    {
        var agent = await HostedAgent.CreateAsync(dao, "reorganised");
        await agent.TakeAndCheckpointAsync();
        await dao.Chain.MineAsync(4);
        await using var feed = Watch(agent);
        await feed.NextAsync();
        var policies = new PolicyService(dao.Contracts, dao.Reader);
        await policies.FreezeAsync(dao.Holders[0], FreezeTarget.Agent(UInt256.Of(agent.Agent)), _patience);
        await agent.CheckpointAsync("second batch");
        await dao.Chain.MineAsync();
        var before = await feed.NextAsync(pair => pair.Head.Agents[agent.Agent].Frozen
            && pair.Head.Nodes[agent.AnchorKey.Account].Checkpoints == 2);
        await dao.Chain.Rpc.CallAsync(new RpcCall("anvil_reorg", 3, Array.Empty<object>()), _patience);
        var after = await feed.NextAsync(pair => !pair.Head.Agents[agent.Agent].Frozen);
        Assert.NotEqual(before.Head.Head.Hash, after.Head.Head.Hash);
        Assert.Equal(1UL, after.Head.Nodes[agent.AnchorKey.Account].Checkpoints);
    }

    [Fact]
    public async Task Goes_on_by_itself_when_the_endpoint_comes_back()
    {
        var agent = await HostedAgent.CreateAsync(dao, "returning");
        await using var proxy = new LyingProxy(dao.Chain.Host.Rpc);
        await using var feed = new FeedReader(dao.Deployed, agent.Operator, [proxy.Endpoint]);
        var first = await feed.NextAsync();
        proxy.Gone = true;
        Assert.Equal("DAI-4101", (await feed.TroubleAsync()).Code);
        proxy.Gone = false;
        await dao.Chain.MineAsync();
        Assert.True((await feed.NextAsync()).Head.Head.Number > first.Head.Head.Number);
    }

    [Fact]
    public async Task Another_chain_than_the_manifest_s_is_a_failed_start()
    {
        var elsewhere = dao.Contracts with { Genesis = Keccak256.Hash("another genesis") };
        await using var feed = new FeedReader(dao.Deployed with { Contracts = elsewhere }, 1, [dao.Chain.Rpc]);
        var error = await Assert.ThrowsAsync<ChainException>(feed.NextAsync);
        Assert.Equal("DAI-4220", error.Code);
    }

    [Fact]
    public async Task Code_that_is_not_the_manifest_s_is_not_believed()
    {
        var manifest = dao.Deployed.Manifest;
        var other = manifest with { PolicyRegistry = manifest.PolicyRegistry with { CodeHash = Keccak256.Hash("x") } };
        await using var feed = new FeedReader(dao.Deployed with { Manifest = other }, 1, [dao.Chain.Rpc]);
        Assert.Contains("in the manifest", (await feed.TroubleAsync()).Message);
    }

    [Fact]
    public async Task A_spend_and_its_absence_are_read_with_proof()
    {
        var agent = await HostedAgent.CreateAsync(dao, "spender");
        await agent.TakeAndCheckpointAsync();
        var receipt = await agent.SpendAsync(agent.Order(1, 12));
        var reader = new ChainSpendReader(dao.Contracts, [dao.Chain.Rpc], 1);
        var spend = await reader.ReadAsync(agent.Vault, 1, _patience);
        Assert.Equal((agent.Order(1, 12).Opened, agent.Payee, UInt256.Of(12), receipt.Hash),
            (spend!.Opened, spend.To, spend.Amount, spend.Transaction));
        Assert.Null(await reader.ReadAsync(agent.Vault, 2, _patience));
        await using var proxy = new LyingProxy(dao.Chain.Host.Rpc);
        proxy.Lie = (method, result) => method == "eth_getLogs"
            ? Lies.Without(result, EventTopic.Of<DecentralizedAi.Chain.Abi.AgentVaultAbi.SpentEvent>()) : null;
        var lied = new ChainSpendReader(dao.Contracts, [proxy.Endpoint], 1);
        await Assert.ThrowsAsync<RpcLiedException>(() => lied.ReadAsync(agent.Vault, 1, _patience));
    }

    [Fact]
    public async Task Everything_is_proven_again_after_the_chain_was_stopped_and_started()
    {
        var own = new LocalDao();
        await own.InitializeAsync();
        try
        {
            var agent = await HostedAgent.CreateAsync(own, "restarted");
            await agent.TakeAndCheckpointAsync();
            await agent.SpendAsync(agent.Order(1, 4));
            await own.Chain.RestartAsync();
            await using var feed = new FeedReader(own.Deployed, agent.Operator, [own.Chain.Rpc]);
            var law = (await feed.NextAsync()).Head.Agents[agent.Agent];
            Assert.Equal((agent.Root, 1UL), (law.PolicyRoot, law.SpendCount));
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    private FeedReader Watch(HostedAgent agent) => new(dao.Deployed, agent.Operator, [dao.Chain.Rpc]);
}
