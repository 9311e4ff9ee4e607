using System.Diagnostics;

namespace DecentralizedAi.Cli.Development;

/// <summary>The node's program as a tool that answers and ends: what needs models is there alone.</summary>
/// <param name="Exit">0, 2 for usage or a file, 4 when the model does not run.</param>
/// <param name="Output">One JSON object.</param>
/// <param name="Said">Its complaints.</param>
internal sealed record NodeTool(int Exit, string Output, string Said)
{
    /// <summary>The last complaint, without its code.</summary>
    public string Fault => Said.Split('\n')[^1] is var last && last.StartsWith("DAI-", StringComparison.Ordinal)
        && last.IndexOf(' ') is var end and > 0 ? last[(end + 1)..] : last;

    /// <summary>The code in the last complaint, or <paramref name="otherwise"/>.</summary>
    public string Code(string otherwise)
    {
        var at = Said.LastIndexOf("DAI-", StringComparison.Ordinal);
        return at >= 0 && Said.Length >= at + 8 ? Said.Substring(at, 8) : otherwise;
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="words">The verb first.</param>
    public static Task<NodeTool> RunAsync(IEnumerable<string> words, CancellationToken cancellation) =>
        DotNetAsync(words.Prepend(NodeProcess.Program()), cancellation);

    /// <summary>Runs the SDK's own program in the same way.</summary>
    /// <param name="words">Such as <c>build</c>, then what is built.</param>
    public static async Task<NodeTool> DotNetAsync(IEnumerable<string> words, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words)
            start.ArgumentList.Add(word);
        using var node = Process.Start(start)!;
        using var interrupted = cancellation.Register(() => node.Kill(entireProcessTree: true));
        var said = node.StandardError.ReadToEndAsync(cancellation);
        var output = await node.StandardOutput.ReadToEndAsync(cancellation);
        await node.WaitForExitAsync(cancellation);
        return new(node.ExitCode, output, (await said).Trim());
    }
}
