using DecentralizedAi.Inference.Hosting;
using DecentralizedAi.Node.Http.Mcp;
using DecentralizedAi.Node.Plugins;

namespace DecentralizedAi.Node.Hosting;

/// <summary>The verbs of the node binary.</summary>
internal static class NodeProgram
{
    /// <summary>Exit codes as those of <c>dai</c>: 0 ended in order, 1 failed, 2 usage or configuration.</summary>
    public static async Task<int> RunAsync(string[] words)
    {
        switch (words.FirstOrDefault())
        {
            case "run":
                return await NodeRun.RunAsync(words[1..]);
            case "model-host":
                return await ModelHost.RunProcessAsync(CancellationToken.None);
            case "plugin-host":
                return await PluginHostRun.RunAsync(words[1..]);
            case "server-host":
                return ServerHostRun.Run(words[1..]);
            case "plugin-fences":
                return await FencesRun.RunAsync();
            case "plugin-check":
                return await PluginAuthorRun.RunAsync(words[1..], pack: false);
            case "plugin-pack":
                return await PluginAuthorRun.RunAsync(words[1..], pack: true);
            case "plugin-dev":
                return await PluginDevRun.RunAsync(words[1..]);
            case "mcp-serve":
                return await McpServeRun.RunAsync(words[1..]);
            case "model-eval":
                return await ModelEvalRun.RunAsync(words[1..]);
            case "model-show":
                return await ModelShowRun.RunAsync(words[1..]);
            case "model-bench":
                return await ModelBenchRun.RunAsync(words[1..]);
            case "model-replay":
                return await ModelReplayRun.RunAsync(words[1..]);
            case "policy-grammar":
                return await PolicyGrammarRun.RunAsync(words[1..]);
            default:
                await Console.Error.WriteLineAsync(NodeCommandLine.Usage);
                return 2;
        }
    }
}
