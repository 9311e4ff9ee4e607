using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Storage;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>Batches in memory, of which one answer to how far a stream is anchored is late: it was read in time.
/// </summary>
/// <param name="late">Which of those questions, from 1.</param>
internal sealed class HeldBatches(InMemoryBatchStore inner, int late) : IBatchStore
{
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _let = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    /// <summary>Ends when the late answer is known here and nowhere else.</summary>
    public Task Read => _read.Task;

    /// <summary>Lets the late answer go.</summary>
    public void Let() => _let.SetResult();

    public async Task<StreamPosition> AnchoredAsync(StreamId stream, CancellationToken cancellation)
    {
        var position = await inner.AnchoredAsync(stream, cancellation);
        if (Interlocked.Increment(ref _asked) == late)
        {
            _read.SetResult();
            await _let.Task.WaitAsync(cancellation);
        }
        return position;
    }

    public Task SaveAsync(Address node, ulong number, LedgerBatch batch, CancellationToken cancellation) =>
        inner.SaveAsync(node, number, batch, cancellation);

    public Task MinedAsync(
        Address node, ulong number, MinedCheckpoint mined, IReadOnlySet<StreamId> voids,
        CancellationToken cancellation) => inner.MinedAsync(node, number, mined, voids, cancellation);

    public Task UnminedAsync(Address node, ulong number, CancellationToken cancellation) =>
        inner.UnminedAsync(node, number, cancellation);

    public Task<StoredBatch?> LastOfAsync(Address node, CancellationToken cancellation) =>
        inner.LastOfAsync(node, cancellation);

    public Task<IReadOnlyList<StoredBatch>> BatchesOfAsync(
        Address node, ulong fromNumber, CancellationToken cancellation) =>
        inner.BatchesOfAsync(node, fromNumber, cancellation);

    public Task<IReadOnlyList<LoggedLeaf>> LeavesOfAsync(
        StreamId stream, ulong fromSeq, int limit, CancellationToken cancellation) =>
        inner.LeavesOfAsync(stream, fromSeq, limit, cancellation);

    public Task<IReadOnlyList<Address>> NodesAsync(CancellationToken cancellation) => inner.NodesAsync(cancellation);
}
