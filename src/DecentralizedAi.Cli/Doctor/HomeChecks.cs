using System.Security.Cryptography;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Verbs;

namespace DecentralizedAi.Cli.Doctor;

/// <summary>What a process that was killed or a hand that slipped left in the home.</summary>
internal static class HomeChecks
{
    /// <summary>A node takes no shorter one.</summary>
    private const int LeastToken = 32;

    public static IReadOnlyList<Finding> Run(VerbCall call) => !Directory.Exists(call.Home.Folder)
        ? []
        : [.. Cards(call.Home), .. Chain(call.Home, call.Clock), .. Token(call), .. NodeKeyCheck.Run(call)];

    // Each names a process; ids are used again by the system, and then somebody else's would be asked.
    private static IEnumerable<Finding> Cards(DevelopmentHome home)
    {
        foreach (var index in home.Nodes())
            if (Path.Combine(home.Node(index), "node.json") is var file && File.Exists(file)
                && (NodeCard.Read(home.Node(index)) is not { } card || !NodeProcess.Runs(card.Pid)))
                yield return Finding.Fault($"card {index}", $"'{file}' is of a node that was killed",
                    $"delete it: rm '{file}'")
                    with { Repair = Repair.Of($"delete {file}", () => File.Delete(file)) };
    }

    private static IEnumerable<Finding> Chain(DevelopmentHome home, TimeProvider clock)
    {
        var file = Path.Combine(home.Chain, "chain.json");
        if (File.Exists(file) && !LocalCluster.ChainRuns(home, clock))
            yield return Finding.Fault("local chain card", $"'{file}' is of a chain that was killed",
                (LocalCluster.Nodes(home).Count > 0 ? "'dai down', then 'dai up'," : "'dai up'")
                    + " starts it again; or delete the file")
                with { Repair = Repair.Of($"delete {file}", () => File.Delete(file)) };
    }

    // Only of a home that was made: before that there is nothing to speak to.
    private static IEnumerable<Finding> Token(VerbCall call)
    {
        var (home, file) = (call.Home, call.TokenAnyway);
        if (Fault(file) is not { } wrong || !File.Exists(home.Configuration))
            yield break;
        // A running node knows the old one, and would not know whoever reads the new one.
        if (LocalCluster.Nodes(home).Count > 0)
            yield return Finding.Fault("token", $"{wrong}; the nodes that run know the one before",
                "put that one back; or stop the nodes, and dai doctor --fix writes a new one");
        else
            yield return Finding.Fault(
                    "token", wrong, "write a random text of that length into it, for its owner alone") with
                {
                    Repair = Repair.Of($"write a new token to {file}; programs that hold the old one are refused",
                        () => DevelopmentKeys.WriteSecret(
                            file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(LeastToken)))),
                };
    }

    private static string? Fault(string file)
    {
        try
        {
            return !File.Exists(file) ? $"there is no '{file}', a text of {LeastToken} characters or more"
                : File.ReadAllText(file).Trim().Length is var found && found < LeastToken
                    ? $"'{file}' holds {found} characters, a node demands {LeastToken}"
                : null;
        }
        catch (UnauthorizedAccessException)
        {
            return $"this user may not read '{file}'";
        }
    }
}
