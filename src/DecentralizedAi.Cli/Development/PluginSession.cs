using System.Diagnostics;
using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Development;

/// <summary>The node's program with one build of a plugin, asked line by line.</summary>
internal sealed class PluginSession : IDisposable
{
    private readonly Process _node;

    private PluginSession(Process node, JsonObject report) => (_node, Report) = (node, report);

    /// <summary>What the plugin is, and the members by which it reaches further: with one of them it takes no calls.
    /// </summary>
    public JsonObject Report { get; }

    /// <summary>Starts it.</summary>
    /// <param name="policy">A policy in its canonical form.</param>
    /// <returns>Null where the assembly is no plugin; the node's program has said why.</returns>
    public static async Task<PluginSession?> StartAsync(
        string assembly, string policy, CancellationToken cancellation)
    {
        var node = Process.Start(new ProcessStartInfo(
            "dotnet", [NodeProcess.Program(), "plugin-dev", assembly, "--policy", policy])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        if (await node.StandardOutput.ReadLineAsync(cancellation) is { } report)
            return new(node, JsonNode.Parse(report)!.AsObject());
        node.Dispose();
        return null;
    }

    /// <summary>What became of a call.</summary>
    /// <returns>Null where the program has ended.</returns>
    public async Task<JsonObject?> AskAsync(string line, CancellationToken cancellation)
    {
        try
        {
            await _node.StandardInput.WriteLineAsync(line.AsMemory(), cancellation);
            await _node.StandardInput.FlushAsync(cancellation);
        }
        catch (IOException)
        {
            return null;
        }
        return await _node.StandardOutput.ReadLineAsync(cancellation) is { } answer
            ? JsonNode.Parse(answer)!.AsObject() : null;
    }

    /// <summary>Ends it and the plugin.</summary>
    public void Dispose()
    {
        if (!_node.HasExited)
            _node.Kill(entireProcessTree: true);
        _node.Dispose();
    }
}
