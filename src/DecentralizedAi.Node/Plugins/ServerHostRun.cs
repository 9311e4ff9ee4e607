using System.Globalization;
using DecentralizedAi.Inference.Hosting;

namespace DecentralizedAi.Node.Plugins;

/// <summary>
/// The body of the process that becomes a server of others. It gives up files, sockets, other programs and processes
/// first, and does not become anything where one of these cannot be taken away: nobody has read what runs next.
/// </summary>
internal static class ServerHostRun
{
    private const string Verb = "server-host";

    /// <summary>Words: the program, the server's folder, how many names of the environment follow, these as
    /// <c>NAME=VALUE</c>, then the program's arguments.</summary>
    /// <returns>2 usage; 3 a fence does not hold here; 5 the program cannot be started.</returns>
    public static int Run(IReadOnlyList<string> words)
    {
        var starter = PluginFence.Parent();
        var within = words is [Bubblewrap.Word, ..] ? ", bwrap" : "";
        words = within.Length > 0 ? [.. words.Skip(1)] : words;
        if (words.Count < 3 || !int.TryParse(words[2], CultureInfo.InvariantCulture, out var names)
            || names < 0 || words.Count < 3 + names)
        {
            Console.Error.WriteLine(NodeCommandLine.Usage);
            return 2;
        }
        var (program, folder) = (words[0], words[1]);
        // What OpenSSL would read by itself is of the host, and it ends where it may not.
        string[] environment = ["OPENSSL_CONF=/dev/null", .. words.Skip(3).Take(names)];
        string[] become = [program, .. words.Skip(3 + names)];
        var filter = Confinement.ApplyBeforeOthers(Console.Error, Verb);
        Console.Error.WriteLine($"{Verb}: confined by landlock {Landlock.Version}, {filter}{within}");
        // From the next line on this program's own files are out of reach as well, and what is not loaded never is.
        if (filter == "none" || Landlock.Apply([.. PluginFence.Readable, folder], program) < 1)
        {
            Console.Error.WriteLine($"{Verb}: a server of others runs where both hold; Linux 5.13 on x86-64 has them");
            return 3;
        }
        if (!PluginFence.EndWith(starter))
            return 5;
        var error = PluginFence.Become(become, environment);
        Console.Error.WriteLine($"{Verb}: '{program}' cannot be started (error {error})");
        return 5;
    }
}
