using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Node.Hosting;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools;
using DecentralizedAi.Tools.Plugins;
using DecentralizedAi.Tools.Web;

namespace DecentralizedAi.Node.Plugins;

/// <summary>Takes calls from its author, one a line, and says what a node would make of each.</summary>
internal static class PluginDevRun
{
    /// <summary>Words: the plugin's assembly, then <c>--policy</c> and a policy in its canonical form. A line is a tool
    /// and its arguments: <c>weather.forecast city="New York" days=2</c>.</summary>
    /// <returns>0 when the input ended; 1 where it reaches for what no plugin is given; 2 no plugin, no policy. A JSON
    /// line first, and one for each call.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        try
        {
            if (words.Count == 0)
                throw NodeCommandLine.Wrong("the file of the plugin is missing");
            var policy = NodeCommandLine.Pairs([.. words.Skip(1)], ["--policy"]).GetValueOrDefault("--policy")
                ?? throw NodeCommandLine.Wrong("--policy is missing");
            using var plugin = new AuthoredPlugin(Path.GetFullPath(words[0]));
            if (plugin.Findings.IsEmpty)
                await ServeAsync(plugin, await PolicyGrammarRun.ReadAsync(policy));
            else
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

    private static async Task ServeAsync(AuthoredPlugin plugin, PolicySnapshot policy)
    {
        var manifest = await plugin.DescribeAsync();
        var package = Bytes32.Of(SHA256.HashData(PluginPackage.Bytes(manifest, plugin.Files)));
        var kept = Directory.CreateTempSubdirectory("dai-kept-").FullName;
        using var pages = new PageReader();
        await using var hosted = new HostedPlugin(manifest, plugin.Command, new PluginLimits(),
            new PluginCapabilities(pages, new FullVault(policy), kept), TimeProvider.System, Console.Error.WriteLine)
        {
            Package = package,
        };
        var host = new ToolHost(ToolCatalogue.Default, TimeProvider.System, [hosted], []);
        var stage = new PluginStage(manifest, package, policy, host, TimeProvider.System);
        try
        {
            await Console.Out.WriteLineAsync(plugin.Report.ToJsonString());
            while (await Console.In.ReadLineAsync() is { } line)
                await Console.Out.WriteLineAsync((await AnswerAsync(stage, manifest, line)).ToJsonString());
        }
        finally
        {
            Directory.Delete(kept, recursive: true);
        }
    }

    private static async Task<JsonObject> AnswerAsync(PluginStage stage, PluginManifest manifest, string line)
    {
        if (CallLine.Read(line) is not { } call)
            return new JsonObject { ["error"] = $"'{line}' is no call: TOOL NAME=VALUE NAME=\"TWO WORDS\"" };
        var started = TimeProvider.System.GetTimestamp();
        var (action, leaves) = await stage.CallAsync(call, CancellationToken.None);
        var view = AgentViews.Action(action);
        // Nothing is reserved for what is not allowed.
        var costs = view.Verdict != "allowed" ? []
            : manifest.Tools.FirstOrDefault(tool => tool.Declaration.Name == call.Tool)?.Declaration.Costs ?? [];
        return new JsonObject
        {
            // As decided: what an instruction says of a number is read before, so '1,5' is 1.5 here.
            ["call"] = action.Call.Call.ToString(),
            ["verdict"] = view.Verdict,
            ["rule"] = view.Rule,
            ["reason"] = view.Reason,
            ["outcome"] = view.Outcome,
            ["result"] = action.ResultText,
            ["label"] = action.ResultLabel == Label.None ? null : action.ResultLabel.ToString().ToLowerInvariant(),
            ["cost"] = Named(costs.Select(cost => (cost.Key, $"{cost.Value}"))),
            ["left"] = Named(stage.Levels.Select(one => (one.Key, one.Value))),
            ["leaves"] = new JsonArray([.. leaves.Select(leaf => JsonSerializer.SerializeToNode(
                AgentViews.Leaf(leaf), JsonSerializerOptions.Web))]),
            ["milliseconds"] = Math.Round(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds, 1),
        };
    }

    private static JsonObject Named(IEnumerable<(string Name, string Value)> values) => new(values
        .OrderBy(one => one.Name, StringComparer.Ordinal)
        .Select(one => KeyValuePair.Create(one.Name, (JsonNode?)one.Value)));

    // Nobody pays on a stage, so the vault holds all that could leave it at once.
    private sealed class FullVault(PolicySnapshot policy) : IVaultBalance
    {
        public Task<IReadOnlyList<AssetBalance>> ReadAsync(
            ulong agent, Address? of, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<AssetBalance>>(
            [.. policy.Document.Money.Values.Select(one => new AssetBalance(
                one.Name, AmountText.Write(one.Limits.Burst, one.Decimals)))]);
    }
}
