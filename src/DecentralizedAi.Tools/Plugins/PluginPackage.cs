using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>A plugin as a NuGet package: manifest, what runs, bill of materials. The same content has the same bytes.
/// </summary>
public static class PluginPackage
{
    private const string Library = "lib/net10.0/";
    private const string Server = "server/";
    private const int MostFiles = 20_000;

    /// <summary>What runs may take, in the package and unpacked.</summary>
    public const long MostBytes = 64 << 20;

    // Zip knows no time before 1980, and the time of packing is no content.
    private static readonly DateTimeOffset Always = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a package.</summary>
    /// <param name="files">Assemblies; of a server of others its files, by their paths.</param>
    /// <returns>SHA-256 of the file.</returns>
    public static Bytes32 Write(
        string file, PluginManifest manifest, IReadOnlyCollection<(string Name, byte[] Bytes)> files)
    {
        var bytes = Bytes(manifest, files);
        File.WriteAllBytes(file, bytes);
        return Bytes32.Of(SHA256.HashData(bytes));
    }

    /// <summary>A package that nobody keeps.</summary>
    public static byte[] Bytes(
        PluginManifest manifest, IReadOnlyCollection<(string Name, byte[] Bytes)> files)
    {
        var bytes = new MemoryStream();
        using (var package = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(package, $"{manifest.Id}.nuspec", Encoding.UTF8.GetBytes(Nuspec(manifest)));
            Add(package, PluginManifest.FileName, Encoding.UTF8.GetBytes(manifest.ToJson()));
            Add(package, BillOfMaterials.FileName, Encoding.UTF8.GetBytes(
                manifest.Server is null ? BillOfMaterials.Of(manifest, files) : ServerMaterials.Of(manifest, files)));
            foreach (var (name, content) in files.OrderBy(one => one.Name, StringComparer.Ordinal))
                Add(package, Place(manifest) + name, content);
        }
        return bytes.ToArray();
    }

    /// <summary>What runs of a package whose hash is the approved one.</summary>
    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: another file, or no package of ours.</exception>
    public static ImmutableArray<(string Name, byte[] Bytes)> Read(
        string file, Bytes32 approved, PluginManifest manifest)
    {
        var bytes = Opened(file, () => File.ReadAllBytes(file));
        Demand(file, Bytes32.Of(SHA256.HashData(bytes)), approved);
        try
        {
            using var package = new ZipArchive(new MemoryStream(bytes));
            var found = ImmutableArray.CreateBuilder<(string, byte[])>();
            var (place, left, seen) = (Place(manifest), MostBytes, new HashSet<string>(StringComparer.Ordinal));
            foreach (var entry in package.Entries)
            {
                if (!entry.FullName.StartsWith(place, StringComparison.Ordinal))
                    continue;
                var name = entry.FullName[place.Length..];
                if (!seen.Add(name) || seen.Count > MostFiles || !(manifest.Server is null
                    ? name.EndsWith(".dll", StringComparison.Ordinal) && name.AsSpan().IndexOfAny('/', '\\') < 0
                    : ForeignServer.IsPath(name)))
                    throw Wrong(file, $"holds '{entry.FullName}', which is no {(manifest.Server is null
                        ? "assembly" : "file of a server")}, or there twice, or one of more than {MostFiles}");
                found.Add((name, Content(entry, left)));
                left -= found[^1].Item2.Length;
            }
            return found.ToImmutable();
        }
        catch (InvalidDataException)
        {
            throw Wrong(file, $"is no package, or unpacks to more than {MostBytes} bytes");
        }
    }

    /// <summary>What runs of an approved package and keeps to what a plugin is given, where it is to run.</summary>
    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: it reaches further, or as <see cref="Read"/>.
    /// </exception>
    public static ImmutableArray<(string Name, byte[] Bytes)> Checked(
        string file, Bytes32 approved, PluginManifest manifest)
    {
        var files = Read(file, approved, manifest);
        // Code of others is not read: nobody could say what a script reaches for. It runs with nothing to reach.
        if (manifest.Server is null && PluginCheck.Of(files, manifest.InProcess) is [var first, ..] all)
            throw Wrong(file, $"reaches for {first.Capability}: {first.Member} in {first.Assembly}"
                + (all.Length > 1 ? $" and {all.Length - 1} more; 'dai plugin check' lists them" : ""));
        if (Own(manifest) is { } own && files.All(one => one.Name != own))
            throw Wrong(file, $"does not hold '{own}', which its manifest names");
        return files;
    }

    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: it is another file than the approved one.
    /// </exception>
    internal static void Demand(string file, Bytes32 approved) => Demand(file, Opened(file, () =>
    {
        using var stream = File.OpenRead(file);
        return Bytes32.Of(SHA256.HashData(stream));
    }), approved);

    /// <summary>Lays files into a folder as they lie where they run.</summary>
    /// <param name="manifest">Null for assemblies of which nothing is known yet.</param>
    public static void Lay(
        IEnumerable<(string Name, byte[] Bytes)> files, PluginManifest? manifest, string folder)
    {
        foreach (var (name, bytes) in files)
        {
            var laid = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(laid)!);
            File.WriteAllBytes(laid, bytes);
            if (!OperatingSystem.IsWindows() && manifest is not null && Mode(manifest, name) is { } mode)
                File.SetUnixFileMode(laid, mode);
        }
    }

    /// <summary>How the program of a server lies; null for all else.</summary>
    internal static UnixFileMode? Mode(PluginManifest manifest, string name) =>
        manifest.Server is not null && name == Own(manifest) ? UnixFileMode.UserRead | UnixFileMode.UserExecute : null;

    // What starts, where the package holds it.
    private static string? Own(PluginManifest manifest) => manifest.Server is null ? manifest.Entry
        : manifest.Entry.StartsWith(ForeignServer.Here, StringComparison.Ordinal)
            ? manifest.Entry[ForeignServer.Here.Length..] : null;

    private static string Place(PluginManifest manifest) => manifest.Server is null ? Library : Server;

    private static void Demand(string file, Bytes32 hash, Bytes32 approved)
    {
        if (hash != approved)
            throw Wrong(file, $"is {hash}, approved is {approved}");
    }

    private static T Opened<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(file, $"cannot be read: {e.Message}");
        }
    }

    private static byte[] Content(ZipArchiveEntry entry, long left)
    {
        using var stream = entry.Open();
        using var all = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            all.Write(buffer, 0, read);
            if (all.Length > left)
                throw new InvalidDataException();
        }
        return all.ToArray();
    }

    private static void Add(ZipArchive package, string name, byte[] bytes)
    {
        var entry = package.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Always;
        using var stream = entry.Open();
        stream.Write(bytes);
    }

    private static string Nuspec(PluginManifest manifest) => $"""
        <?xml version="1.0" encoding="utf-8"?>
        <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
          <metadata>
            <id>{manifest.Id}</id>
            <version>{manifest.Version}</version>
            <authors>{manifest.Id}</authors>
            <description>A plugin for agents that a DAO governs: {string.Join(", ",
                manifest.Tools.Select(tool => tool.Declaration.Name))}.</description>
            <packageTypes><packageType name="DaiPlugin" /></packageTypes>
          </metadata>
        </package>
        """;

    private static ToolException Wrong(string file, string what) => new(ToolCode.Package, $"'{file}' {what}");
}
