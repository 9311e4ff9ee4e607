using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>What a package is made of, as CycloneDX 1.6: what its bytes show and nothing else.</summary>
internal static class BillOfMaterials
{
    /// <summary>Its name within a package.</summary>
    public const string FileName = "bom.cdx.json";

    public static string Of(PluginManifest manifest, IEnumerable<(string Name, byte[] Bytes)> assemblies)
    {
        var parts = assemblies.Select(one => new Part(one.Name, one.Bytes))
            .OrderBy(part => part.File, StringComparer.Ordinal).ToList();
        var plugin = $"pkg:nuget/{manifest.Id}@{manifest.Version}";
        return Whole(manifest, plugin, parts.SelectMany(part => part.Hash), parts.Select(part => part.Component()),
        [
            Depends(plugin, parts.Where(part => part.File == manifest.Entry).Select(part => part.File)),
            .. parts.Select(part => Depends(part.File,
                parts.Where(other => part.Uses.Contains(other.Name)).Select(other => other.File))),
        ]);
    }

    /// <summary>The document around the components of a plugin.</summary>
    /// <param name="content">Of which its serial number is made.</param>
    internal static string Whole(
        PluginManifest manifest, string plugin, IEnumerable<byte> content, IEnumerable<JcsValue> components,
        IEnumerable<JcsValue> dependencies) => JcsValue.Members(
        ("bomFormat", JcsValue.Of("CycloneDX")), ("specVersion", JcsValue.Of("1.6")),
        ("serialNumber", JcsValue.Of(Serial(plugin, content))), ("version", JcsValue.Of(1)),
        ("metadata", JcsValue.Members(("component", JcsValue.Members(
            ("type", JcsValue.Of("library")), ("bom-ref", JcsValue.Of(plugin)), ("name", JcsValue.Of(manifest.Id)),
            ("version", JcsValue.Of(manifest.Version)), ("purl", JcsValue.Of(plugin)))))),
        ("components", new JcsValue.List([.. components])),
        ("dependencies", new JcsValue.List([.. dependencies]))).ToJson();

    internal static JcsValue Depends(string who, IEnumerable<string> on) => JcsValue.Members(
        ("ref", JcsValue.Of(who)), ("dependsOn", JcsValue.Texts(on)));

    // The time and chance of other tools would make another package of the same content each time.
    private static string Serial(string plugin, IEnumerable<byte> content)
    {
        var all = SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(plugin), .. content]);
        all[6] = (byte)(all[6] & 0x0f | 0x80);
        all[8] = (byte)(all[8] & 0x3f | 0x80);
        return $"urn:uuid:{new Guid(all.AsSpan(0, 16), bigEndian: true)}";
    }

    private sealed record Part
    {
        public Part(string file, byte[] bytes)
        {
            using var image = new PEReader(ImmutableArray.Create(bytes));
            var reader = image.GetMetadataReader();
            var own = reader.GetAssemblyDefinition();
            (File, Hash, Name, Version) =
                (file, SHA256.HashData(bytes), reader.GetString(own.Name), own.Version.ToString());
            Uses = [.. reader.AssemblyReferences.Select(
                one => reader.GetString(reader.GetAssemblyReference(one).Name))];
        }

        public string File { get; }
        public byte[] Hash { get; }
        public string Name { get; }
        public string Version { get; }
        public ImmutableHashSet<string> Uses { get; }

        public JcsValue Component() => JcsValue.Members(
            ("type", JcsValue.Of("library")), ("bom-ref", JcsValue.Of(File)), ("name", JcsValue.Of(Name)),
            ("version", JcsValue.Of(Version)), ("hashes", new JcsValue.List([JcsValue.Members(
                ("alg", JcsValue.Of("SHA-256")), ("content", JcsValue.Of(Convert.ToHexStringLower(Hash))))])));
    }
}
