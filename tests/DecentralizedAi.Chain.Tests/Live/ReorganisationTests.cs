using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>The chain rewrites its newest blocks, more of them than are final, at each step of money and log.</summary>
[Collection(LiveCollection.Name)]
public sealed class ReorganisationTests(NodeStage stage) : IClassFixture<NodeStage>
{
    public static TheoryData<int> Depths => [.. Enumerable.Range(1, 10)];

    private LiveNode Node => stage.Node;

    [Theory]
    [MemberData(nameof(Depths))]
    public async Task A_payment_that_is_taken_back_is_made_again_once(int depth)
    {
        await Node.ReadyAsync();
        var before = await stage.SpendsAsync();
        var instruction = await Node.SayAsync("Pay 1 USDC to Hosting.");
        await Node.BlocksAsync(async () => await stage.SpendsAsync() > before, "a spend at the head");
        for (var more = 1; more < depth; more++)
            await Node.BlockAsync();
        await stage.Dao.ReorganiseAsync(depth);
        Assert.Equal(before, await stage.SpendsAsync());
        await Node.BlocksAsync(async () => await stage.SpendsAsync() > before, "the same spend again");
        var view = await Node.AnsweredAsync(instruction);
        var action = Assert.Single(view.Actions);
        Assert.Equal("done", action.Outcome);
        await Node.ReadyAsync();
        for (var more = 0; more < 3; more++)
            await Node.BlockAsync();
        var spends = await stage.ReceiptsAsync();
        Assert.Equal(before + 1, spends.Count);
        Assert.Equal(action.Id, spends[before].Action.ToString());
    }

    [Theory]
    [MemberData(nameof(Depths))]
    public async Task A_checkpoint_that_is_taken_back_is_made_again_once_and_no_leaf_is_lost(int depth)
    {
        await Node.ReadyAsync();
        var before = (await Node.StatusAsync()).Checkpoints;
        await Node.AnsweredAsync(await Node.SayAsync("What is the balance?"));
        await Node.BlocksAsync(async () => (await Node.StatusAsync()).Checkpoints > before, "a checkpoint");
        for (var more = 1; more < depth; more++)
            await Node.BlockAsync();
        await stage.Dao.ReorganiseAsync(depth);
        await Node.BlockAsync();
        await Node.BlocksAsync(async () =>
            await Node.StatusAsync() is { PendingLeaves: 0, QueuedTransactions: 0 } status
            && status.Checkpoints > before, "everything anchored");
        await Node.BlockAsync();
        await Node.BlockAsync();
        await AnchoredOnceAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public async Task A_lease_that_is_taken_back_is_taken_again_and_money_follows(int depth)
    {
        var heir = await HolderAsync() == stage.Dao.Nodes[0].Anchor.Account ? 1 : 0;
        await stage.HandOverAsync(heir);
        var account = stage.Dao.Nodes[heir].Anchor.Account;
        await Node.BlocksAsync(async () => await HolderAsync() == account, "the heir's lease");
        for (var more = 1; more < depth; more++)
            await Node.BlockAsync();
        await stage.Dao.ReorganiseAsync(depth);
        Assert.NotEqual(account, await HolderAsync());
        await Node.BlocksAsync(async () => await HolderAsync() == account, "the heir's lease again");
        await Node.ReadyAsync();
        var before = await stage.SpendsAsync();
        var view = await Node.AnsweredAsync(await Node.SayAsync("Pay 1 USDC to Hosting."));
        Assert.Equal("done", Assert.Single(view.Actions).Outcome);
        Assert.Equal(before + 1, await stage.SpendsAsync());
    }

    private async Task<Address?> HolderAsync() =>
        (await new LedgerService(stage.Dao.Contracts, stage.Dao.Reader).LeaseAsync(
            stage.Dao.Operator, Shard.Of(stage.Dao.Agents[0].Shard), LocalChain.Patience))?.Node;

    // The batches of a node are the checkpoints of the chain, one for one, and hold each leaf once.
    private async Task AnchoredOnceAsync()
    {
        var leaves = new List<ulong>();
        var reader = new ChainCheckpointReader(
            stage.Dao.Contracts, stage.Dao.Operator, [stage.Dao.Chain.Rpc], 1);
        foreach (var keys in stage.Dao.Nodes)
        {
            var (node, patience) = (keys.Anchor.Account, LocalChain.Patience);
            var onChain = await new LedgerService(stage.Dao.Contracts, stage.Dao.Reader).NodeAsync(node, patience);
            var stored = await Node.Batches.BatchesOfAsync(node, 1, patience);
            Assert.Equal(onChain.Checkpoints, (ulong)stored.Count);
            foreach (var batch in stored)
            {
                Assert.NotNull(batch.Mined);
                Assert.Equal((await reader.ReadAsync(node, batch.Number, patience))!.StreamsRoot,
                    batch.Batch.StreamsRoot);
            }
            leaves.AddRange(stored.SelectMany(b => b.Batch.Entries).SelectMany(e => e.Leaves).Select(l => l.Leaf.Seq));
        }
        Assert.Equal([.. Enumerable.Range(1, leaves.Count).Select(seq => (ulong)seq)], leaves.Order());
    }
}
