using DecentralizedAi.Plugin;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>How long a plugin that failed is left alone; longer each time, until a call of it ends well.</summary>
internal sealed class PluginPauses(string plugin, PluginLimits limits, TimeProvider time)
{
    private int _failures;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;

    /// <summary>In a row.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <exception cref="ToolException"><see cref="ToolCode.Down"/>: not yet.</exception>
    public void Demand()
    {
        if (time.GetUtcNow() < _notBefore)
            throw new ToolException(ToolCode.Down, $"{plugin} failed {_failures} times in a row; "
                + $"the next start is at {_notBefore:HH:mm:ss} UTC");
    }

    /// <summary>Until it may be started again.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        // Timers count by another clock than the one that is read here, and may ring a little before its time.
        while (_notBefore - time.GetUtcNow() is var pause && pause > TimeSpan.Zero)
            await Task.Delay(pause, time, cancellation);
    }

    public void Failed()
    {
        _failures++;
        var pause = limits.FirstPause * Math.Pow(2, Math.Min(_failures - 1, 10));
        _notBefore = time.GetUtcNow() + (pause < limits.LongestPause ? pause : limits.LongestPause);
    }

    public void Clear() => _failures = 0;
}
