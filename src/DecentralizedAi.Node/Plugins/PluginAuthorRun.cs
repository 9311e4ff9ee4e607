using System.Collections.Immutable;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools;
using DecentralizedAi.Tools.Plugins;

namespace DecentralizedAi.Node.Plugins;

/// <summary>What an author asks before a vote: what a plugin reaches for, what it declares, and its package.</summary>
internal static class PluginAuthorRun
{
    /// <summary>Words of <c>plugin-check</c>: the plugin's assembly. Words of <c>plugin-pack</c>: the same, then
    /// <c>--out FILE.nupkg</c>.</summary>
    /// <returns>0 with one JSON line; 1 with one, where it reaches for what no plugin is given; 2 no plugin.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, bool pack)
    {
        var folder = Directory.CreateTempSubdirectory("dai-plugin-").FullName;
        try
        {
            if (words.Count == 0)
                throw NodeCommandLine.Wrong("the file of the plugin is missing");
            var file = Path.GetFullPath(words[0]);
            var output = NodeCommandLine.Pairs([.. words.Skip(1)], ["--out"]).GetValueOrDefault("--out");
            var assemblies = PluginFiles.Beside(file);
            var findings = PluginCheck.Of(assemblies);
            var report = new JsonObject { ["findings"] = new JsonArray([.. findings.Select(Finding)]) };
            // What reaches further is not even started here.
            if (findings.IsEmpty)
            {
                var manifest = await DescribeAsync(folder, Path.GetFileName(file), assemblies);
                Describe(report, manifest);
                if (pack)
                    Pack(report, manifest, assemblies, output ?? Path.Combine(Path.GetDirectoryName(file)!,
                        $"{manifest.Id}.{manifest.Version}.nupkg"));
            }
            await Console.Out.WriteLineAsync(report.ToJsonString());
            return findings.IsEmpty ? 0 : 1;
        }
        catch (Exception wrong) when (wrong is ToolException or NodeFaultException or IOException
            or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<PluginManifest> DescribeAsync(
        string folder, string entry, ImmutableArray<(string Name, byte[] Bytes)> assemblies)
    {
        foreach (var (name, bytes) in assemblies)
            await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes);
        var manifest = await PluginProbe.DescribeAsync(PluginFiles.Command(folder, entry), new PluginLimits(),
            TimeProvider.System, Console.Error.WriteLine, CancellationToken.None);
        return manifest.Tools.FirstOrDefault(tool => ToolCatalogue.Default[tool.Declaration.Name] is not null) is not
            { } clash ? manifest
            : throw new ToolException(ToolCode.Package,
                $"there is a built-in tool '{clash.Declaration.Name}', which keeps its name; rename yours");
    }

    private static void Describe(JsonObject report, PluginManifest manifest)
    {
        report["manifest"] = JsonNode.Parse(manifest.ToJson());
        report["signatures"] = new JsonObject(manifest.Tools.Select(tool => KeyValuePair.Create(
            tool.Declaration.Name, (JsonNode?)tool.Declaration.Signature.Written)));
    }

    private static void Pack(
        JsonObject report, PluginManifest manifest, ImmutableArray<(string Name, byte[] Bytes)> assemblies,
        string output)
    {
        Bytes32 hash = PluginPackage.Write(output, manifest, assemblies);
        (report["package"], report["sha256"]) = (Path.GetFullPath(output), hash.ToString());
    }

    private static JsonNode Finding(PluginFinding finding) => new JsonObject
    {
        ["capability"] = finding.Capability, ["assembly"] = finding.Assembly, ["member"] = finding.Member,
    };
}
