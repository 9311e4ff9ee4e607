using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace DecentralizedAi.SystemTests;

/// <summary>What a process said and how it ended.</summary>
public sealed record Ended(int Exit, string Output, string Error)
{
    /// <summary>Everything, for the message of a failed test.</summary>
    public string Story => $"exit {Exit}\n--- output\n{Output}\n--- error\n{Error}";

    /// <summary>The one JSON object on its standard output.</summary>
    public JsonElement Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Output);
            return document.RootElement.Clone();
        }
        catch (JsonException wrong)
        {
            throw new InvalidOperationException($"not one JSON object: {wrong.Message}\n{Story}", wrong);
        }
    }
}

/// <summary>The launcher at the root of the repository, as its users start it.</summary>
public static class Dai
{
    // The host of the tests leaves its own settings behind, which would steer the builds of a child.
    private static readonly string[] Foreign = ["MSBUILD", "MSBuild", "VSTEST", "DOTNET_HOST_PATH", "DAI_"];

    /// <summary>Long enough for a loaded machine that builds first.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(9);

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Runs <c>./dai</c> to its end, with an empty input.</summary>
    public static Task<Ended> RunAsync(params IReadOnlyList<string> words) =>
        EndAsync(Start(Command("bash", [Path.Combine(Root, "dai"), .. words])));

    /// <summary>Runs a program to its end.</summary>
    public static Task<Ended> RunAsync(ProcessStartInfo start) => EndAsync(Start(start));

    public static ProcessStartInfo Command(string program, IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var word in words)
            start.ArgumentList.Add(word);
        foreach (var name in start.Environment.Keys.Where(name => Foreign.Any(name.StartsWith)).ToList())
            start.Environment.Remove(name);
        return start;
    }

    public static Process Start(ProcessStartInfo start)
    {
        var process = Process.Start(start) ?? throw new InvalidOperationException($"'{start.FileName}' did not start");
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Sends a signal to a process.</summary>
    /// <param name="name">INT, STOP, CONT, KILL.</param>
    public static async Task SignalAsync(string name, int process) => Assert.Equal(
        0, (await RunAsync(Command("bash", ["-c", $"kill -{name} {process}"]))).Exit);

    private static async Task<Ended> EndAsync(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            try
            {
                await process.WaitForExitAsync().WaitAsync(Patience);
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException(new Ended(-1, await output, await error).Story);
            }
            return new Ended(process.ExitCode, await output, await error);
        }
    }

    private static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"no DecentralizedAi.sln above '{start}'");
    }
}
