using System.Globalization;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>Threads, as Linux counts them; 0 where there is no <c>/proc</c>.</summary>
internal static class ThreadCount
{
    private const int Parents = 16;

    /// <summary>Of a process and of those that its first thread started, and so on; 0 when it is gone.</summary>
    public static int Of(int process)
    {
        var (all, next) = (0, new Queue<int>([process]));
        // A fence starts another fence and that the program; nobody else may start anything.
        for (var i = 0; i < Parents && next.TryDequeue(out var one); i++)
        {
            all += Threads($"/proc/{one}/stat");
            foreach (var child in Read($"/proc/{one}/task/{one}/children").Split(
                ' ', StringSplitOptions.RemoveEmptyEntries))
                next.Enqueue(int.Parse(child, CultureInfo.InvariantCulture));
        }
        return all;
    }

    /// <summary>Of all processes that run as the user of this one.</summary>
    public static int OfUser()
    {
        var user = User("/proc/self/status");
        return user is null ? 0 : Directory.EnumerateDirectories("/proc")
            .Where(place => char.IsAsciiDigit(Path.GetFileName(place)[0]) && User(place + "/status") == user)
            .Sum(place => Threads(place + "/stat"));
    }

    // The name stands between brackets and may hold anything; the count is the 18th word after it.
    private static int Threads(string file) => Read(file) is { Length: > 0 } stat
        && stat[(stat.LastIndexOf(')') + 1)..].Split(' ') is { Length: > 18 } words
        ? int.Parse(words[18], CultureInfo.InvariantCulture) : 0;

    private static string? User(string file) =>
        Read(file).Split('\n').FirstOrDefault(line => line.StartsWith("Uid:", StringComparison.Ordinal))
            ?.Split('\t').ElementAtOrDefault(1);

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended while we looked, or this system has no such file.
            return "";
        }
    }
}
