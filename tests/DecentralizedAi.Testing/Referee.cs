using System.Diagnostics;
using System.Text.Json;

namespace DecentralizedAi.Testing;

/// <summary>A client that shares no code with us, of the packages of <c>tests/package.json</c>: a script that writes
/// what it got as one JSON object.</summary>
public static class Referee
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Runs a script of the folder <c>tests</c> to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed, or its packages are not installed; with its words.
    /// </exception>
    public static async Task<JsonElement> RunAsync(string script, params IEnumerable<string> words)
    {
        var folder = Path.Combine(Path.GetDirectoryName(Vectors.PathOf("policy.json"))!, "..", "..", "tests");
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var word in words.Prepend(script))
            start.ArgumentList.Add(word);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("'node' does not start");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return process.ExitCode == 0
            ? JsonElement.Parse(await output.ConfigureAwait(false))
            : throw new InvalidOperationException($"{script} ended with {process.ExitCode} (its packages: 'npm ci "
                + $"--ignore-scripts' in tests): {await error.ConfigureAwait(false)}");
    }
}
