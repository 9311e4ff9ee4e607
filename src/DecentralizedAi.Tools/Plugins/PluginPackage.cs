using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>A plugin as a NuGet package: manifest, assemblies, bill of materials. The same content has the same bytes.
/// </summary>
public static class PluginPackage
{
    private const string Library = "lib/net10.0/";
    private const long MostBytes = 64 << 20;

    // Zip knows no time before 1980, and the time of packing is no content.
    private static readonly DateTimeOffset Always = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a package.</summary>
    /// <returns>SHA-256 of the file.</returns>
    public static Bytes32 Write(
        string file, PluginManifest manifest, IReadOnlyCollection<(string Name, byte[] Bytes)> assemblies)
    {
        var bytes = Bytes(manifest, assemblies);
        File.WriteAllBytes(file, bytes);
        return Bytes32.Of(SHA256.HashData(bytes));
    }

    /// <summary>A package that nobody keeps.</summary>
    public static byte[] Bytes(
        PluginManifest manifest, IReadOnlyCollection<(string Name, byte[] Bytes)> assemblies)
    {
        var bytes = new MemoryStream();
        using (var package = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(package, $"{manifest.Id}.nuspec", Encoding.UTF8.GetBytes(Nuspec(manifest)));
            Add(package, PluginManifest.FileName, Encoding.UTF8.GetBytes(manifest.ToJson()));
            Add(package, BillOfMaterials.FileName, Encoding.UTF8.GetBytes(BillOfMaterials.Of(manifest, assemblies)));
            foreach (var (name, content) in assemblies.OrderBy(one => one.Name, StringComparer.Ordinal))
                Add(package, Library + name, content);
        }
        return bytes.ToArray();
    }

    /// <summary>The assemblies of a package whose hash is the approved one.</summary>
    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: another file, or no package of ours.</exception>
    public static ImmutableArray<(string Name, byte[] Bytes)> Read(string file, Bytes32 approved)
    {
        var bytes = Bytes(file);
        var hash = Bytes32.Of(SHA256.HashData(bytes));
        if (hash != approved)
            throw Wrong(file, $"is {hash}, approved is {approved}");
        try
        {
            using var package = new ZipArchive(new MemoryStream(bytes));
            var found = ImmutableArray.CreateBuilder<(string, byte[])>();
            var left = MostBytes;
            foreach (var entry in package.Entries)
            {
                if (!entry.FullName.StartsWith(Library, StringComparison.Ordinal))
                    continue;
                var name = entry.FullName[Library.Length..];
                if (!name.EndsWith(".dll", StringComparison.Ordinal) || name.AsSpan().IndexOfAny('/', '\\') >= 0)
                    throw Wrong(file, $"holds '{entry.FullName}', which is no assembly");
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

    /// <summary>The assemblies of an approved package that keep to what a plugin is given, where it is to run.</summary>
    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: they reach further, or as <see cref="Read"/>.
    /// </exception>
    public static ImmutableArray<(string Name, byte[] Bytes)> Checked(
        string file, Bytes32 approved, PluginManifest manifest)
    {
        var assemblies = Read(file, approved);
        if (PluginCheck.Of(assemblies, manifest.InProcess) is [var first, ..] all)
            throw Wrong(file, $"reaches for {first.Capability}: {first.Member} in {first.Assembly}"
                + (all.Length > 1 ? $" and {all.Length - 1} more; 'dai plugin check' lists them" : ""));
        if (assemblies.All(assembly => assembly.Name != manifest.Entry))
            throw Wrong(file, $"does not hold '{manifest.Entry}', which its manifest names");
        return assemblies;
    }

    /// <summary>Lays the checked assemblies of an approved package into an empty folder.</summary>
    /// <exception cref="ToolException">As <see cref="Checked"/>.</exception>
    public static void Unpack(string file, Bytes32 approved, PluginManifest manifest, string folder)
    {
        var assemblies = Checked(file, approved, manifest);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in assemblies)
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }

    private static byte[] Bytes(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
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
