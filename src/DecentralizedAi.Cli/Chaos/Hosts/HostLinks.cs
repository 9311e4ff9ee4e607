using System.Net;
using System.Net.NetworkInformation;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Cli.Chaos.Faults;
using DecentralizedAi.Cli.Chaos.Links;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Chaos.Hosts;

/// <summary>
/// Each node on a host of its own, as far as its network goes: a network namespace with one cable to a bridge, on which
/// this program holds chain and database ready. Faults are real ones of the kernel.
/// </summary>
internal sealed class HostLinks : INodeLinks
{
    // Of the addresses that are set aside for tests of networks (RFC 2544).
    private const string Net = "198.18.0";
    private const string Bridge = "dai-bridge";

    private readonly List<NetworkSpace> _spaces = [];
    private readonly List<Func<CancellationToken, Task>> _cures = [];
    private readonly HostCertificates _certificates;
    private readonly string _databaseVariable;
    private readonly DatabaseDoor _database;

    private HostLinks(HostCertificates certificates, string databaseVariable, DatabaseDoor database) =>
        (_certificates, _databaseVariable, _database) = (certificates, databaseVariable, database);

    public IPAddress Here => Gateway;

    public IReadOnlySet<FaultKind> Knows { get; } = SystemTool.Has("nft")
        ? new HashSet<FaultKind> { FaultKind.Partition, FaultKind.Vanish, FaultKind.Loss }
        : new HashSet<FaultKind> { FaultKind.Partition, FaultKind.Vanish };

    public TlsConfiguration Tls => _certificates.Tls;

    private static IPAddress Gateway { get; } = IPAddress.Parse($"{Net}.254");

    /// <param name="folder">For certificates; is made.</param>
    /// <param name="databaseVariable">Variable with the connection string of the operator's database.</param>
    /// <exception cref="CliException">DAI-1068: this network is not one that may be changed, or this user may not.
    /// DAI-1066: the database is not on this machine.</exception>
    public static async Task<HostLinks> OpenAsync(
        int hosts, string folder, string databaseVariable, DateTimeOffset now, CancellationToken cancellation)
    {
        DemandAlone();
        await RunAsync(["ip", "link", "set", "lo", "up"], cancellation);
        await RunAsync(["ip", "link", "add", Bridge, "type", "bridge"], cancellation);
        await RunAsync(["ip", "addr", "add", $"{Gateway}/24", "dev", Bridge], cancellation);
        await RunAsync(["ip", "link", "set", Bridge, "up"], cancellation);
        var links = new HostLinks(
            new HostCertificates(folder, [.. Enumerable.Range(0, hosts).Select(AddressOf)], now), databaseVariable,
            new DatabaseDoor(Environment.GetEnvironmentVariable(databaseVariable) ?? "", Gateway));
        for (var host = 0; host < hosts; host++)
            await links.AddAsync(host, cancellation);
        return links;
    }

    public IReadOnlyList<NodePlace> Places(IReadOnlyList<int> ports) =>
        [.. ports.Select((port, host) => PlaceOf(host, $"{AddressOf(host)}:{port}"))];

    public async Task BreakAsync(LinkFault fault, CancellationToken cancellation)
    {
        switch (fault)
        {
            case LinkFault.Closed closed:
                foreach (var (from, to) in closed.Ways)
                    await ChangeAsync(verb => [.. _spaces[from].Launcher,
                        "ip", "route", verb ? "add" : "del", "blackhole", AddressOf(to)], cancellation);
                break;
            case LinkFault.Vanished gone:
                // A port that is disabled forwards nothing, and the cable stays up on both ends.
                await ChangeAsync(verb => ["bridge", "link", "set", "dev", CableOf(gone.Node), "state",
                    verb ? "0" : "3"], cancellation);
                break;
            case LinkFault.Lossy lossy:
                foreach (var space in _spaces)
                    await ChangeAsync(verb => [.. space.Launcher, "nft", verb
                        ? "add table inet dai; add chain inet dai out { type filter hook output priority 0; }; "
                            + $"add rule inet dai out oifname eth0 numgen random mod 100 < {lossy.Percent} drop"
                        : "delete table inet dai"], cancellation);
                break;
            default:
                throw new ArgumentException($"hosts know no {fault.GetType().Name}", nameof(fault));
        }
    }

    public async Task MendAsync(CancellationToken cancellation)
    {
        foreach (var cure in _cures)
            await cure(cancellation);
        _cures.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var space in _spaces)
            await space.DisposeAsync();
        await _database.DisposeAsync();
        await RunAsync(["ip", "link", "del", Bridge], CancellationToken.None);
    }

    public static CliException Refusal(string said) => CliException.Usage("DAI-1068", said.Trim(), "--hosts",
        "it needs ip, bridge, unshare and nsenter, and a user who may make network namespaces; as root start "
        + "'unshare --net ./dai chaos --hosts ...'");

    // Bridges and routes are made here, which is nobody's business in a network that others use.
    private static void DemandAlone()
    {
        var others = NetworkInterface.GetAllNetworkInterfaces()
            .Where(one => one.NetworkInterfaceType != NetworkInterfaceType.Loopback).Select(one => one.Name).ToList();
        if (others.Count > 0)
            throw Refusal($"this network has {string.Join(", ", others)}, and hosts want one with nothing in it");
    }

    private async Task AddAsync(int host, CancellationToken cancellation)
    {
        var space = await NetworkSpace.OpenAsync(cancellation);
        _spaces.Add(space);
        var cable = CableOf(host);
        await RunAsync(
            ["ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space.Pid], cancellation);
        await RunAsync(["ip", "link", "set", cable, "master", Bridge, "up"], cancellation);
        await space.RunAsync(["ip", "addr", "add", $"{AddressOf(host)}/24", "dev", "eth0"], cancellation);
        await space.RunAsync(["ip", "link", "set", "eth0", "up"], cancellation);
        await space.RunAsync(["ip", "link", "set", "lo", "up"], cancellation);
    }

    private NodePlace PlaceOf(int host, string place) => new(place, place)
    {
        Launcher = _spaces[host].Launcher,
        Variables = new Dictionary<string, string>(_certificates.Variables(host))
        {
            ["DAI_CLUSTER_LISTEN"] = place, [_databaseVariable] = _database.Connection,
        },
        Connect = _spaces[host].ConnectAsync,
    };

    /// <param name="words">The command that breaks it (true), and the one that mends it (false).</param>
    private async Task ChangeAsync(Func<bool, IReadOnlyList<string>> words, CancellationToken cancellation)
    {
        await RunAsync(words(true), cancellation);
        _cures.Add(stop => RunAsync(words(false), stop));
    }

    private static string AddressOf(int host) => $"{Net}.{host + 1}";

    private static string CableOf(int host) => $"dai-cable{host}";

    private static Task RunAsync(IReadOnlyList<string> words, CancellationToken cancellation) =>
        SystemTool.RunAsync(words, Refusal, cancellation);
}
