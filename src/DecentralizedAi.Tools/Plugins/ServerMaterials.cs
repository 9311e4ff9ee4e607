using System.Security.Cryptography;
using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>
/// What the package of a server of others is made of, as CycloneDX 1.6: its npm packages, by what they say of
/// themselves, and the program that each host brings. The package's hash covers every file.
/// </summary>
internal static class ServerMaterials
{
    private const string Describes = "package.json";

    public static string Of(PluginManifest manifest, IReadOnlyCollection<(string Name, byte[] Bytes)> files)
    {
        var plugin = $"pkg:generic/{manifest.Id}@{manifest.Version}";
        var packages = files.Where(file => Path.GetFileName(file.Name) == Describes)
            .Select(file => Package(file.Bytes)).OfType<(string Name, string Version)>()
            .Distinct().OrderBy(one => one.Name, StringComparer.Ordinal)
            .ThenBy(one => one.Version, StringComparer.Ordinal).ToList();
        var components = packages.Select(Component).ToList();
        if (manifest.Server!.Program is { } program)
            components.Add(JcsValue.Members(
                ("type", JcsValue.Of("platform")), ("bom-ref", JcsValue.Of(manifest.Entry)),
                ("name", JcsValue.Of(manifest.Entry)), ("hashes", new JcsValue.List([JcsValue.Members(
                    ("alg", JcsValue.Of("SHA-256")), ("content", JcsValue.Of(program.ToString()[2..])))]))));
        return BillOfMaterials.Whole(manifest, plugin,
            files.OrderBy(file => file.Name, StringComparer.Ordinal).SelectMany(file => SHA256.HashData(file.Bytes)),
            components, [BillOfMaterials.Depends(plugin, packages.Select(Purl))]);
    }

    private static JcsValue Component((string Name, string Version) package) => JcsValue.Members(
        ("type", JcsValue.Of("library")), ("bom-ref", JcsValue.Of(Purl(package))), ("name", JcsValue.Of(package.Name)),
        ("version", JcsValue.Of(package.Version)), ("purl", JcsValue.Of(Purl(package))));

    private static string Purl((string Name, string Version) package) =>
        $"pkg:npm/{package.Name.Replace("@", "%40", StringComparison.Ordinal)}@{package.Version}";

    // Packages hold files of this name that describe no package: tests, and marks of a folder's kind of module.
    private static (string Name, string Version)? Package(byte[] bytes)
    {
        try
        {
            using var whole = JsonDocument.Parse(bytes);
            return Text(whole, "name") is { Length: > 0 } name && Text(whole, "version") is { Length: > 0 } version
                ? (name, version) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonDocument whole, string name) => whole.RootElement.ValueKind == JsonValueKind.Object
        && whole.RootElement.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString() : null;
}
