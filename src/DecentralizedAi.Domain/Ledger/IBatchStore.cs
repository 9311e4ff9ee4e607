using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>
/// What the checkpoints of an operator's nodes hold: entries and leaves, stored before the transaction is sent, so
/// that whatever root is on chain can be opened by every node of the operator.
/// </summary>
public interface IBatchStore
{
    /// <summary>
    /// Stores the batch that checkpoint <paramref name="number"/> of <paramref name="node"/> will anchor; durable when
    /// the task ends. A batch of the same number that is not mined is replaced: its root never reached the chain.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another batch of that number is mined.</exception>
    Task SaveAsync(Address node, ulong number, LedgerBatch batch, CancellationToken cancellation);

    /// <summary>The checkpoint is on chain; calling it again with the same values changes nothing.</summary>
    /// <param name="voids">Streams whose shard the node did not hold then: verifiers ignore their entries, so these
    /// anchor nothing.</param>
    /// <exception cref="InvalidOperationException">There is no such batch, or it is mined with other values.
    /// </exception>
    Task MinedAsync(
        Address node, ulong number, MinedCheckpoint mined, IReadOnlySet<StreamId> voids,
        CancellationToken cancellation);

    /// <summary>A reorganisation took the checkpoint back: the batch stays, not mined.</summary>
    Task UnminedAsync(Address node, ulong number, CancellationToken cancellation);

    /// <summary>The batch of the highest number of that node, or null.</summary>
    Task<StoredBatch?> LastOfAsync(Address node, CancellationToken cancellation);

    /// <summary>Batches of that node from <paramref name="fromNumber"/> on, ascending.</summary>
    Task<IReadOnlyList<StoredBatch>> BatchesOfAsync(Address node, ulong fromNumber, CancellationToken cancellation);

    /// <summary>How far mined checkpoints hold the stream, void entries aside; (0, 0) where none does.</summary>
    Task<StreamPosition> AnchoredAsync(StreamId stream, CancellationToken cancellation);

    /// <summary>Leaves of the stream in mined checkpoints from <paramref name="fromSeq"/> on, ascending; void entries
    /// aside.</summary>
    /// <param name="limit">At most so many, more than 0.</param>
    Task<IReadOnlyList<LoggedLeaf>> LeavesOfAsync(
        StreamId stream, ulong fromSeq, int limit, CancellationToken cancellation);

    /// <summary>Nodes that ever stored a batch, ascending.</summary>
    Task<IReadOnlyList<Address>> NodesAsync(CancellationToken cancellation);
}

/// <summary>A batch and what became of its checkpoint; <paramref name="Mined"/> is null until it is on chain.</summary>
public sealed record StoredBatch(Address Node, ulong Number, LedgerBatch Batch, MinedCheckpoint? Mined);

/// <summary>Where a checkpoint stands on chain.</summary>
/// <param name="Block">Its block.</param>
/// <param name="Time">Unix seconds of the block.</param>
/// <param name="Leases">The operator's lease history that it commits to.</param>
/// <param name="Head">Head of the node's chain of checkpoints after it.</param>
/// <param name="Transaction">Its transaction.</param>
public readonly record struct MinedCheckpoint(
    ulong Block, ulong Time, Bytes32 Leases, Bytes32 Head, Bytes32 Transaction);

/// <summary>The last leaf of a stretch of a stream: its number and hash.</summary>
public readonly record struct StreamPosition(ulong Seq, Bytes32 Head);
