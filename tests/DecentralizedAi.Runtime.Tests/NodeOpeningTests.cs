using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Ledger;
using DecentralizedAi.Testing.Storage;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>What a node finds behind the checkpoints of another, also after the chain changed its mind.</summary>
public sealed class NodeOpeningTests : ICheckpointReader
{
    private static readonly Address Node = SampleBatches.Account("node");
    private static readonly int Shard = Domain.Ledger.Shard.For(UInt256.One).Value;
    private readonly InMemoryBatchStore _batches = new();
    private readonly Dictionary<ulong, RecordedCheckpoint> _chain = [];
    private readonly NodeOpening _opening;
    private Lease _lease = new(Node, 1);

    public NodeOpeningTests() => _opening = new NodeOpening(_batches, this);

    public Task<RecordedCheckpoint?> ReadAsync(Address node, ulong number, CancellationToken cancellation) =>
        Task.FromResult(_chain.GetValueOrDefault(number));

    [Fact]
    public async Task Marks_what_is_on_chain_and_opens_to_its_head()
    {
        await BatchAsync(1, minedIn: 10);
        await BatchAsync(2, minedIn: 11);
        Assert.Equal(Head(2, 11), await OpenAsync());
        Assert.Equal(11UL, (await _batches.LastOfAsync(Node, default))!.Mined!.Value.Block);
    }

    [Fact]
    public async Task A_batch_that_is_missing_opens_nothing()
    {
        await BatchAsync(1, minedIn: 10);
        Mine(2, 11);
        Assert.Null(await OpenAsync());
    }

    [Fact]
    public async Task What_a_reorganisation_took_back_anchors_nothing_any_more()
    {
        await BatchAsync(1, minedIn: 10);
        await BatchAsync(2, minedIn: 11);
        await OpenAsync();
        _chain.Remove(2);
        Assert.Equal(Head(1, 10), await OpenAsync());
        Assert.Equal(1UL, (await _batches.AnchoredAsync(SampleBatches.Stream(1), default)).Seq);
        Assert.Equal(2UL, (await _opening.UnsentAsync(Node, default))!.Number);
    }

    [Fact]
    public async Task The_only_checkpoint_may_be_taken_back_too()
    {
        await BatchAsync(1, minedIn: 10);
        await OpenAsync();
        _chain.Clear();
        Assert.Equal(Bytes32.Zero, await OpenAsync());
        Assert.Equal(default, await _batches.AnchoredAsync(SampleBatches.Stream(1), default));
    }

    [Fact]
    public async Task The_same_checkpoint_in_another_block_is_marked_anew()
    {
        await BatchAsync(1, minedIn: 10);
        await OpenAsync();
        Mine(1, 12);
        Assert.Equal(Head(1, 12), await OpenAsync());
        Assert.Equal(12UL, (await _batches.LastOfAsync(Node, default))!.Mined!.Value.Block);
    }

    [Fact]
    public async Task A_checkpoint_that_came_after_the_shard_was_taken_anchors_nothing_of_it()
    {
        await BatchAsync(1, minedIn: 10);
        _lease = new Lease(SampleBatches.Account("heir"), 2);
        await BatchAsync(2, minedIn: 11);
        Assert.Equal(Head(2, 11), await OpenAsync());
        Assert.Equal(1UL, (await _batches.AnchoredAsync(SampleBatches.Stream(1), default)).Seq);
        var found = await _opening.MarkAsync((await _batches.LastOfAsync(Node, default))!, default);
        Assert.Equal(Marking.Mined, found.Marking);
        Assert.Equal([SampleBatches.Stream(1)], found.Voids);
    }

    [Fact]
    public async Task A_view_that_is_behind_takes_nothing_back()
    {
        await BatchAsync(1, minedIn: 10);
        await BatchAsync(2, minedIn: 11);
        await OpenAsync();
        Assert.Equal(Head(1, 10), await _opening.OpenAsync(Node, new NodeLog(Head(1, 10), 1, 100, 0), default));
        Assert.False(await _opening.TakeBackAsync(Node, 2, default));
        Assert.Equal(2UL, (await _batches.AnchoredAsync(SampleBatches.Stream(1), default)).Seq);
    }

    [Fact]
    public async Task What_another_node_found_on_chain_while_this_one_looked_is_not_sent_again()
    {
        await BatchAsync(1, minedIn: 10);
        var meanwhile = new MarkedMeanwhile(_batches, OpenAsync);
        Assert.Null(await new NodeOpening(meanwhile, this).UnsentAsync(Node, default));
        Assert.Equal(10UL, (await _batches.LastOfAsync(Node, default))!.Mined!.Value.Block);
    }

    private Task<Bytes32?> OpenAsync()
    {
        var last = (ulong)_chain.Count;
        var head = last == 0 ? Bytes32.Zero : _chain[last].Head;
        return _opening.OpenAsync(Node, new NodeLog(head, last, 100, 0), default);
    }

    // Batch n holds leaf n of the one stream.
    private async Task BatchAsync(ulong number, ulong minedIn)
    {
        var leaves = SampleBatches.Leaves(1, (int)number).GetRange((int)number - 1, 1);
        var batch = SampleBatches.Batch((1UL, leaves));
        await _batches.SaveAsync(Node, number, batch, default);
        Mine(number, minedIn, batch.StreamsRoot);
    }

    private void Mine(ulong number, ulong block, Bytes32? root = null) => _chain[number] = new RecordedCheckpoint(
        Node, number, root ?? _chain.GetValueOrDefault(number)?.StreamsRoot ?? default, 1, 1, default,
        Head(number, block), new ChainHead(block, Keccak256.Hash($"block {block}"), block),
        Keccak256.Hash($"tx {number}"))
        { Held = new Dictionary<int, Lease> { [Shard] = _lease } };

    private static Bytes32 Head(ulong number, ulong block) => Keccak256.Hash($"head {number} in {block}");

    /// <summary>Batches that another node marks just before they are listed.</summary>
    private sealed class MarkedMeanwhile(IBatchStore inner, Func<Task<Bytes32?>> mark) : PassingBatches(inner)
    {
        public override async Task<IReadOnlyList<StoredBatch>> BatchesOfAsync(
            Address node, ulong fromNumber, CancellationToken cancellation)
        {
            await mark();
            return await base.BatchesOfAsync(node, fromNumber, cancellation);
        }
    }
}
