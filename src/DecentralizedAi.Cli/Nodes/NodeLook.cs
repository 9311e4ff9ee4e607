using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Verbs;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Cli.Nodes;

/// <summary>A node of a home as it answers now.</summary>
/// <param name="View">Null when it does not answer.</param>
/// <param name="Problems">Empty when all is well.</param>
internal sealed record NodeLook(int Index, NodeView? View, IReadOnlyList<string> Problems)
{
    /// <summary>Of its process; null while none runs.</summary>
    public NodeCard? Card { get; private init; }

    /// <summary>Every node that was ever made in the home, by index.</summary>
    public static async Task<IReadOnlyList<NodeLook>> AllAsync(VerbCall call, CancellationToken cancellation)
    {
        var token = call.TokenAnyway;
        var looks = new List<NodeLook>();
        foreach (var index in call.Home.Nodes())
            looks.Add(await AtAsync(call.Home, index, token, cancellation));
        return looks;
    }

    /// <summary>What to do in a home that has no nodes: of a DAO elsewhere 'dai up' makes none.</summary>
    public static string First(DevelopmentHome home) => File.Exists(home.Manifest) && !Directory.Exists(home.Chain)
        ? "'dai node join 0' makes the keys of the first"
        : "start them with 'dai up'";

    /// <summary>What starts a node that was made. After 'dai down' the local chain is stopped as well, and a node alone
    /// would wait for it.</summary>
    public static string Start(DevelopmentHome home, int index) =>
        Directory.Exists(home.Chain) && !File.Exists(Path.Combine(home.Chain, "chain.json"))
        && LocalCluster.Nodes(home).Count == 0
            ? "'dai up' starts the chain and all nodes"
            : $"'dai node run {index}' starts it";

    private static async Task<NodeLook> AtAsync(
        DevelopmentHome home, int index, string token, CancellationToken cancellation)
    {
        if (NodeCard.Read(home.Node(index)) is not { } card || !NodeProcess.Runs(card.Pid))
            return new NodeLook(index, null, [$"it does not run; {Start(home, index)}"]);
        try
        {
            using var client = new NodeClient(new Uri(card.Http), File.ReadAllText(token).Trim());
            var view = await client.StatusAsync(cancellation);
            return new NodeLook(index, view, view.Problems) { Card = card };
        }
        catch (NodeException failure)
        {
            return new NodeLook(index, null, [failure.Message]) { Card = card };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new NodeLook(index, null, [$"it runs and cannot be asked without the token '{token}': "
                + $"{failure.Message}; put it back, readable for this user"]) { Card = card };
        }
    }
}
