using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Storage;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>Batches in memory, of which one answer to how far a stream is anchored is late: it was read in time.
/// </summary>
/// <param name="late">Which of those questions, from 1.</param>
internal sealed class HeldBatches(InMemoryBatchStore inner, int late) : PassingBatches(inner)
{
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _let = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _asked;

    /// <summary>Ends when the late answer is known here and nowhere else.</summary>
    public Task Read => _read.Task;

    /// <summary>Lets the late answer go.</summary>
    public void Let() => _let.SetResult();

    public override async Task<StreamPosition> AnchoredAsync(StreamId stream, CancellationToken cancellation)
    {
        var position = await base.AnchoredAsync(stream, cancellation);
        if (Interlocked.Increment(ref _asked) == late)
        {
            _read.SetResult();
            await _let.Task.WaitAsync(cancellation);
        }
        return position;
    }
}
