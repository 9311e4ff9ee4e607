using System.Diagnostics;
using System.Text.Json;

namespace DecentralizedAi.Cli.Tests;

/// <summary>The program as people and scripts run it, in a folder of its own.</summary>
internal sealed class CommandLine : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Folder { get; } = Directory.CreateTempSubdirectory("dai-cli-").FullName;
    public Dictionary<string, string> Variables { get; } = [];

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string Write(string name, string text)
    {
        var file = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Runs it to its end, with nobody to ask.</summary>
    public async Task<Ended> RunAsync(params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var inherited = start.Environment.Keys
            .Where(name => name.StartsWith("DAI_", StringComparison.Ordinal)).ToList();
        foreach (var name in inherited)
            start.Environment.Remove(name);
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(Folder, "user");
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        foreach (var word in words.Prepend(Path.Combine(AppContext.BaseDirectory, "dai.dll")))
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
        return new Ended(process.ExitCode, await output, await error);
    }
}

/// <summary>How a run ended.</summary>
internal sealed record Ended(int Exit, string Output, string Error)
{
    /// <summary>The one object on the standard output; anything else there is a failure.</summary>
    public JsonElement Object()
    {
        var lines = Output.TrimEnd('\n').Split('\n');
        return lines.Length == 1
            ? JsonDocument.Parse(lines[0]).RootElement
            : throw new InvalidOperationException($"{lines.Length} lines on the standard output: {Output}");
    }

    public string Code => Object().GetProperty("error").GetProperty("code").GetString()!;
}
