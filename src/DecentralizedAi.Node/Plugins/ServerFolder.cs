using System.Collections.Immutable;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools;
using DecentralizedAi.Tools.Plugins;

namespace DecentralizedAi.Node.Plugins;

/// <summary>The files that an author packs with a server of others.</summary>
internal static class ServerFolder
{
    /// <summary>All of them by their paths. Links are left out: npm's are names of programs, and nothing runs those.
    /// </summary>
    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: one is missing, or they are too many bytes.
    /// </exception>
    public static ImmutableArray<(string Name, byte[] Bytes)> Read(ServerFile server)
    {
        var found = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        var left = PluginPackage.MostBytes;
        foreach (var name in server.Files)
            Add(new FileInfo(Path.Combine(server.Folder, name)) is { Exists: true } file ? file
                : new DirectoryInfo(Path.Combine(server.Folder, name)), name);
        return [.. found.Select(one => (one.Key, one.Value))];

        void Add(FileSystemInfo what, string name)
        {
            if (!what.Exists)
                throw Wrong($"there is no '{name}' in '{server.Folder}'; install the server there first");
            if (what.LinkTarget is not null)
                return;
            if (what is DirectoryInfo folder)
                foreach (var below in folder.EnumerateFileSystemInfos())
                    Add(below, $"{name}/{below.Name}");
            else if (!ForeignServer.IsPath(name))
                throw Wrong($"'{name}' is no path that a package holds");
            else if ((left -= ((FileInfo)what).Length) < 0)
                throw Wrong($"the files of '{server.Folder}' are more than {PluginPackage.MostBytes} bytes; leave out "
                    + "what does not run under 'files', or install without what only developers need");
            else
                found[name] = File.ReadAllBytes(what.FullName);
        }
    }

    /// <summary>What is voted of it but the pins, which the server itself tells.</summary>
    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: the host has no such program.</exception>
    public static PluginManifest Written(ServerFile server)
    {
        var here = server.Program.StartsWith(ForeignServer.Here, StringComparison.Ordinal);
        return new(server.Id, server.Version, PluginHost.Api, server.Program, [], [], server.Tools)
        {
            Server = new ForeignServer(here ? null : HostProgram.First(server.Program).Hash, server.Arguments,
                server.Environment, ImmutableSortedDictionary<string, Domain.Encoding.Bytes32>.Empty),
        };
    }

    private static ToolException Wrong(string what) => new(ToolCode.Package, what);
}
