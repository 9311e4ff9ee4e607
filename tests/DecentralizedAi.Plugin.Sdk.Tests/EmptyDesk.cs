using System.Diagnostics;
using System.Text;
using DecentralizedAi.Testing;

namespace DecentralizedAi.Plugin.Sdk.Tests;

/// <summary>Where a new author of plugins sits: an empty folder, an empty home, and the package sources of this
/// machine.</summary>
internal sealed class EmptyDesk : IDisposable
{
    /// <summary>Tests that make the feed of this build anew, one after the other.</summary>
    public const string Feed = "feed";

    private readonly string _all = Directory.CreateTempSubdirectory("dai-desk-").FullName;

    public EmptyDesk()
    {
        Directory.CreateDirectory(Folder);
        Directory.CreateDirectory(Home);
        var sources = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "NuGet", "NuGet.Config");
        if (!File.Exists(sources))
            return;
        var own = Path.Combine(Home, ".nuget", "NuGet");
        Directory.CreateDirectory(own);
        File.Copy(sources, Path.Combine(own, "NuGet.Config"));
    }

    public string Folder => Path.Combine(_all, "work");

    public static string Root { get; } =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Vectors.PathOf("policy.json"))!, "..", ".."));

    private string Home => Path.Combine(_all, "home");

    /// <summary>Runs a script of bash in the folder to its end; the first command that fails ends it.</summary>
    /// <param name="limit">After it everything that the script started is killed.</param>
    /// <returns>Exit code and what was said, both streams.</returns>
    public async Task<(int Exit, string Said)> RunAsync(
        string script, TimeSpan limit, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-o", "pipefail", "-c", script])
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        // What the test runner set for its own programs is not the author's.
        foreach (var name in start.Environment.Keys.Where(Runners).ToList())
            start.Environment.Remove(name);
        start.Environment["HOME"] = Home;
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = start.Environment["DOTNET_NOLOGO"] = "1";
        LeaveNothingRunning(start);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var said = new StringBuilder();
        process.OutputDataReceived += (_, line) => Add(said, line.Data);
        process.ErrorDataReceived += (_, line) => Add(said, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"not done after {limit}: {said}");
        }
        lock (said)
            return (process.ExitCode, said.ToString());
    }

    /// <summary>No compiler that waits for more work stays behind.</summary>
    public static void LeaveNothingRunning(ProcessStartInfo start)
    {
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
    }

    public void Dispose() => Directory.Delete(_all, recursive: true);

    private static bool Runners(string name) => name is "NUGET_PACKAGES" or "CI"
        || name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_", StringComparison.Ordinal) && name != "DOTNET_ROOT";

    private static void Add(StringBuilder said, string? line)
    {
        lock (said)
            said.AppendLine(line);
    }
}
