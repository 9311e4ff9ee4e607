using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Runtime.Ledger;

/// <summary>Finds what stands behind the checkpoints of a node, and says so in the database.</summary>
internal sealed class NodeOpening(IBatchStore batches, ICheckpointReader checkpoints)
{
    /// <summary>
    /// Marks every batch whose checkpoint is on chain. The head up to which the node's batches are known, or null when
    /// one is missing: then nobody may take its shards, for their leaves could be anchored twice or never.
    /// </summary>
    public async Task<Bytes32?> OpenAsync(Address node, NodeLog onChain, CancellationToken cancellation)
    {
        if (onChain.Checkpoints == 0)
            return Bytes32.Zero;
        var last = await batches.LastOfAsync(node, cancellation).ConfigureAwait(false);
        if (last is null || last.Number < onChain.Checkpoints)
            return null;
        var stored = await batches.BatchesOfAsync(node, Earliest(onChain), cancellation).ConfigureAwait(false);
        Bytes32? head = null;
        foreach (var batch in stored.Where(b => b.Number <= onChain.Checkpoints))
            head = batch.Mined?.Head ?? await MineAsync(batch, cancellation).ConfigureAwait(false);
        return head == onChain.Head ? head : null;
    }

    /// <summary>Marks one batch as on chain; its head, or null when the chain has another root there.</summary>
    public async Task<Bytes32?> MineAsync(StoredBatch batch, CancellationToken cancellation)
    {
        var recorded = await checkpoints.ReadAsync(batch.Node, batch.Number, cancellation).ConfigureAwait(false);
        if (recorded is null || recorded.StreamsRoot != batch.Batch.StreamsRoot)
            return null;
        await batches.MinedAsync(batch.Node, batch.Number, new MinedCheckpoint(recorded.Block.Number,
            recorded.Block.Time, recorded.Leases, recorded.Head, recorded.Transaction), cancellation)
            .ConfigureAwait(false);
        return recorded.Head;
    }

    // A node has one checkpoint under way at a time: only its last few can be unmarked.
    private static ulong Earliest(NodeLog onChain) => onChain.Checkpoints > 4 ? onChain.Checkpoints - 4 : 1;
}
