using DecentralizedAi.Node.Hosting;
using DecentralizedAi.Plugin;

namespace DecentralizedAi.Node.Http.Mcp;

/// <summary>The DAO's tools for a client that starts this program: standard input and output are the protocol's alone.
/// </summary>
internal static class McpServeRun
{
    /// <summary>Words: <c>--home DIR --token FILE</c>.</summary>
    /// <returns>0 when the input ended; 2 usage.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        try
        {
            var values = NodeCommandLine.Pairs(words, ["--home", "--token"]);
            if (values.Count < 2)
                throw NodeCommandLine.Wrong("--home and --token are missing");
            var (input, output) = PluginHost.TakePipes();
            using var nodes = new HomeNodes(values["--home"], values["--token"]);
            await McpDoor.ServeAsync(input, output, nodes, CancellationToken.None);
            return 0;
        }
        catch (NodeFaultException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
    }
}
