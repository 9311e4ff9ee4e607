using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Plugins;

namespace DecentralizedAi.Node.Plugins;

/// <summary>What an author asks before a vote: what a plugin reaches for, what it declares, and its package.</summary>
internal static class PluginAuthorRun
{
    private const string InProcess = "--in-process";

    /// <summary>Words of <c>plugin-check</c>: the plugin's assembly, or the folder of a server of others, then
    /// <c>--in-process yes</c> where it is to run within a node's process. Words of <c>plugin-pack</c>: the same, and
    /// <c>--out FILE.nupkg</c>.</summary>
    /// <returns>0 with one JSON line; 1 with one, where it reaches for what no plugin is given; 2 no plugin.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> words, bool pack)
    {
        try
        {
            if (words.Count == 0)
                throw NodeCommandLine.Wrong("the file of the plugin is missing");
            var file = Path.GetFullPath(words[0]);
            var options = NodeCommandLine.Pairs([.. words.Skip(1)], ["--out", InProcess]);
            var output = options.GetValueOrDefault("--out");
            using var plugin = new AuthoredPlugin(file, options.GetValueOrDefault(InProcess) == "yes");
            // What reaches further is not even started here.
            if (plugin.Findings.IsEmpty)
            {
                var manifest = await plugin.DescribeAsync();
                var beside = Directory.Exists(file) ? file : Path.GetDirectoryName(file)!;
                var package = Path.GetFullPath(
                    output ?? Path.Combine(beside, $"{manifest.Id}.{manifest.Version}.nupkg"));
                if (pack)
                    (plugin.Report["sha256"], plugin.Report["package"]) =
                        (PluginPackage.Write(package, manifest, plugin.Files).ToString(), package);
            }
            await Console.Out.WriteLineAsync(plugin.Report.ToJsonString());
            return plugin.Findings.IsEmpty ? 0 : 1;
        }
        catch (ConfigurationException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Code} {wrong.Message} (at {wrong.Where}); {wrong.Fix}");
            return 2;
        }
        catch (Exception wrong) when (wrong is ToolException or NodeFaultException or IOException
            or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
    }
}
