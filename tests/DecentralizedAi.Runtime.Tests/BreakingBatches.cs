using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Storage;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>Batches in memory whose caller gets no answer at one point: by then its process has ended.</summary>
/// <param name="point">One of <see cref="Points"/>.</param>
internal sealed class BreakingBatches(InMemoryBatchStore inner, string point) : IBatchStore
{
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static IReadOnlyList<string> Points { get; } =
        ["cut, not stored", "stored, not sent", "on chain, not marked", "marked, not told"];

    /// <summary>Ends when the point is reached.</summary>
    public Task Broken => _broken.Task;

    public async Task SaveAsync(Address node, ulong number, LedgerBatch batch, CancellationToken cancellation)
    {
        await BreakAsync("cut, not stored", cancellation);
        await inner.SaveAsync(node, number, batch, cancellation);
        await BreakAsync("stored, not sent", cancellation);
    }

    public async Task MinedAsync(
        Address node, ulong number, MinedCheckpoint mined, IReadOnlySet<StreamId> voids,
        CancellationToken cancellation)
    {
        await BreakAsync("on chain, not marked", cancellation);
        await inner.MinedAsync(node, number, mined, voids, cancellation);
        await BreakAsync("marked, not told", cancellation);
    }

    public Task UnminedAsync(Address node, ulong number, CancellationToken cancellation) =>
        inner.UnminedAsync(node, number, cancellation);

    public Task<StoredBatch?> LastOfAsync(Address node, CancellationToken cancellation) =>
        inner.LastOfAsync(node, cancellation);

    public Task<IReadOnlyList<StoredBatch>> BatchesOfAsync(
        Address node, ulong fromNumber, CancellationToken cancellation) =>
        inner.BatchesOfAsync(node, fromNumber, cancellation);

    public Task<StreamPosition> AnchoredAsync(StreamId stream, CancellationToken cancellation) =>
        inner.AnchoredAsync(stream, cancellation);

    public Task<IReadOnlyList<LoggedLeaf>> LeavesOfAsync(
        StreamId stream, ulong fromSeq, int limit, CancellationToken cancellation) =>
        inner.LeavesOfAsync(stream, fromSeq, limit, cancellation);

    public Task<IReadOnlyList<Address>> NodesAsync(CancellationToken cancellation) => inner.NodesAsync(cancellation);

    private async Task BreakAsync(string here, CancellationToken cancellation)
    {
        if (here != point)
            return;
        _broken.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellation);
    }
}
