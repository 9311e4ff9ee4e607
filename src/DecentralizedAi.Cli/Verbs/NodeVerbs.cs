using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Nodes: which there are, another one, one less.</summary>
internal static class NodeVerbs
{
    private const int MostNodes = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static readonly Argument<int> Index = new("INDEX")
    {
        Description = "Which node of the home, from 0: its folder below 'nodes'",
    };

    private static readonly Option<int> Port = new("--cluster-port")
    {
        Description = "Port of the cluster; default that of cluster.listen, 0 takes a free one", HelpName = "PORT",
    };

    public static Command Noun() => Verb.Noun("node", "Nodes of an operator",
        Verb.Make("node.list", "Nodes of the home and nodes whose keys the registry has in force", ListAsync),
        Verb.Make("node.run", "Runs a node until it is told to end", RunAsync, Index, Port),
        JoinVerb.Make(),
        Verb.Make("node.drain", "Hands the agents of a node to the others and ends it", DrainAsync, Index));

    /// <exception cref="CliException">DAI-1210.</exception>
    public static int Number(VerbCall call) => call.Required(Index) is >= 0 and < MostNodes and var index
        ? index
        : throw CliException.Usage("DAI-1210", $"there is no node {call.Required(Index)}", "INDEX",
            $"choose a number from 0 to {MostNodes - 1}");

    private static async Task<Answer> ListAsync(VerbCall call, CancellationToken cancellation)
    {
        var here = new Dictionary<Address, int>();
        foreach (var index in call.Home.Nodes())
            if (Path.Combine(call.Home.Node(index), "anchor.json") is var file && File.Exists(file))
                here[Chain.Signing.KeystoreFile.AccountOf(file)] = index;
        using var dao = call.OpenDao();
        var bound = new Dictionary<Address, ulong>();
        foreach (var one in await dao.Operators.ListAsync(cancellation))
            foreach (var key in await dao.Operators.KeysAsync(one.Id, cancellation))
                if (key is { Role: KeyRole.Anchor, InForce: true })
                    bound[key.Key] = one.Id;
        var looks = (await NodeLook.AllAsync(call, cancellation)).ToDictionary(look => look.Index);
        var nodes = here.Keys.Union(bound.Keys)
            .Select(node => (Node: node, Index: here.TryGetValue(node, out var at) ? at : (int?)null,
                Operator: bound.TryGetValue(node, out var id) ? id : (ulong?)null))
            .OrderBy(one => one.Index ?? int.MaxValue).ThenBy(one => one.Node).ToList();
        var rows = new Listing(new("node"), new("state"), new("operator"), new("address"));
        foreach (var one in nodes)
            rows.Add(new(one.Index?.ToString(CultureInfo.InvariantCulture) ?? "elsewhere"), Shown(State(one.Index)),
                new(one.Operator?.ToString(CultureInfo.InvariantCulture) ?? "not bound"), new(one.Node.ToString()));
        return Answer.Of(
            new JsonObject
            {
                ["nodes"] = new JsonArray([.. nodes.Select(one => new JsonObject
                {
                    ["node"] = one.Node.ToString(), ["index"] = one.Index,
                    ["operator"] = one.Operator?.ToString(CultureInfo.InvariantCulture),
                    ["state"] = State(one.Index),
                })]),
            },
            rows, "no nodes");

        string State(int? index) => index is not { } at || !looks.TryGetValue(at, out var look) ? "not asked"
            : look.View is null ? "does not answer" : look.Problems.Count == 0 ? "well" : "red";
    }

    private static Cell Shown(string state) => new(state, state switch
    {
        "well" => Tone.Good,
        "not asked" => Tone.Faint,
        _ => Tone.Bad,
    });

    // What it says is its own; only how it ended is ours.
    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        var index = Number(call);
        if (call.Preview($"run node {index} of '{call.Home.Folder}' until it is told to end") is { } preview)
            return preview;
        var exit = await NodeProcess.AttendAsync(
            call.Home, Settings.Files(call)[0], index, call.Value(Port), call.Clock, cancellation);
        return exit == 0
            ? Answer.Lines(new JsonObject { ["ok"] = true, ["index"] = index }, $"node {index} ended in order")
            : throw new CliException(exit == 2 ? ExitCode.Usage : ExitCode.Failed, "DAI-1211",
                $"node {index} ended with {exit}", call.Home.Node(index), "its last words above say why");
    }

    private static async Task<Answer> DrainAsync(VerbCall call, CancellationToken cancellation)
    {
        var index = Number(call);
        var card = LocalCluster.Nodes(call.Home).Where(node => node.Index == index).Select(node => node.Card)
            .SingleOrDefault() ?? throw new CliException(ExitCode.Unreachable, "DAI-1041",
                $"node {index} of '{call.Home.Folder}' does not run", "INDEX", "'dai node list' names those that do");
        using var node = call.OpenNode(card);
        var others = (await node.StatusAsync(cancellation)).Members.Count(one => !one.Self && one.State == "Up");
        if (call.Plan($"hand the agents of node {index} ({card.Anchor}) to {Counted.Of(others, "other node")} "
                + "and end its process " + card.Pid.ToString(CultureInfo.InvariantCulture), others == 0
                ? "  NOBODY is left to serve them: they wait until a node comes up"
                : "  the keys stay bound; revoke them where the node shall not come back") is { } plan)
            return plan;
        var started = call.Clock.GetTimestamp();
        await node.DrainAsync(cancellation);
        while (NodeProcess.Runs(card.Pid))
        {
            if (call.Clock.GetElapsedTime(started) > Patience)
                throw new CliException(ExitCode.TimedOut, "DAI-1212", $"process {card.Pid} of node {index} has left "
                    + $"the cluster and did not end within {Patience.TotalSeconds:0} s",
                    call.Home.Node(index), "read its node.log; 'kill' ends it, everything is on disk");
            await Task.Delay(Pause, call.Clock, cancellation);
        }
        var seconds = Math.Round(call.Clock.GetElapsedTime(started).TotalSeconds, 2);
        return Answer.Lines(new JsonObject { ["ok"] = true, ["index"] = index, ["seconds"] = seconds },
            string.Create(CultureInfo.InvariantCulture, $"node {index} handed over and ended in {seconds} s"));
    }
}
