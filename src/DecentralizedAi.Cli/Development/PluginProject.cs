using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Development;

/// <summary>The project of a plugin, as its author keeps it, or the folder of a server of others.</summary>
/// <param name="File">The project's file or the server's, absolute.</param>
internal sealed record PluginProject(string File)
{
    private string? _assembly;

    public string Folder => Path.GetDirectoryName(File)!;

    // Nothing is built of it, and what is looked at is its folder.
    private bool Server => Path.GetFileName(File) == ServerFile.Name;

    /// <summary>The server that a folder holds, else the only project in it or one level below that is no test
    /// project.</summary>
    /// <exception cref="CliException">DAI-1096: there is none, or several.</exception>
    public static PluginProject Find(string folder)
    {
        if (System.IO.File.Exists(Path.Combine(folder, ServerFile.Name)))
            return new(Path.GetFullPath(Path.Combine(folder, ServerFile.Name)));
        var found = Directory.Exists(folder)
            ? Directory.GetDirectories(folder).Append(folder)
                .SelectMany(one => Directory.GetFiles(one, "*.csproj"))
                .Where(one => !one.EndsWith(".Tests.csproj", StringComparison.Ordinal)).ToList()
            : [];
        return found is [var only] ? new(Path.GetFullPath(only))
            : throw CliException.Usage("DAI-1096", $"'{folder}' holds {found.Count} projects that are no tests", folder,
                "name the folder of one plugin; 'dai plugin new NAME' makes one");
    }

    /// <summary>Builds it.</summary>
    /// <param name="said">Hears the compiler where it fails.</param>
    /// <returns>Its assembly, or the folder of a server; null where it does not compile.</returns>
    public async Task<string?> BuildAsync(TextWriter said, CancellationToken cancellation)
    {
        if (Server)
            return Folder;
        var built = await NodeTool.DotNetAsync(
            ["build", File, "-c", "Release", "-v", "quiet", "--nologo"], cancellation);
        if (built.Exit != 0)
        {
            await said.WriteLineAsync(Terminal.Visible(built.Output.Trim()));
            return null;
        }
        return _assembly ??= (await NodeTool.DotNetAsync(
            ["msbuild", File, "-getProperty:TargetPath", "-p:Configuration=Release"], cancellation)).Output.Trim();
    }

    /// <summary>Calls whenever a source or the project is written, until it is let go.</summary>
    public IDisposable Watch(Action changed)
    {
        var watcher = new FileSystemWatcher(Folder) { IncludeSubdirectories = true };
        watcher.Filters.Add(Server ? ServerFile.Name : "*.cs");
        watcher.Filters.Add("*.csproj");
        watcher.Changed += (_, happened) => Look(happened);
        watcher.Created += (_, happened) => Look(happened);
        watcher.Deleted += (_, happened) => Look(happened);
        watcher.Renamed += (_, happened) => Look(happened);
        watcher.EnableRaisingEvents = true;
        return watcher;

        // A build writes sources of its own.
        void Look(FileSystemEventArgs happened)
        {
            if (Path.GetRelativePath(Folder, happened.FullPath).Split(Path.DirectorySeparatorChar)[0]
                is not ("bin" or "obj"))
                changed();
        }
    }
}
