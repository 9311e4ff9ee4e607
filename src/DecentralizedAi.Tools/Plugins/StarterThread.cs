using System.Collections.Concurrent;
using System.Diagnostics;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>
/// A thread that starts processes and lives as long as this one. Children that ask the kernel to end with whoever
/// started them end with that very thread, and those of a pool come and go.
/// </summary>
internal static class StarterThread
{
    private static readonly BlockingCollection<Action> Asked = [];

    static StarterThread() => new Thread(() =>
    {
        foreach (var start in Asked.GetConsumingEnumerable())
            start();
    })
    { IsBackground = true, Name = "starter" }.Start();

    /// <summary>Starts a process; throws what <see cref="Process.Start(ProcessStartInfo)"/> throws.</summary>
    public static Process Start(ProcessStartInfo what)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Asked.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(what)!);
            }
            catch (Exception fault)
            {
                started.SetException(fault);
            }
        });
        return started.Task.GetAwaiter().GetResult();
    }
}
