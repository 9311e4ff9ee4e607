using System.Diagnostics;
using System.Text.Json;

namespace DecentralizedAi.Chain.Hosting;

/// <summary>The file <c>chain.json</c>: the chain that was started in a folder.</summary>
public sealed record RunningChain(string Rpc, int ProcessId, ulong ChainId)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Null where no chain was started, or where it was stopped.</summary>
    public static RunningChain? Read(string folder)
    {
        var file = FileIn(folder);
        return File.Exists(file) ? JsonSerializer.Deserialize<RunningChain>(File.ReadAllText(file), Options) : null;
    }

    internal void Write(string folder)
    {
        // A reader never sees half a file.
        var next = FileIn(folder) + ".next";
        File.WriteAllText(next, JsonSerializer.Serialize(this, Options));
        File.Move(next, FileIn(folder), overwrite: true);
    }

    internal static void Forget(string folder) => File.Delete(FileIn(folder));

    /// <summary>The process, if it still runs and is the chain: ids are used again by the system.</summary>
    internal Process? Find()
    {
        try
        {
            var process = Process.GetProcessById(ProcessId);
            if (process.ProcessName.Contains("anvil", StringComparison.OrdinalIgnoreCase) && !process.HasExited)
                return process;
            process.Dispose();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return null;
        }
        return null;
    }

    private static string FileIn(string folder) => Path.Combine(folder, "chain.json");
}
