using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Storage;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>Batches in memory whose caller gets no answer at one point: by then its process has ended.</summary>
/// <param name="point">One of <see cref="Points"/>.</param>
internal sealed class BreakingBatches(InMemoryBatchStore inner, string point) : PassingBatches(inner)
{
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static IReadOnlyList<string> Points { get; } =
        ["cut, not stored", "stored, not sent", "on chain, not marked", "marked, not told"];

    /// <summary>Ends when the point is reached.</summary>
    public Task Broken => _broken.Task;

    public override async Task SaveAsync(Address node, ulong number, LedgerBatch batch, CancellationToken cancellation)
    {
        await BreakAsync("cut, not stored", cancellation);
        await base.SaveAsync(node, number, batch, cancellation);
        await BreakAsync("stored, not sent", cancellation);
    }

    public override async Task MinedAsync(
        Address node, ulong number, MinedCheckpoint mined, IReadOnlySet<StreamId> voids,
        CancellationToken cancellation)
    {
        await BreakAsync("on chain, not marked", cancellation);
        await base.MinedAsync(node, number, mined, voids, cancellation);
        await BreakAsync("marked, not told", cancellation);
    }

    private async Task BreakAsync(string here, CancellationToken cancellation)
    {
        if (here != point)
            return;
        _broken.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellation);
    }
}
