namespace DecentralizedAi.Cli.Tests.Chaos;

/// <summary>Timers that end when a test says so, however long they were to be.</summary>
internal sealed class HeldTimers : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Held> _running = [];
    private TaskCompletionSource _more = Signal();

    /// <summary>Ends when so many are running.</summary>
    public async Task StartedAsync(int count)
    {
        while (Awaited(count) is { } more)
            await more;
    }

    /// <summary>Ends those that run.</summary>
    public void End()
    {
        Held[] ended;
        lock (_gate)
        {
            ended = [.. _running];
            _running.Clear();
        }
        foreach (var timer in ended)
            timer.Call();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Held(() => callback(state));
        lock (_gate)
        {
            _running.Add(timer);
            _more.SetResult();
            _more = Signal();
        }
        return timer;
    }

    private Task? Awaited(int count)
    {
        lock (_gate)
            return _running.Count < count ? _more.Task : null;
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Held(Action Call) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
