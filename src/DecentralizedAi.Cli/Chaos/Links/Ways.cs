namespace DecentralizedAi.Cli.Chaos.Links;

/// <summary>The ways between the nodes of a cluster, each in one direction. Safe from many threads.</summary>
internal sealed class Ways(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly HashSet<(int From, int To)> _closed = [];
    private TaskCompletionSource _mended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _late;

    /// <summary>How long what is sent from now on is under way; zero or more.</summary>
    public TimeSpan Late
    {
        get { lock (_gate) return _late; }
        set { lock (_gate) _late = value; }
    }

    /// <summary>Nothing gets from the one to the other until <see cref="Mend"/>; who sends is not told.</summary>
    public void Close(IEnumerable<(int From, int To)> ways)
    {
        lock (_gate)
            _closed.UnionWith(ways);
    }

    /// <summary>Opens all; what waited goes on.</summary>
    public void Mend()
    {
        lock (_gate)
        {
            _closed.Clear();
            _mended.SetResult();
            _mended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Ends when what is sent now has arrived: after the way's time, and when the way is open.</summary>
    public async Task PassAsync(int from, int to, CancellationToken cancellation)
    {
        if (Late is var late && late > TimeSpan.Zero)
            await Task.Delay(late, clock, cancellation);
        while (Closed(from, to) is { } mended)
            await mended.WaitAsync(cancellation);
    }

    private Task? Closed(int from, int to)
    {
        lock (_gate)
            return _closed.Contains((from, to)) ? _mended.Task : null;
    }
}
