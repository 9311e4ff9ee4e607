using System.Diagnostics;

namespace DecentralizedAi.Node.Tests;

/// <summary>The node's program as its users start it.</summary>
internal static class NodeProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static string Program => Path.Combine(AppContext.BaseDirectory, "DecentralizedAi.Node.dll");

    /// <summary>Runs it to its end with an empty input.</summary>
    public static async Task<(int Exit, string Output, string Error)> RunAsync(params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var word in words.Prepend(Program))
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, await output, await error);
    }
}
