using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Development;

namespace DecentralizedAi.Cli.Doctor;

/// <summary>What this host puts around the processes of plugins.</summary>
internal static class FenceCheck
{
    private const string Part = "plugin fences";

    public static async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        try
        {
            return [await AskAsync(cancellation)];
        }
        catch (FileNotFoundException)
        {
            // That the program is not there is said by another check, which mends it.
            return [];
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return [Finding.Of(Part, failure)];
        }
    }

    private static async Task<Finding> AskAsync(CancellationToken cancellation)
    {
        var node = await NodeTool.RunAsync(["plugin-fences"], cancellation);
        if (node.Exit != 0)
            return Finding.Fault(Part, $"they cannot be tried: {node.Fault}", "read the line above");
        var fences = JsonNode.Parse(node.Output)!;
        var (landlock, seccomp, bwrap) =
            ((int)fences["landlock"]!, (bool)fences["seccomp"]!, (string?)fences["bwrap"]);
        var around = bwrap is null ? "no bwrap" : $"bwrap at '{bwrap}'";
        if (landlock > 0 && seccomp)
            return Finding.Good(Part, $"landlock {landlock}, seccomp, {around}");
        // No fault: nothing of others runs here, and the rest is what this host has.
        return Finding.Good(Part, $"{(landlock > 0 ? $"landlock {landlock}" : "no landlock")}, "
            + $"{(seccomp ? "seccomp" : "no seccomp")}, {around}: servers of others do not run here, and plugins are "
            + "held by the check of their references alone; Linux 5.13 on x86-64 has both");
    }
}
