using System.Diagnostics;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Development;

/// <summary>The node's program as a tool that answers and ends: what needs models is there alone.</summary>
/// <param name="Exit">0, 2 for usage or a file, 4 when the model does not run.</param>
/// <param name="Output">One JSON object.</param>
/// <param name="Said">Its complaints.</param>
internal sealed record NodeTool(int Exit, string Output, string Said)
{
    /// <summary>The last complaint, without its code.</summary>
    public string Fault => Said.Split('\n')[^1] is ['D', 'A', 'I', '-', _, _, _, _, ' ', .. var rest]
        ? rest
        : Said.Split('\n')[^1];

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
    public static Task<NodeTool> DotNetAsync(IEnumerable<string> words, CancellationToken cancellation) =>
        ProgramAsync("dotnet", words, "", cancellation);

    /// <summary>Runs a program of others that has to succeed.</summary>
    /// <exception cref="CliException">DAI-1087: it did not; with its last words.</exception>
    public static async Task DemandAsync(
        string program, IReadOnlyList<string> words, string folder, CancellationToken cancellation)
    {
        var ended = await ProgramAsync(program, words, folder, cancellation);
        if (ended.Exit != 0)
            throw new CliException(ExitCode.Failed, "DAI-1087", $"'{program} {string.Join(' ', words)}' in '{folder}' "
                + $"ended with {ended.Exit}: {$"{ended.Output}\n{ended.Said}".Trim().Split('\n')[^1]}", folder,
                "run it there and read its lines");
    }

    private static async Task<NodeTool> ProgramAsync(
        string program, IEnumerable<string> words, string folder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        };
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
