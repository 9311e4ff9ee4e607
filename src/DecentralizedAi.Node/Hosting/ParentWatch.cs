using System.Diagnostics;
using System.Globalization;

namespace DecentralizedAi.Node.Hosting;

/// <summary>Ends a node whose starter is gone, so that an interrupted demonstration leaves nothing behind.</summary>
internal static class ParentWatch
{
    /// <summary>Environment variable with the process id of the starter; absent = nobody is watched.</summary>
    public const string Variable = "DAI_PARENT";

    /// <summary>Ends when the process is gone; never when nobody is watched.</summary>
    public static async Task GoneAsync(string? pid, CancellationToken cancellation)
    {
        if (pid is null)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return;
        }
        if (!int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            throw new NodeFaultException("DAI-6003", $"{Variable} '{pid}' is not a process id; unset it");
        try
        {
            using var parent = Process.GetProcessById(id);
            await parent.WaitForExitAsync(cancellation);
        }
        catch (ArgumentException)
        {
            // It was gone before we looked.
        }
    }
}
