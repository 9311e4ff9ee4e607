using System.CommandLine;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Cli.Chaos;
using DecentralizedAi.Cli.Chaos.Faults;
using DecentralizedAi.Cli.Chaos.Hosts;
using DecentralizedAi.Cli.Chaos.Links;
using DecentralizedAi.Cli.Chaos.Load;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Faults under load on a local DAO of its own, and a referee.</summary>
internal static class ChaosVerb
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(180);

    private static readonly Option<double> Minutes = new("--minutes")
    {
        Description = "How long faults are done", HelpName = "N", DefaultValueFactory = _ => 5,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Chooses faults, victims, times and words", HelpName = "S", DefaultValueFactory = _ => 1,
    };

    private static readonly Option<int> Nodes = new("--nodes")
    {
        Description = "Node processes, 2 to 9", HelpName = "N", DefaultValueFactory = _ => 3,
    };

    private static readonly Option<int> Agents = new("--agents")
    {
        Description = "Agents under load, 1 to 9", HelpName = "N", DefaultValueFactory = _ => 4,
    };

    private static readonly Option<string?> Faults = new("--faults")
    {
        Description = "Exactly these, e.g. kill=10,pause=3, instead of any until the time is over", HelpName = "LIST",
    };

    private static readonly Option<string?> Store = new("--store")
    {
        Description = "sqlite (default), or postgres: an empty database that DAI_STORE_CONNECTION names as env:VARIABLE",
        HelpName = "KIND",
    };

    private static readonly Option<bool> Hosts = new("--hosts")
    {
        Description = "Each node in a network of its own, with postgres; start it as 'unshare --net ./dai chaos --hosts'",
    };

    private static readonly Option<bool> Keep = new("--keep")
    {
        Description = "Keep the home's folder chaos also when the run is clean",
    };

    public static Command Make() => Verb.Make(
        "chaos", "Kills nodes, cuts networks and breaks the chain under load; counts what was doubled, lost or forged",
        RunAsync, Minutes, Seed, Nodes, Agents, Faults, Store, Hosts, Keep);

    private static async Task<Answer> RunAsync(VerbCall call, CancellationToken cancellation)
    {
        var wanted = call.Value(Faults) is { } list ? FaultPlan.Read(list) : null;
        if (call.Value(Store) is { } kind)
            UseStore(kind);
        var home = new DevelopmentHome(Path.Combine(call.Home.Folder, "chaos"));
        LocalCluster.DemandNone(home, call.Clock);
        if (call.Preview($"make a DAO on a new local chain in '{home.Folder}' with {call.Value(Nodes)} nodes and "
                + $"{call.Value(Agents)} agents, and break it for {call.Value(Minutes)} minutes by seed "
                + $"{call.Value(Seed)}") is { } preview)
            return preview;
        await ChaosDisks.ClearAsync(home, cancellation);
        var report = await PlayAsync(call, home, wanted, cancellation);
        if (report.Verdict.Clean && !call.Value(Keep))
            Directory.Delete(home.Folder, recursive: true);
        var replay = Replay(call);
        return Answer.Lines(report.ToJson(replay), report.Lines(replay)) with
        {
            Exit = report.Verdict.Clean ? ExitCode.Ok : ExitCode.Failed,
        };
    }

    private static async Task<ChaosReport> PlayAsync(
        VerbCall call, DevelopmentHome home, IReadOnlyDictionary<FaultKind, int>? wanted,
        CancellationToken cancellation)
    {
        DevelopmentDao? cluster = null;
        var nodes = Number(call, Nodes, 2);
        var hosts = call.Value(Hosts) ? await HostsAsync(call, home, nodes, cancellation) : null;
        await using var network = new ChaosNetwork(
            hosts ?? (INodeLinks)new RelayLinks(() => [.. cluster!.Nodes.Select(node => node.Pid)], call.Clock));
        DemandKnown(network.Links, wanted);
        using var clocks = Clocks(home, wanted);
        var settings = SettingsOf(nodes, Number(call, Agents, 1), network, clocks) with { Tls = hosts?.Tls };
        await using var disk = await DiskAsync(home, wanted, cancellation);
        await using var dao = cluster = new DevelopmentDao(home, settings, call.Clock);
        var targets = await StartAsync(call, dao, settings, cancellation);
        using var field = new ChaosField(dao, targets, DaoFiles.Read(home.Manifest).Manifest.Finality,
            new AskBook(), call.Terminal.Error, call.Clock);
        var seed = call.Value(Seed);
        var plan = wanted is not null
            ? FaultPlan.Exactly(seed, wanted)
            : FaultPlan.Endless(seed).Where(fault => fault.Kind switch
            {
                FaultKind.Disk => disk is not null,
                FaultKind.Clock => clocks is not null,
                _ => Knows(network.Links, fault.Kind),
            });
        return await new ChaosRun(field, network, disk, clocks, seed).PlayAsync(
            plan, TimeSpan.FromMinutes(call.Value(Minutes)), cancellation);
    }

    private static DevelopmentSettings SettingsOf(int nodes, int agents, ChaosNetwork network, NodeClocks? clocks) =>
        new(VerbCall.Root, nodes, ChaosField.Vendors, Detached: false)
        {
            Agents = [.. Enumerable.Range(1, agents).Select(number => $"payer-{number}")],
            Policy = (_, agent, people) => ChaosPolicy.Write(agent, people),
            NodeRpc = network.Before,
            Places = ports => [.. network.Links.Places(ports).Select(
                (place, node) => clocks?.Of(place, node) ?? place)],
        };

    private static async Task<HostLinks> HostsAsync(
        VerbCall call, DevelopmentHome home, int nodes, CancellationToken cancellation) =>
        await HostLinks.OpenAsync(nodes, Path.Combine(home.Folder, "certificates"),
            Settings.OfEnvironment().Store.ConnectionVariable ?? throw CliException.Usage("DAI-1066",
                "SQLite serves one host alone", "--store", "choose postgres with --hosts"),
            call.Clock.GetUtcNow(), cancellation);

    private static bool Knows(INodeLinks links, FaultKind kind) => links.Knows.Contains(kind)
        || kind is not (FaultKind.Partition or FaultKind.Vanish or FaultKind.Loss or FaultKind.Delay);

    private static void DemandKnown(INodeLinks links, IReadOnlyDictionary<FaultKind, int>? wanted)
    {
        foreach (var (kind, count) in wanted ?? new Dictionary<FaultKind, int>())
            if (count > 0 && !Knows(links, kind))
                throw CliException.Usage("DAI-1069", $"this network cannot do {kind.ToString().ToLowerInvariant()}",
                    "--faults", "vanish and loss want --hosts, loss the program nft as well, and delay no --hosts");
    }

    private static NodeClocks? Clocks(DevelopmentHome home, IReadOnlyDictionary<FaultKind, int>? wanted)
    {
        if (wanted is not null && wanted.GetValueOrDefault(FaultKind.Clock) == 0)
            return null;
        var clocks = NodeClocks.Open(Path.Combine(home.Folder, "clocks"));
        return clocks is null && wanted is not null
            ? throw CliException.Usage("DAI-1024", "this machine cannot set the clock of one program", "--faults",
                "install libfaketime (Debian's package is faketime), or leave clock out")
            : clocks;
    }

    private static async Task<IChaosDisk?> DiskAsync(
        DevelopmentHome home, IReadOnlyDictionary<FaultKind, int>? wanted, CancellationToken cancellation)
    {
        if (wanted is not null && wanted.GetValueOrDefault(FaultKind.Disk) == 0)
            return null;
        var disk = await ChaosDisks.OpenAsync(home, cancellation);
        return disk is null && wanted is not null
            ? throw CliException.Usage("DAI-1067", "this user cannot fill the database's disk", "--faults",
                "run it as root, with PostgreSQL name a superuser, or leave disk out")
            : disk;
    }

    private static async Task<IReadOnlyList<Target>> StartAsync(
        VerbCall call, DevelopmentDao dao, DevelopmentSettings settings, CancellationToken cancellation)
    {
        var composition = AgentFolder.Read(Path.Combine(VerbCall.Root, "agents", "treasurer")).Composition;
        call.Terminal.Say($"starting a chain, {settings.Agents.Count} agents and {settings.Nodes} nodes");
        await dao.StartChainAsync(cancellation);
        await dao.DeployAsync(composition, dao.StartNodesAsync, cancellation);
        var targets = new List<Target>();
        for (var index = 0; index < settings.Agents.Count; index++)
        {
            var id = DevelopmentDao.AgentId + (ulong)index;
            await Readiness.WaitAsync(dao, settings.Agents[index], Start, call.Clock, cancellation);
            targets.Add(new Target(settings.Agents[index], dao.Services.StreamOf(id),
                await dao.Services.Agents.VaultOfAsync(id, cancellation)));
        }
        return targets;
    }

    // The nodes and the export take it from the environment, as everywhere.
    private static void UseStore(string kind)
    {
        if (kind is not ("sqlite" or "postgres"))
            throw CliException.Usage("DAI-1066", $"'{kind}' is no store", "--store", "choose sqlite or postgres");
        if (kind == "postgres" && Environment.GetEnvironmentVariable("DAI_STORE_CONNECTION") is null)
            throw CliException.Usage("DAI-1066", "no database is named", "DAI_STORE_CONNECTION",
                "set it to env:VARIABLE, and that variable to the connection string of an empty database");
        Environment.SetEnvironmentVariable("DAI_STORE_KIND", kind);
    }

    private static int Number(VerbCall call, Option<int> option, int least) => call.Value(option) is var number
        && number >= least && number <= 9
            ? number
            : throw CliException.Usage("DAI-1065", $"{number} for {option.Name}", option.Name, $"choose {least} to 9");

    private static string Replay(VerbCall call)
    {
        var words = (call.Value(Hosts) ? "unshare --net " : "") + $"./dai chaos --seed {call.Value(Seed)} --nodes {call.Value(Nodes)} --agents {call.Value(Agents)}"
            + (call.Value(Store) is { } kind ? $" --store {kind}" : "") + (call.Value(Hosts) ? " --hosts" : "");
        return call.Value(Faults) is { } list
            ? $"{words} --faults {list}"
            : string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{words} --minutes {call.Value(Minutes)}");
    }
}
