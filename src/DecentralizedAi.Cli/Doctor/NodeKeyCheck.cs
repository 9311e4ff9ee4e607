using DecentralizedAi.Chain;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Verbs;

namespace DecentralizedAi.Cli.Doctor;

/// <summary>The two keys of each node, without which it does not start.</summary>
internal static class NodeKeyCheck
{
    /// <summary>Those that are there.</summary>
    public static IEnumerable<string> Files(DevelopmentHome home, int index) =>
        new[] { "anchor.json", "spender.json" }.Select(name => Path.Combine(home.Node(index), name))
            .Where(File.Exists);

    public static IEnumerable<Finding> Run(VerbCall call)
    {
        foreach (var index in call.Home.Nodes())
            foreach (var file in Files(call.Home, index))
                if (Fault(file) is { } fault)
                    yield return Finding.Fault($"keys {index}", fault, "put the file back from your copy of it; "
                        + "without one 'dai node join' adds a node with keys of its own");
    }

    private static string? Fault(string file)
    {
        try
        {
            _ = KeystoreFile.AccountOf(file);
            return null;
        }
        catch (ChainException wrong)
        {
            return wrong.Message;
        }
        catch (UnauthorizedAccessException)
        {
            return $"this user may not read '{file}'";
        }
    }
}
