using System.Diagnostics;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Chaos;

/// <summary>Programs of the system that a run needs.</summary>
internal static class SystemTool
{
    /// <summary>Runs one to its end.</summary>
    /// <param name="refusal">What is thrown when it does not end well, by what it said.</param>
    public static async Task RunAsync(
        IReadOnlyList<string> words, Func<string, CliException> refusal, CancellationToken cancellation)
    {
        using var process = Process.Start(
            new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardError = true })!;
        var said = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
            throw refusal($"'{string.Join(' ', words)}' ended with {process.ExitCode}: {said.Trim()}");
    }

    /// <summary>Whether a program of that name is on the path.</summary>
    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':', StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, program)));
}
