using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Development;

/// <summary>Stops what a home started, whoever started it and however that ended.</summary>
internal static class LocalCluster
{
    /// <summary>How long a node may take to leave in order.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    /// <summary>What runs for a home: node processes by index, and the chain.</summary>
    public static IReadOnlyList<(int Index, NodeCard Card)> Nodes(DevelopmentHome home) =>
    [
        .. home.Nodes().Select(index => (index, card: NodeCard.Read(home.Node(index))))
            .Where(node => node.card is not null && NodeProcess.Runs(node.card.Pid))
            .Select(node => (node.index, node.card!)),
    ];

    /// <exception cref="CliException">DAI-1060: something of this home runs already.</exception>
    public static void DemandNone(DevelopmentHome home, TimeProvider clock)
    {
        if (Nodes(home) is [var (index, card), ..])
            throw CliException.Usage("DAI-1060", $"node {index} of '{home.Folder}' runs already (process {card.Pid})",
                "--home", "stop it with 'dai down', or choose another folder with --home");
        if (AnvilChainHost.Attach(Options(home), clock) is { } chain)
            throw CliException.Usage("DAI-1060", $"a chain of '{home.Folder}' runs already (process {chain.ProcessId}, "
                + $"{chain.Rpc})", "--home", "stop it with 'dai down', or choose another folder with --home");
    }

    /// <summary>Whether the chain of the home runs.</summary>
    public static bool ChainRuns(DevelopmentHome home, TimeProvider clock) =>
        AnvilChainHost.Attach(Options(home), clock) is not null;

    /// <summary>Asks the nodes to leave, then stops the chain; kills what does not end.</summary>
    public static async Task<(int Nodes, bool Chain)> StopAsync(
        DevelopmentHome home, TimeProvider clock, CancellationToken cancellation)
    {
        var nodes = Nodes(home);
        await Task.WhenAll(nodes.Select(node => NodeProcess.EndAsync(node.Card.Pid, Patience, clock, cancellation)));
        foreach (var index in home.Nodes())
            File.Delete(Path.Combine(home.Node(index), "node.json"));
        var chain = AnvilChainHost.Attach(Options(home), clock);
        if (chain is not null)
            await chain.StopAsync(cancellation);
        return (nodes.Count, chain is not null);
    }

    private static AnvilOptions Options(DevelopmentHome home) =>
        new() { Folder = home.Chain, Binary = "", Detached = true };
}
