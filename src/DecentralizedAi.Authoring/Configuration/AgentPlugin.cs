using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring.Configuration;

/// <summary>A plugin's package that an agent names.</summary>
/// <param name="File">Absolute.</param>
/// <param name="Hash">SHA-256 of the file: what token holders approve.</param>
/// <param name="Manifest">As it stands in the package; the running plugin is held to it.</param>
public sealed record AgentPlugin(string File, Bytes32 Hash, PluginManifest Manifest)
{
    private const long MostBytes = 64 << 20;
    private const int MostManifestBytes = 1 << 20;

    /// <summary>Hashes the file and reads its manifest; runs nothing of it.</summary>
    /// <exception cref="FormatException">It is no package of a plugin.</exception>
    public static AgentPlugin Read(string file)
    {
        if (new FileInfo(file).Length > MostBytes)
            throw new FormatException($"it is larger than {MostBytes} bytes");
        var bytes = System.IO.File.ReadAllBytes(file);
        try
        {
            using var package = new ZipArchive(new MemoryStream(bytes));
            var entry = package.GetEntry(PluginManifest.FileName)
                ?? throw new FormatException($"there is no {PluginManifest.FileName} in it");
            return new(file, Bytes32.Of(SHA256.HashData(bytes)), PluginManifest.Read(Text(entry)));
        }
        catch (InvalidDataException)
        {
            throw new FormatException("it is no package; 'dai plugin pack' makes one");
        }
    }

    // A package may say that it unpacks to little and unpack to much.
    private static string Text(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var bytes = new byte[MostManifestBytes + 1];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read <= MostManifestBytes ? Encoding.UTF8.GetString(bytes, 0, read)
            : throw new FormatException($"{PluginManifest.FileName} is larger than {MostManifestBytes} bytes");
    }
}
