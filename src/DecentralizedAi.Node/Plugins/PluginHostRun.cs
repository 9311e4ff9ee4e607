using System.Reflection;
using DecentralizedAi.Inference.Hosting;
using DecentralizedAi.Node.Hosting;
using DecentralizedAi.Plugin;

namespace DecentralizedAi.Node.Plugins;

/// <summary>
/// The body of the process that holds a plugin. It gives up files, sockets, programs and other processes before the
/// plugin's first instruction; what the plugin may reach then comes over its pipe, from the node.
/// </summary>
internal static class PluginHostRun
{
    private const string Confined = "--confined";

    /// <summary>Words: the plugin's file.</summary>
    /// <returns>0 when the node closed the pipe; 2 usage; 5 the assembly is no plugin for this host.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        var file = Path.GetFullPath(words.Count > 0 ? words[^1] : "");
        var within = words is [Bubblewrap.Word, _];
        if (!(within || words is [_] or [Confined, _, _]) || !File.Exists(file))
        {
            await Console.Error.WriteLineAsync(NodeCommandLine.Usage);
            return 2;
        }
        if (words.Count < 3)
            return Become(file, within ? ", bwrap" : "");
        var (input, output) = PluginHost.TakePipes();
        var filter = Confinement.Apply(Console.Error, "plugin-host");
        await Console.Error.WriteLineAsync($"plugin-host: confined by {words[1]}, {filter}");
        Watch();
        try
        {
            var plugin = new PluginContext(Path.GetDirectoryName(file)!).LoadFromAssemblyPath(file);
            await PluginHost.RunAsync(plugin, input, output, CancellationToken.None);
            return 0;
        }
        catch (TargetInvocationException thrown) when (thrown.InnerException is { } wrong)
        {
            // One line: the last one is what its author is told.
            await Console.Error.WriteLineAsync((wrong as ToolException)?.Message.ReplaceLineEndings(" ")
                ?? $"{ToolException.NoPlugin} the constructor of the plugin throws {wrong.GetType().Name}: "
                    + wrong.Message.ReplaceLineEndings(" "));
            return 5;
        }
        catch (Exception wrong) when (wrong is ToolException or BadImageFormatException or IOException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 5;
        }
    }

    // Landlock holds for one thread and for the program that this thread becomes, so the process starts once more.
    private static int Become(string file, string within)
    {
        var program = OwnProgram.Path;
        string[] readable =
        [
            .. PluginFence.Readable, Path.GetDirectoryName(program)!, AppContext.BaseDirectory,
            Path.GetDirectoryName(file)!,
        ];
        var version = Landlock.Apply(readable, program);
        var error = PluginFence.Become(
            [program, .. OwnProgram.Words, "plugin-host", Confined, $"landlock {version}{within}", file]);
        Console.Error.WriteLine($"plugin-host: '{program}' cannot be started again (error {error})");
        return 2;
    }

    // The end of the pipe ends a plugin that waits; one that is busy for ever is ended when the node is gone.
    private static void Watch()
    {
        var starter = PluginFence.Parent();
        new Thread(() =>
        {
            using var tick = new ManualResetEventSlim();
            while (PluginFence.Parent() == starter)
                tick.Wait(TimeSpan.FromSeconds(1));
            Environment.FailFast(null);
        })
        { IsBackground = true }.Start();
    }
}
