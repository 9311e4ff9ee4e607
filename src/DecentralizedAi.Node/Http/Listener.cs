namespace DecentralizedAi.Node.Http;

/// <summary>
/// One page that listens: what changed since it was told last. A name that changes again before it was told is told
/// once, and where too many changed it is told that everything did, so what waits here is bounded.
/// </summary>
/// <param name="leave">Called when it listens no more.</param>
internal sealed class Listener(Action<Listener> leave) : IDisposable
{
    /// <summary>Most names that wait; on top of them everything counts as changed.</summary>
    public const int MostNames = 64;

    /// <summary>Stands for everything.</summary>
    public const string Everything = "/v1/";

    private readonly Lock _gate = new();
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private TaskCompletionSource _told = Signal();

    /// <summary>Adds what it has to be told.</summary>
    public void Tell(IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
            return;
        lock (_gate)
        {
            if (_names.Count + names.Count > MostNames || _names.Contains(Everything))
            {
                _names.Clear();
                _names.Add(Everything);
            }
            else
            {
                _names.UnionWith(names);
            }
            _told.TrySetResult();
        }
    }

    /// <summary>What changed, in order; empty when nothing did before <paramref name="patience"/> was over.</summary>
    public async Task<IReadOnlyList<string>> NextAsync(
        TimeSpan patience, TimeProvider clock, CancellationToken cancel)
    {
        try
        {
            await Told().WaitAsync(patience, clock, cancel);
        }
        catch (TimeoutException)
        {
            return [];
        }
        lock (_gate)
        {
            string[] names = [.. _names];
            _names.Clear();
            _told = Signal();
            return names;
        }
    }

    public void Dispose() => leave(this);

    private Task Told()
    {
        lock (_gate)
            return _told.Task;
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
