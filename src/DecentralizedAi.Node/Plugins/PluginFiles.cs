using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Node.Hosting;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Plugins;

namespace DecentralizedAi.Node.Plugins;

/// <summary>The files of a plugin and how its process is started.</summary>
internal static class PluginFiles
{
    /// <summary>Assemblies that the node gives every plugin: the SDK and what the SDK needs.</summary>
    public static FrozenSet<string> Given { get; } = Closure(typeof(PluginHost).Assembly);

    /// <summary>A plugin's own assemblies: those beside its file, without what the node gives.</summary>
    /// <exception cref="ToolException"><see cref="Tools.ToolCode.Package"/>: there is no such file.</exception>
    public static ImmutableArray<(string Name, byte[] Bytes)> Beside(string file) => File.Exists(file)
        ? [.. Directory.GetFiles(Path.GetDirectoryName(file)!, "*.dll")
            .Where(one => !Given.Contains(Path.GetFileNameWithoutExtension(one)))
            .Select(one => (Path.GetFileName(one), File.ReadAllBytes(one)))]
        : throw new ToolException(Tools.ToolCode.Package, $"there is no file '{file}'; build the plugin first");

    /// <summary>Starts the plugin whose assemblies lie in a folder.</summary>
    public static PluginCommand Command(string folder, string entry) => Bubblewrap.Around(
        OwnProgram.Path, OwnProgram.Words, ["plugin-host", Path.Combine(folder, entry)], folder, [.. Own, folder]);

    /// <summary>Starts the approved server of others whose files lie in a folder; before each start a program of the
    /// host is looked at again.</summary>
    /// <exception cref="ToolException"><see cref="Tools.ToolCode.Package"/>: this host has not the program that was
    /// approved.</exception>
    public static PluginCommand Command(string folder, PluginManifest manifest)
    {
        var server = manifest.Server!;
        var approved = server.Program is { } hash ? HostProgram.Approved(manifest.Entry, hash) : null;
        var program = approved?.File ?? Path.GetFullPath(manifest.Entry, folder);
        var command = Bubblewrap.Around(OwnProgram.Path, OwnProgram.Words,
        [
            "server-host", program, folder, $"{server.Environment.Count}",
            .. server.Environment.Select(one => $"{one.Key}={one.Value}"), .. server.Arguments,
        ], folder, [.. Own, program, folder]);
        return approved is null ? command : command with { Prepare = approved.Demand };
    }

    // What this very program needs when it is started once more.
    private static string[] Own => [Path.GetDirectoryName(OwnProgram.Path)!, AppContext.BaseDirectory];

    private static FrozenSet<string> Closure(Assembly root)
    {
        var (found, next) = (new HashSet<string>(StringComparer.Ordinal), new Stack<Assembly>([root]));
        while (next.TryPop(out var assembly))
        {
            if (!found.Add(assembly.GetName().Name!))
                continue;
            foreach (var name in assembly.GetReferencedAssemblies())
                next.Push(Assembly.Load(name));
        }
        return found.ToFrozenSet(StringComparer.Ordinal);
    }
}
