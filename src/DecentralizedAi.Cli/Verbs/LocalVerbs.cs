using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The local DAO: up, down, status.</summary>
internal static class LocalVerbs
{
    private static readonly Option<int?> Nodes = new("--nodes")
    {
        Description = "Node processes, 1 to 9 (default those that the home has, else 3)", HelpName = "N",
    };

    private static readonly Option<bool> Detach = new("--detach")
    {
        Description = "Go on in the background until 'dai down'",
    };

    private static readonly Option<int> ChainPort = new("--chain-port")
    {
        Description = "Port of the local chain on loopback; 0 takes a free one", HelpName = "PORT",
    };

    private static readonly Option<uint?> Vote = new("--vote")
    {
        Description = "How long the votes of a new DAO are open, 4 to 86400 seconds (default 4, for programs)",
        HelpName = "SECONDS",
    };

    public static Command Up() => Verb.Make("up", "Starts a local DAO: chain, contracts, voted policy, nodes", UpAsync,
        Nodes, Detach, ChainPort, Vote);

    public static Command Down() => Verb.Make("down", "Stops what 'up' started; its state stays", DownAsync);

    public static Command Status() => Verb.Make("status", "Chain and nodes; exit 4 when anything is red", StatusAsync);

    private static async Task<Answer> UpAsync(VerbCall call, CancellationToken cancellation)
    {
        var made = call.Home.Nodes().Count;
        var count = call.Value(Nodes) ?? (made > 0 ? made : 3);
        if (count is < 1 or > 9)
            throw CliException.Usage("DAI-1061", $"a local cluster has 1 to 9 nodes, not {count}", "--nodes",
                "choose 1 to 9");
        // The keys of others are bound to no operator yet.
        if (made > 0 && count > made && File.Exists(call.Home.Manifest))
            throw CliException.Usage("DAI-1061", $"this DAO has {Counted.Of(made, "node")}, not {count}", "--nodes",
                $"choose 1 to {made}, and let others join with 'dai node join' while it runs");
        if (call.Value(Vote) is < 4 or > 86_400)
            throw CliException.Usage("DAI-1090",
                $"votes are open for 4 to 86400 seconds, not {call.Value(Vote)}", "--vote",
                "choose 4 to 86400 seconds");
        LocalCluster.DemandNone(call.Home, call.Clock);
        if (call.Preview(File.Exists(call.Home.Manifest)
                ? $"start the chain of '{call.Home.Folder}' again, and {Counted.Of(count, "node")} of its DAO"
                : $"make a DAO on a new local chain in '{call.Home.Folder}': contracts, three holders who vote the "
                    + $"treasurer and its policy, and {Counted.Of(count, "node")}") is { } preview)
            return preview;
        var agent = AgentFolder.Read(Path.Combine(VerbCall.Root, "agents", "treasurer"));
        var detached = call.Value(Detach);
        var settings = new DevelopmentSettings(
            VerbCall.Root, count, ["Hosting", "Design", "Legal"], detached, call.Value(ChainPort))
        {
            VoteSeconds = call.Value(Vote),
            // Whoever looks at these nodes from another shell, or starts one, finds the same database.
            ConnectionVariable = Settings.OfEnvironment().Store.ConnectionVariable,
        };
        var dao = new DevelopmentDao(call.Home, settings, call.Clock);
        try
        {
            var answer = Describe(dao, await StartAsync(call, dao, agent, cancellation));
            if (detached)
                return answer;
            call.Terminal.Give(Verb.SchemaOf("up"), answer);
            call.Terminal.Say("running; Ctrl-C stops");
            await UntilInterruptedAsync(call.Clock, cancellation);
            return Answer.Given;
        }
        catch when (detached)
        {
            // What was started would otherwise outlive a start that failed.
            await dao.StopAsync(CancellationToken.None);
            throw;
        }
        finally
        {
            await dao.DisposeAsync();
        }
    }

    private static async Task<IReadOnlyList<ReadyNode>> StartAsync(
        VerbCall call, DevelopmentDao dao, AgentFolder agent, CancellationToken cancellation)
    {
        call.Terminal.Step("starting the local chain");
        await dao.StartChainAsync(cancellation);
        if (await dao.TryReopenAsync(cancellation))
        {
            if (call.Value(Vote) is not null)
                throw CliException.Usage("DAI-1090", $"the DAO of '{call.Home.Folder}' exists, and how long its votes "
                    + "are open is its holders' to say", "--vote",
                    "leave --vote out, or name another folder with --home");
            await DemandApprovedAsync(dao, agent, cancellation);
            await StartNodesAsync(cancellation);
        }
        else
        {
            call.Terminal.Step("deploying the DAO and voting its policy");
            await dao.DeployAsync(agent.Composition, StartNodesAsync, cancellation);
        }
        return await Readiness.WaitAsync(dao, agent.Name, TimeSpan.FromSeconds(90), call.Clock, cancellation);

        Task StartNodesAsync(CancellationToken token)
        {
            call.Terminal.Step("starting the nodes");
            return dao.StartNodesAsync(token);
        }
    }

    // Its nodes would serve nobody, and say so only in their logs.
    private static async Task DemandApprovedAsync(
        DevelopmentDao dao, AgentFolder agent, CancellationToken cancellation)
    {
        var approved = await dao.Services.Agents.FindAsync(agent.Name, cancellation);
        if (approved is not null && approved.Composition != agent.Composition.Hash())
            throw CliException.Usage("DAI-5101", $"the files of '{agent.Folder}' make composition "
                + $"{agent.Composition.Hash()} with model {agent.Composition.ModelSha256}, and the token holders "
                + $"approved {approved.Composition}", agent.ModelFile,
                "restore the approved model, prompts and tools, or have these voted; nothing was started");
    }

    private static Answer Describe(DevelopmentDao dao, IReadOnlyList<ReadyNode> nodes)
    {
        var cards = nodes.Select(node => node.Card).ToList();
        var red = nodes.SelectMany(node => node.View.Problems).Distinct().ToList();
        return Answer.Lines(new JsonObject
        {
            ["ok"] = true,
            ["rpc"] = dao.Chain.Rpc.ToString(),
            ["home"] = dao.Home.Folder,
            ["nodes"] = JsonSerializer.SerializeToNode(cards, JsonSerializerOptions.Web),
            ["problems"] = JsonSerializer.SerializeToNode(red, JsonSerializerOptions.Web),
        },
        [
            $"chain {dao.Chain.Rpc}",
            .. cards.Select((card, index) => $"node {index}: {card.Http} (process {card.Pid}, {card.Anchor})"),
            .. red,
            DashboardLink.Line(cards[0], dao.Home.Token),
            "try: dai agent run treasurer \"What is our balance?\" --as manager --wait",
        ]);
    }

    private static async Task UntilInterruptedAsync(TimeProvider clock, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how this ends.
        }
    }

    private static async Task<Answer> DownAsync(VerbCall call, CancellationToken cancellation)
    {
        if (call.Preview([
                .. LocalCluster.Nodes(call.Home).Select(node => $"stop node {node.Index}, process {node.Card.Pid}"),
                $"stop the chain of '{call.Home.Folder}', if it runs; its state stays",
            ]) is { } preview)
            return preview;
        var (nodes, chain) = await LocalCluster.StopAsync(call.Home, call.Clock, cancellation);
        return Answer.Lines(new JsonObject { ["ok"] = true, ["nodes"] = nodes, ["chain"] = chain },
            nodes == 0 && !chain ? "nothing was running"
                : $"stopped {Counted.Of(nodes, "node")}{(chain ? " and the chain" : "")}");
    }

    private static async Task<Answer> StatusAsync(VerbCall call, CancellationToken cancellation)
    {
        var nodes = new JsonArray();
        var rows = new Listing(new("node"), new("state"), new("head", Number: true), new("final", Number: true),
            new("members", Number: true), new("to anchor", Number: true), new("queued", Number: true),
            new("problems", Fit.Wrap));
        var red = 0;
        NodeCard? answering = null;
        foreach (var (index, view, problems) in await NodeLook.AllAsync(call, cancellation))
        {
            red += problems.Count;
            answering ??= view is null ? null : NodeCard.Read(call.Home.Node(index));
            nodes.Add(new JsonObject
            {
                ["index"] = index, ["ok"] = problems.Count == 0,
                ["view"] = view is null ? null : JsonSerializer.SerializeToNode(view, JsonSerializerOptions.Web),
                ["problems"] = JsonSerializer.SerializeToNode(problems, JsonSerializerOptions.Web),
            });
            foreach (var (at, problem) in problems.DefaultIfEmpty("").Index())
                rows.Add(at > 0 ? Below(problem) : Row(index, view, problem));
        }
        if (nodes.Count == 0)
            red++;
        return new Answer(new JsonObject { ["ok"] = red == 0, ["nodes"] = nodes }, page =>
        {
            page.Draw(rows, $"no nodes in this home; {NodeLook.First(call.Home)}");
            if (answering is not null)
                page.WriteLine(DashboardLink.Line(answering, call.TokenAnyway));
        }, red == 0 ? ExitCode.Ok : ExitCode.Unreachable);
    }

    private static Cell[] Row(int index, NodeView? view, string problem) =>
    [
        new(Figure(index)), problem.Length == 0 ? new("well", Tone.Good) : new("RED", Tone.Bad),
        new(Figure(view?.HeadNumber)), new(Figure(view?.FinalNumber)), new(Figure(view?.Members.Count)),
        new(Figure(view?.PendingLeaves)), new(Figure(view?.QueuedTransactions)), new(problem),
    ];

    private static Cell[] Below(string problem) => [.. Enumerable.Repeat(new Cell(""), 7), new(problem)];

    private static string Figure(IFormattable? number) =>
        number?.ToString(null, CultureInfo.InvariantCulture) ?? "-";
}
