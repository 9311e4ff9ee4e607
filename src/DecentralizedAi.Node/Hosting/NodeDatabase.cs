using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Storage;
using Microsoft.Extensions.Logging;

namespace DecentralizedAi.Node.Hosting;

/// <summary>The operator's database, waited for where its server starts later than the node.</summary>
internal static class NodeDatabase
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="StorageException">It cannot be used, or its server did not answer in two minutes.</exception>
    public static async Task<IOperatorDatabase> OpenAsync(
        StoreConfiguration store, ILogger log, TimeProvider clock, Task stop)
    {
        var started = clock.GetTimestamp();
        string? said = null;
        while (true)
            try
            {
                return OperatorDatabase.Open(store.Path, store.ConnectionVariable, Environment.GetEnvironmentVariable);
            }
            catch (StorageException failure) when (
                failure.IsTransient && !stop.IsCompleted && clock.GetElapsedTime(started) < Patience)
            {
                // Once for each thing that is wrong: it is tried every second.
                if (failure.Message != said)
                    log.Trouble(failure.Code,
                        $"tried again every second: {failure.Message[(failure.Code.Length + 1)..]}");
                said = failure.Message;
                await Task.WhenAny(Task.Delay(Pause, clock), stop);
            }
    }
}
