using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Storage;

/// <summary>
/// Writes what all agents of a process hand over meanwhile in one transaction: a commit takes about as long for many
/// as for one, and writers that do not meet do not wait for each other's locks.
/// </summary>
internal sealed class BodyWriter(Func<IReadOnlyCollection<SaltedDocument>, Task> store)
{
    // What a commit holds at most, so that the last to come does not wait for all.
    private const int MostInOne = 64;

    private readonly Queue<Handed> _waiting = new();
    private bool _writes;

    /// <summary>Ends when the documents are on disk. They may be written although the caller gave up.</summary>
    public Task PutAsync(IReadOnlyCollection<SaltedDocument> documents, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var handed = new Handed(documents, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_waiting)
        {
            _waiting.Enqueue(handed);
            if (!_writes)
            {
                _writes = true;
                _ = Task.Run(WriteAsync, CancellationToken.None);
            }
        }
        return handed.Written.Task.WaitAsync(cancellation);
    }

    private async Task WriteAsync()
    {
        while (Next() is { Count: > 0 } some)
        {
            // Of many one may be at fault: then each is told for itself.
            if (!await TryAsync(some, isLast: some.Count == 1).ConfigureAwait(false))
                foreach (var one in some)
                    await TryAsync([one], isLast: true).ConfigureAwait(false);
        }
    }

    private List<Handed> Next()
    {
        lock (_waiting)
        {
            var some = new List<Handed>();
            while (some.Count < MostInOne && _waiting.TryDequeue(out var handed))
                some.Add(handed);
            _writes = some.Count > 0;
            return some;
        }
    }

    private async Task<bool> TryAsync(IReadOnlyList<Handed> some, bool isLast)
    {
        try
        {
            await store([.. some.SelectMany(handed => handed.Documents).DistinctBy(document => document.Word)])
                .ConfigureAwait(false);
            foreach (var handed in some)
                handed.Written.TrySetResult();
            return true;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            if (isLast)
                some[0].Written.TrySetException(fault);
            return isLast;
        }
    }

    private sealed record Handed(IReadOnlyCollection<SaltedDocument> Documents, TaskCompletionSource Written);
}
