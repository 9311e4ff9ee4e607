using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Testing.Storage;

/// <summary>What every <see cref="IBatchStore"/> holds.</summary>
public abstract class BatchStoreCompliance
{
    private static readonly Address Node = SampleBatches.Account("node");
    private static readonly MinedCheckpoint Mined =
        new(12, 1_700_000_020, Keccak256.Hash("leases"), Keccak256.Hash("head"), Keccak256.Hash("tx"));

    private static readonly HashSet<StreamId> None = [];

    /// <summary>An empty store.</summary>
    protected abstract IBatchStore Open();

    [Fact]
    public async Task Gives_back_every_word_and_pre_image()
    {
        var store = Open();
        var batch = SampleBatches.Batch((1UL, SampleBatches.Leaves(1, 5)), (2UL, SampleBatches.Leaves(2, 1)));
        await store.SaveAsync(Node, 1, batch, default);
        var stored = (await store.LastOfAsync(Node, default))!;
        Assert.Null(stored.Mined);
        Assert.Equal(batch.StreamsRoot, stored.Batch.StreamsRoot);
        Assert.Equal(batch.Entries.Select(e => e.Entry), stored.Batch.Entries.Select(e => e.Entry));
        Same([.. batch.Entries.SelectMany(e => e.Leaves)], [.. stored.Batch.Entries.SelectMany(e => e.Leaves)]);
    }

    [Fact]
    public async Task A_batch_that_never_reached_the_chain_is_replaced()
    {
        var store = Open();
        await store.SaveAsync(Node, 1, SampleBatches.Batch((1UL, SampleBatches.Leaves(1, 2))), default);
        var second = SampleBatches.Batch((1UL, SampleBatches.Leaves(1, 3)));
        await store.SaveAsync(Node, 1, second, default);
        var all = await store.BatchesOfAsync(Node, 0, default);
        Assert.Equal(second.StreamsRoot, Assert.Single(all).Batch.StreamsRoot);
        Assert.Equal(3, Assert.Single(all[0].Batch.Entries).Leaves.Count);
    }

    [Fact]
    public async Task A_mined_batch_is_never_replaced()
    {
        var store = Open();
        var batch = SampleBatches.Batch((1UL, SampleBatches.Leaves(1, 2)));
        await store.SaveAsync(Node, 1, batch, default);
        await store.MinedAsync(Node, 1, Mined, None, default);
        await store.SaveAsync(Node, 1, batch, default);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            store.SaveAsync(Node, 1, SampleBatches.Batch((1UL, SampleBatches.Leaves(1, 3))), default));
        Assert.Equal(Mined, (await store.LastOfAsync(Node, default))!.Mined);
    }

    [Fact]
    public async Task Mining_twice_at_one_place_is_mining_once_and_elsewhere_is_refused()
    {
        var store = Open();
        await store.SaveAsync(Node, 1, SampleBatches.Batch((1UL, SampleBatches.Leaves(1, 2))), default);
        await store.MinedAsync(Node, 1, Mined, None, default);
        await store.MinedAsync(Node, 1, Mined, None, default);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            store.MinedAsync(Node, 1, Mined with { Block = 13 }, None, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.MinedAsync(Node, 2, Mined, None, default));
    }

    [Fact]
    public async Task An_entry_of_a_shard_that_another_node_had_taken_anchors_nothing_and_its_heir_does()
    {
        var (store, heir) = (Open(), SampleBatches.Account("heir"));
        var (mine, other) = (SampleBatches.Leaves(1, 2), SampleBatches.Leaves(2, 1));
        await store.SaveAsync(Node, 1, SampleBatches.Batch((1UL, mine), (2UL, other)), default);
        await store.MinedAsync(Node, 1, Mined, new HashSet<StreamId> { SampleBatches.Stream(1) }, default);
        Assert.Equal(default, await store.AnchoredAsync(SampleBatches.Stream(1), default));
        Assert.Empty(await store.LeavesOfAsync(SampleBatches.Stream(1), 1, 10, default));
        Assert.Equal(1UL, (await store.AnchoredAsync(SampleBatches.Stream(2), default)).Seq);
        await store.SaveAsync(heir, 1, SampleBatches.Batch((1UL, SampleBatches.Leaves(1, 3))), default);
        await store.MinedAsync(heir, 1, Mined with { Block = 20 }, None, default);
        Assert.Equal([1UL, 2, 3], (await store.LeavesOfAsync(SampleBatches.Stream(1), 1, 10, default))
            .Select(leaf => leaf.Leaf.Seq));
        await store.UnminedAsync(Node, 1, default);
        await store.MinedAsync(Node, 1, Mined, None, default);
        Assert.Equal(3UL, (await store.AnchoredAsync(SampleBatches.Stream(1), default)).Seq);
    }

    [Fact]
    public async Task Only_mined_batches_anchor_a_stream_and_a_reorganisation_takes_that_back()
    {
        var store = Open();
        var leaves = SampleBatches.Leaves(1, 2);
        await store.SaveAsync(Node, 1, SampleBatches.Batch((1UL, leaves)), default);
        Assert.Equal(default, await store.AnchoredAsync(SampleBatches.Stream(1), default));
        await store.MinedAsync(Node, 1, Mined, None, default);
        Assert.Equal(
            new StreamPosition(2, leaves[1].Hash), await store.AnchoredAsync(SampleBatches.Stream(1), default));
        await store.UnminedAsync(Node, 1, default);
        Assert.Equal(default, await store.AnchoredAsync(SampleBatches.Stream(1), default));
        Assert.Empty(await store.LeavesOfAsync(SampleBatches.Stream(1), 1, 10, default));
    }

    [Fact]
    public async Task Reads_a_stream_across_the_batches_of_several_nodes()
    {
        var store = Open();
        var heir = SampleBatches.Account("heir");
        var leaves = SampleBatches.Leaves(1, 5);
        await store.SaveAsync(Node, 1, SampleBatches.Batch((1UL, leaves.GetRange(0, 2))), default);
        await store.SaveAsync(heir, 1, SampleBatches.Batch((1UL, leaves.GetRange(2, 3))), default);
        await store.MinedAsync(Node, 1, Mined, None, default);
        await store.MinedAsync(heir, 1, Mined with { Block = 20 }, None, default);
        Same(leaves.GetRange(1, 3), await store.LeavesOfAsync(SampleBatches.Stream(1), 2, 3, default));
        Assert.Equal(5UL, (await store.AnchoredAsync(SampleBatches.Stream(1), default)).Seq);
        Assert.Equal(new[] { Node, heir }.Order(), await store.NodesAsync(default));
        Assert.Equal(1UL, Assert.Single(await store.BatchesOfAsync(heir, 1, default)).Number);
    }

    private static void Same(IReadOnlyList<LoggedLeaf> expected, IReadOnlyList<LoggedLeaf> actual)
    {
        Assert.Equal(expected.Select(l => l.Hash), actual.Select(l => l.Hash));
        foreach (var (wanted, got) in expected.Zip(actual))
        {
            Assert.Equal(wanted.Receipt, got.Receipt);
            Assert.Equal(wanted.Opens.Signature, got.Opens.Signature);
            Assert.Equal(wanted.Opens with { Signature = null }, got.Opens with { Signature = null });
        }
    }
}
