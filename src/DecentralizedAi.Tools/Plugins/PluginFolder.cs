using System.Collections.Immutable;
using System.Security.Cryptography;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>Where what runs of an approved package lies: its files byte for byte, and nothing else.</summary>
/// <param name="file">The package.</param>
/// <param name="approved">SHA-256 of the package.</param>
public sealed class PluginFolder(string file, Bytes32 approved, PluginManifest manifest, string folder)
{
    private ImmutableSortedDictionary<string, (long Length, Bytes32 Hash)>? _known;

    /// <summary>Lays it, or leaves what lies there as it has to; before each start, since it may be another's work by
    /// now.</summary>
    /// <returns>Whether anything was written.</returns>
    /// <exception cref="ToolException">As <see cref="PluginPackage.Checked"/>.</exception>
    public bool Lay()
    {
        if (_known is { } known)
        {
            PluginPackage.Demand(file, approved);
            if (Lies(known))
                return false;
        }
        var files = PluginPackage.Checked(file, approved, manifest);
        _known = files.ToImmutableSortedDictionary(one => one.Name,
            one => (one.Bytes.LongLength, Bytes32.Of(SHA256.HashData(one.Bytes))), StringComparer.Ordinal);
        if (Lies(_known))
            return false;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        PluginPackage.Lay(files, manifest, folder);
        return true;
    }

    // A link would be what it points to, at the time when somebody reads it.
    private bool Lies(ImmutableSortedDictionary<string, (long Length, Bytes32 Hash)> known)
    {
        var place = new DirectoryInfo(folder);
        if (!place.Exists || place.LinkTarget is not null)
            return false;
        var found = new List<(string Path, string Name, (long Length, Bytes32 Hash) Due)>();
        foreach (var entry in place.EnumerateFileSystemInfos("*", new EnumerationOptions
        {
            RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false,
        }))
        {
            if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                return false;
            if (entry is not FileInfo one)
                continue;
            var name = Path.GetRelativePath(folder, one.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (!known.TryGetValue(name, out var due) || one.Length != due.Length)
                return false;
            found.Add((one.FullName, name, due));
        }
        // Servers of others are thousands of files, each opened and read.
        return found.Count == known.Count && found.AsParallel().All(one => Same(one.Path, one.Name, one.Due));
    }

    private bool Same(string path, string name, (long Length, Bytes32 Hash) due)
    {
        try
        {
            if (!OperatingSystem.IsWindows()
                && PluginPackage.Mode(manifest, name) is { } mode && File.GetUnixFileMode(path) != mode)
                return false;
            // A pipe has no length either, and whoever opened one would wait.
            if (due.Length == 0)
                return true;
            using var stream = File.OpenRead(path);
            return Bytes32.Of(SHA256.HashData(stream)) == due.Hash;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is laid anew.
            return false;
        }
    }
}
