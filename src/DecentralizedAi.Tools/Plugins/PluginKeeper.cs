namespace DecentralizedAi.Tools.Plugins;

/// <summary>While a plugin is wanted, it runs or its next look is due: no failure is the last word.</summary>
/// <param name="look">Starts it where it does not run; throws why it does not.</param>
/// <param name="gone">Ends when its process does; at once where there is none.</param>
/// <param name="hopeless">No look would start it.</param>
internal sealed class PluginKeeper(
    PluginPauses pauses, PluginLimits limits, TimeProvider time, Func<Task> look, Func<Task> gone, Func<bool> hopeless,
    CancellationToken over)
{
    private readonly Lock _gate = new();
    private bool _wanted;
    private bool _keeps;

    public bool Wanted => Volatile.Read(ref _wanted);

    /// <returns>Whether it was wanted before.</returns>
    public bool Want()
    {
        lock (_gate)
        {
            var before = _wanted;
            _wanted = true;
            if (!_keeps)
            {
                _keeps = true;
                _ = KeepAsync();
            }
            return before;
        }
    }

    public void Leave()
    {
        lock (_gate)
            _wanted = false;
    }

    private async Task KeepAsync()
    {
        await Task.Yield();
        while (Goes())
            try
            {
                await LookAsync();
            }
            catch (Exception) when (over.IsCancellationRequested)
            {
                // It was let go with the node.
            }
    }

    private async Task LookAsync()
    {
        var failures = pauses.Failures;
        try
        {
            await look();
            await gone().WaitAsync(over);
        }
        catch (Exception) when (!over.IsCancellationRequested)
        {
            // What was wrong is in the log. What failed without a pause would do so again at once.
            if (pauses.Failures == failures && !hopeless())
                await Task.Delay(limits.LongestPause, time, over);
        }
    }

    private bool Goes()
    {
        lock (_gate)
            return _keeps = _wanted && !hopeless() && !over.IsCancellationRequested;
    }
}
