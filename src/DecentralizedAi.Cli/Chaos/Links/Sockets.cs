using System.Globalization;

namespace DecentralizedAi.Cli.Chaos.Links;

/// <summary>Tells which process holds a connection on loopback, from what Linux says of it.</summary>
internal static class Sockets
{
    private const int LocalColumn = 1, InodeColumn = 9;

    /// <summary>The index of the process whose socket has this local port; null where none of them has.</summary>
    /// <param name="port">A connected TCP socket's, IPv4.</param>
    public static int? OwnerOf(int port, IReadOnlyList<int> pids)
    {
        if (InodeOf(port) is not { } inode)
            return null;
        var name = $"socket:[{inode}]";
        for (var index = 0; index < pids.Count; index++)
            if (Holds(pids[index], name))
                return index;
        return null;
    }

    private static string? InodeOf(int port)
    {
        var end = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        // A socket over IPv6 may carry IPv4.
        return new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(words => words.Length > InodeColumn && words[InodeColumn] != "0"
                && words[LocalColumn].EndsWith(end, StringComparison.Ordinal))?[InodeColumn];
    }

    private static bool Holds(int pid, string socket)
    {
        try
        {
            return new DirectoryInfo($"/proc/{pid}/fd").EnumerateFileSystemInfos()
                .Any(file => file.LinkTarget == socket);
        }
        catch (IOException)
        {
            // It ended meanwhile, or a file of it was closed while it was looked at.
            return false;
        }
    }
}
