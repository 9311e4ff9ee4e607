using System.Runtime.InteropServices;
using DecentralizedAi.Inference.Hosting;
using DecentralizedAi.Node.Hosting;
using DecentralizedAi.Plugin;

namespace DecentralizedAi.Node.Plugins;

/// <summary>
/// The body of the process that holds a plugin. It gives up files, sockets, programs and other processes before the
/// plugin's first instruction; what the plugin may reach then comes over its pipe, from the node.
/// </summary>
internal static partial class PluginHostRun
{
    private const string Confined = "--confined";

    /// <summary>What a .NET process reads before and while it runs.</summary>
    private static readonly string[] Readable =
    [
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/zoneinfo", "/etc/ld.so.cache", "/etc/localtime",
        "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/proc/self", "/proc/meminfo", "/proc/cpuinfo",
        "/proc/stat", "/proc/sys/vm", "/sys/fs/cgroup", "/sys/devices/system", "/sys/kernel/mm",
    ];

    /// <summary>Words: the plugin's file.</summary>
    /// <returns>0 when the node closed the pipe; 2 usage; 5 the assembly is no plugin for this host.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        var file = Path.GetFullPath(words.Count > 0 ? words[^1] : "");
        if (words.Count is 0 or > 3 || words.Count > 1 && words[0] != Confined || !File.Exists(file))
        {
            await Console.Error.WriteLineAsync(NodeCommandLine.Usage);
            return 2;
        }
        if (words.Count == 1)
            return Become(file);
        var (input, output) = PluginHost.TakePipes();
        var filter = Confinement.Apply(Console.Error, "plugin-host");
        await Console.Error.WriteLineAsync($"plugin-host: confined by landlock {words[1]}, {filter}");
        Watch();
        try
        {
            var plugin = new PluginContext(Path.GetDirectoryName(file)!).LoadFromAssemblyPath(file);
            await PluginHost.RunAsync(plugin, input, output, CancellationToken.None);
            return 0;
        }
        catch (Exception wrong) when (wrong is ToolException or BadImageFormatException or IOException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 5;
        }
    }

    // Landlock holds for one thread and for the program that this thread becomes, so the process starts once more.
    private static unsafe int Become(string file)
    {
        var program = OwnProgram.Path;
        var version = Landlock.Apply(
            [.. Readable, Path.GetDirectoryName(program)!, AppContext.BaseDirectory, Path.GetDirectoryName(file)!]);
        string[] words = [program, .. OwnProgram.Words, "plugin-host", Confined, $"{version}", file];
        var arguments = stackalloc nint[words.Length + 1];
        for (var i = 0; i < words.Length; i++)
            arguments[i] = Marshal.StringToCoTaskMemUTF8(words[i]);
        arguments[words.Length] = 0;
        _ = Execute(program, arguments);
        Console.Error.WriteLine($"plugin-host: '{program}' cannot be started again ({Marshal.GetLastPInvokeError()})");
        return 2;
    }

    // The end of the pipe ends a plugin that waits; one that is busy for ever is ended when the node is gone.
    private static void Watch()
    {
        var starter = Parent();
        new Thread(() =>
        {
            using var tick = new ManualResetEventSlim();
            while (Parent() == starter)
                tick.Wait(TimeSpan.FromSeconds(1));
            Environment.FailFast(null);
        })
        { IsBackground = true }.Start();
    }

    [LibraryImport("libc", EntryPoint = "execv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static unsafe partial int Execute(string path, nint* arguments);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int Parent();
}
