using System.CommandLine;
using System.Diagnostics;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>The DAO's tools for clients of the Model Context Protocol.</summary>
internal static class McpVerbs
{
    private static readonly string Schema = Verb.SchemaOf("mcp.serve");

    public static Command Noun()
    {
        var serve = new Command("serve", "Serves a client of the Model Context Protocol on standard input and output: "
            + "status, agents, budget, log, why, policy_explain, log_verify; nothing that changes anything");
        serve.SetAction((parsed, cancellation) => ServeAsync(new VerbCall(parsed, TimeProvider.System), cancellation));
        return Verb.Noun("mcp", "The DAO's tools for agents and editors that speak MCP", serve);
    }

    // Standard output is the protocol's, so this verb answers nothing of its own there.
    private static async Task<int> ServeAsync(VerbCall call, CancellationToken cancellation)
    {
        try
        {
            var start = new ProcessStartInfo("dotnet") { UseShellExecute = false };
            foreach (var word in (string[])
                [NodeProcess.Program(), "mcp-serve", "--home", call.Home.Folder, "--token", call.Token])
                start.ArgumentList.Add(word);
            using var node = Process.Start(start)!;
            using var interrupted = cancellation.Register(() => node.Kill(entireProcessTree: true));
            await node.WaitForExitAsync(CancellationToken.None);
            return cancellation.IsCancellationRequested ? (int)ExitCode.Interrupted : node.ExitCode;
        }
        catch (Exception failure)
        {
            var known = Failures.Of(failure);
            new Terminal(Console.Out, Console.Error, json: false, interactive: false, Screen.None, TimeProvider.System)
                .Fail(Schema, known);
            return (int)known.Exit;
        }
    }
}
