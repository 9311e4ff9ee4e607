using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace DecentralizedAi.SystemTests;

/// <summary>The built program on a home of its own; whatever it leaves running is stopped at the end.</summary>
internal sealed class DaiHome : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public string Home { get; } = Directory.CreateTempSubdirectory("dai-system-").FullName;

    /// <summary>Variables of every command and of what it starts.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public static string Root { get; } = FindRoot();

    /// <summary>Starts a command; its output is read as it comes.</summary>
    public Running Start(params IEnumerable<string> words)
    {
        // A test run in the background ignores Ctrl-C and would hand that down.
        var start = new ProcessStartInfo("env")
        {
            WorkingDirectory = Home, RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DAI_ROOT"] = Root;
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        var program = Path.Combine(Root, "src", "DecentralizedAi.Cli", "bin", "Release", "net10.0", "dai.dll");
        string[] all = ["--default-signal=INT", "dotnet", program, .. words, "--home", Home, "--yes", "--json"];
        foreach (var word in all)
            start.ArgumentList.Add(word);
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new Running(process);
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<(int Exit, JsonElement Answer)> RunAsync(params IEnumerable<string> words)
    {
        using var running = Start(words);
        return await running.EndAsync(Patience);
    }

    /// <summary>Processes of this machine whose command line names the home.</summary>
    public IReadOnlyList<int> Processes() =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Where(name => Names(name!)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)),
    ];

    public async ValueTask DisposeAsync()
    {
        await RunAsync("down");
        Directory.Delete(Home, recursive: true);
    }

    private bool Names(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains(Home, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It ended while we looked.
            return false;
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no DecentralizedAi.sln above the tests");
        return folder.FullName;
    }
}

/// <summary>A command that runs.</summary>
internal sealed class Running : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly TaskCompletionSource _nodes = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Running(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null || line.Data.Contains("starting the nodes", StringComparison.Ordinal))
                _nodes.TrySetResult();
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Ends when the command says that it starts the nodes, or ends itself.</summary>
    public Task StartsNodes => _nodes.Task;

    /// <summary>Ctrl-C.</summary>
    public async Task InterruptAsync()
    {
        using var signal = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await signal.WaitForExitAsync();
    }

    public async Task<(int Exit, JsonElement Answer)> EndAsync(TimeSpan patience)
    {
        await _process.WaitForExitAsync().WaitAsync(patience);
        return (_process.ExitCode, JsonDocument.Parse(await _output).RootElement);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
