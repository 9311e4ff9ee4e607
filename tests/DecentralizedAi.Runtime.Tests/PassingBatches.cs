using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>Batches of another store, for those that do one thing otherwise.</summary>
internal abstract class PassingBatches(IBatchStore inner) : IBatchStore
{
    public virtual Task SaveAsync(Address node, ulong number, LedgerBatch batch, CancellationToken cancellation) =>
        inner.SaveAsync(node, number, batch, cancellation);

    public virtual Task MinedAsync(
        Address node, ulong number, MinedCheckpoint mined, IReadOnlySet<StreamId> voids,
        CancellationToken cancellation) => inner.MinedAsync(node, number, mined, voids, cancellation);

    public Task UnminedAsync(Address node, ulong number, CancellationToken cancellation) =>
        inner.UnminedAsync(node, number, cancellation);

    public Task<StoredBatch?> LastOfAsync(Address node, CancellationToken cancellation) =>
        inner.LastOfAsync(node, cancellation);

    public virtual Task<IReadOnlyList<StoredBatch>> BatchesOfAsync(
        Address node, ulong fromNumber, CancellationToken cancellation) =>
        inner.BatchesOfAsync(node, fromNumber, cancellation);

    public virtual Task<StreamPosition> AnchoredAsync(StreamId stream, CancellationToken cancellation) =>
        inner.AnchoredAsync(stream, cancellation);

    public Task<IReadOnlyList<LoggedLeaf>> LeavesOfAsync(
        StreamId stream, ulong fromSeq, int limit, CancellationToken cancellation) =>
        inner.LeavesOfAsync(stream, fromSeq, limit, cancellation);

    public Task<IReadOnlyList<Address>> NodesAsync(CancellationToken cancellation) => inner.NodesAsync(cancellation);
}
