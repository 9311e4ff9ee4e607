namespace DecentralizedAi.Storage;

/// <summary>
/// Writes what all actors of a process hand over meanwhile in one transaction: a commit takes about as long for many as
/// for one, and writers that do not meet do not wait for each other's locks.
/// </summary>
/// <param name="store">All of them or none, on disk when the task ends.</param>
/// <param name="ofAll">Whether a fault would meet each of them alone as well, so that nobody is tried again.</param>
internal sealed class GroupWriter<T>(Func<IReadOnlyList<T>, Task> store, Func<Exception, bool> ofAll)
{
    // What a commit holds at most, so that the last to come does not wait for all.
    private const int MostInOne = 128;

    private readonly Queue<Handed> _waiting = new();
    private Task _last = Task.CompletedTask;
    private bool _writes;

    /// <summary>Ends when it is on disk. It may be written although the caller gave up.</summary>
    public Task PutAsync(T item, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var handed = new Handed(item, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_waiting)
        {
            _waiting.Enqueue(handed);
            _last = handed.Written.Task;
            if (!_writes)
            {
                _writes = true;
                _ = Task.Run(WriteAsync, CancellationToken.None);
            }
        }
        return handed.Written.Task.WaitAsync(cancellation);
    }

    /// <summary>Ends when everything handed over before is written, or refused.</summary>
    public async Task EmptyAsync(CancellationToken cancellation)
    {
        Task last;
        lock (_waiting)
            last = _last;
        await last.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    private async Task WriteAsync()
    {
        while (Next() is { Count: > 0 } some)
        {
            // Of many one may be at fault: then each is told for itself.
            if (!await TryAsync(some).ConfigureAwait(false))
                foreach (var one in some)
                    await TryAsync([one]).ConfigureAwait(false);
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

    private async Task<bool> TryAsync(IReadOnlyList<Handed> some)
    {
        try
        {
            await store([.. some.Select(handed => handed.Item)]).ConfigureAwait(false);
            foreach (var handed in some)
                handed.Written.TrySetResult();
            return true;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            if (some.Count > 1 && !ofAll(fault))
                return false;
            foreach (var handed in some)
                handed.Written.TrySetException(fault);
            return true;
        }
    }

    private sealed record Handed(T Item, TaskCompletionSource Written);
}
