using DecentralizedAi.Authoring.Configuration;

namespace DecentralizedAi.Cli.Development;

/// <summary>What a local DAO is made with.</summary>
/// <param name="Root">Root of the sources: the local chain, the example policy, agents and model are found below.</param>
/// <param name="Nodes">Number of node processes, 1 to 9.</param>
/// <param name="Vendors">Names of the payees the policy lists.</param>
/// <param name="Detached">Chain and nodes outlive this program.</param>
/// <param name="ChainPort">Port of the chain on loopback; 0 takes a free one.</param>
internal sealed record DevelopmentSettings(
    string Root, int Nodes, IReadOnlyList<string> Vendors, bool Detached, int ChainPort = 0)
{
    public string Operator => "pantry";

    /// <summary>Names of the agents in the registry; their ids count from 1.</summary>
    public IReadOnlyList<string> Agents { get; init; } = ["treasurer"];

    /// <summary>How long votes are open after the first one, in seconds; null leaves the 4 of a development DAO.
    /// </summary>
    public uint? VoteSeconds { get; init; }

    /// <summary>The policy of an agent, from the example, the agent's name and the people of this DAO.</summary>
    public Func<string, string, DevelopmentPeople, string> Policy { get; init; } =
        (example, _, people) => DevelopmentPolicy.Write(example, people);

    /// <summary>Where the nodes find the chain; by default at the chain itself.</summary>
    public Func<Uri, Uri> NodeRpc { get; init; } = chain => chain;

    /// <summary>Where the nodes run, one for each port that was free on loopback a moment ago.</summary>
    public Func<IReadOnlyList<int>, IReadOnlyList<NodePlace>> Places { get; init; } =
        ports => [.. ports.Select(NodePlace.Loopback)];

    /// <summary>What the nodes show each other; null on loopback only.</summary>
    public TlsConfiguration? Tls { get; init; }

    /// <summary>Name of the variable with the connection string of a PostgreSQL server; null = a SQLite file in the
    /// home.</summary>
    public string? ConnectionVariable { get; init; }

    /// <summary>The <c>dai.yaml</c> of the nodes.</summary>
    /// <param name="places">Where the nodes run; any of them welcomes a newcomer.</param>
    public string Configuration(DevelopmentHome home, Uri chain, IReadOnlyList<NodePlace> places)
    {
        var seeds = string.Join(", ", places.Select(place => $"\"{place.Reached}\""));
        var tls = Tls is null ? "" : $"\n  tls:\n    ca: \"{Tls.Authority}\"\n    certificate: \"{Tls.Certificate}\""
            + $"\n    key: env:{Tls.PasswordVariable}";
        var store = ConnectionVariable is null
            ? $"kind: sqlite\n  path: \"{home.Journal}\""
            : $"kind: postgres\n  connection: env:{ConnectionVariable}";
        return $"""
            chain:
              rpc: ["{chain.ToString().TrimEnd('/')}"]
              quorum: 1
              manifest: "{home.Manifest}"
            node:
              operator: {Operator}
              keys: "{home.Keys}"
              token: "{home.Token}"
            cluster:
              seeds: [{seeds}]{tls}
            store:
              {store}
            model:
              default: "{Path.Combine(Root, "agents", "model", "default.gguf")}"
              threads: 1

            """;
    }
}
