using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The plugins that votes gave to agents, as each node of the home has them.</summary>
internal static class PluginListVerb
{
    public static Command Make() =>
        Verb.Make("plugin.list", "Plugins of agents on each node: package, state, where it runs", ListAsync);

    private static async Task<Answer> ListAsync(VerbCall call, CancellationToken cancellation)
    {
        var looks = await NodeLook.AllAsync(call, cancellation);
        return looks.Any(look => look.View is not null) ? Of(looks)
            : throw new CliException(ExitCode.Unreachable, "DAI-1041", $"no node of '{call.Home.Folder}' answers",
                "--home", NodeLook.First(call.Home));
    }

    /// <summary>The answer to what the nodes say.</summary>
    public static Answer Of(IReadOnlyList<NodeLook> looks)
    {
        var (plugins, silent) = (new JsonArray(), new JsonArray());
        var rows = new Listing(new("node"), new("agent"), new("plugin"), new("state"), new("runs in"),
            new("package", Fit.Middle), new("why", Fit.Wrap));
        foreach (var look in looks)
        {
            var node = look.Index.ToString(CultureInfo.InvariantCulture);
            foreach (var plugin in look.View?.Plugins ?? [])
            {
                var facts = JsonSerializer.SerializeToNode(plugin, JsonSerializerOptions.Web)!.AsObject();
                facts.Insert(0, "node", look.Index);
                plugins.Add((JsonNode)facts);
                rows.Add(new(node), new(plugin.Agent), new($"{plugin.Plugin} {plugin.Version}"), State(plugin),
                    new(Place(plugin)), new(plugin.Package), new(plugin.Why ?? ""));
            }
            if (look.View is not null)
                continue;
            var problem = string.Join("; ", look.Problems);
            silent.Add((JsonNode)new JsonObject { ["node"] = look.Index, ["problem"] = problem });
            rows.Add(new(node), new("-"), new("-"), new("does not answer", Tone.Bad), new("-"), new("-"), new(problem));
        }
        return Answer.Of(
            new JsonObject { ["plugins"] = plugins, ["silent"] = silent }, rows,
            "no agent of these nodes has a plugin; 'dai plugin approve AGENT' proposes one");
    }

    private static Cell State(PluginView plugin) => new(plugin.State, plugin.State switch
    {
        HostedPackage.Running when plugin.Why is null => Tone.Good,
        HostedPackage.Running or HostedPackage.Waiting => Tone.Open,
        _ => Tone.Bad,
    });

    private static string Place(PluginView plugin) => plugin switch
    {
        { Process: { } process, InProcess: false } => string.Create(CultureInfo.InvariantCulture, $"process {process}"),
        { InProcess: true } => "the node's process",
        _ => "a process of its own",
    };
}
