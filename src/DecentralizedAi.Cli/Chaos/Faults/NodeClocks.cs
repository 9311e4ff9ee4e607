using System.Globalization;
using DecentralizedAi.Cli.Development;

namespace DecentralizedAi.Cli.Chaos.Faults;

/// <summary>A time of day for each node, which can be set apart from this machine's: libfaketime stands between the
/// node's processes and the system. How long something takes stays what it is, as where somebody sets a clock.
/// </summary>
internal sealed class NodeClocks : IDisposable
{
    private const string Name = "libfaketimeMT.so.1", Shared = "/dev/shm";

    private static readonly string[] Folders =
    [
        "/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib64/faketime",
        "/usr/lib/faketime", "/usr/local/lib/faketime",
    ];

    private readonly HashSet<string> _before = [.. Leavings()];
    private readonly string _library;
    private readonly string _folder;

    private NodeClocks(string library, string folder) => (_library, _folder) = (library, folder);

    /// <summary>Null where this machine has no libfaketime.</summary>
    /// <param name="folder">Is made; holds a file for each node.</param>
    public static NodeClocks? Open(string folder)
    {
        if (Folders.Select(one => Path.Combine(one, Name)).FirstOrDefault(File.Exists) is not { } library)
            return null;
        Directory.CreateDirectory(folder);
        return new NodeClocks(library, folder);
    }

    /// <summary>The same place, where a node goes by its own clock.</summary>
    public NodePlace Of(NodePlace place, int node)
    {
        Set(node, TimeSpan.Zero);
        return place with
        {
            Variables = new Dictionary<string, string>(place.Variables)
            {
                ["LD_PRELOAD"] = _library,
                ["FAKETIME_TIMESTAMP_FILE"] = FileOf(node),
                // Seconds until the file is read again.
                ["FAKETIME_CACHE_DURATION"] = "1",
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
                // Else every wait for a condition that has a limit ends at once, as those of .NET's sockets do.
                ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
                ["NO_FAKE_STAT"] = "1",
            },
        };
    }

    /// <summary>Within a second the node's clock is that far before this machine's, or behind it.</summary>
    public void Set(int node, TimeSpan ahead)
    {
        var next = FileOf(node) + ".next";
        File.WriteAllText(next, ahead.TotalSeconds.ToString("+0.###;-0.###;+0", CultureInfo.InvariantCulture) + "\n");
        File.Move(next, FileOf(node), overwrite: true);
    }

    /// <summary>Takes away what the library leaves of processes that are killed.</summary>
    public void Dispose()
    {
        foreach (var left in Leavings().Where(left => !_before.Contains(left)
            && !Directory.Exists($"/proc/{left[(left.LastIndexOf('_') + 1)..]}")))
            File.Delete(left);
    }

    private static IEnumerable<string> Leavings() => Directory.EnumerateFiles(Shared, "*faketime_s*");

    private string FileOf(int node) => Path.Combine(_folder, $"node-{node}");
}
