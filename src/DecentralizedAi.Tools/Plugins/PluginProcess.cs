using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using DecentralizedAi.Plugin;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>One running plugin: an empty environment, limits, three pipes.</summary>
internal sealed class PluginProcess : IDisposable
{
    private const int LineCharacters = 500;
    /// <summary>Lines that one call may write into the log.</summary>
    public const int LinesPerCall = 40;

    private readonly Process _process;
    private readonly PluginLimits _limits;
    private readonly Action<string> _log;
    private readonly PeriodicTimer _looks;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _left;
    private int _lines;
    private readonly Task _heard;
    private string? _ended;
    private string? _last;

    private PluginProcess(Process process, PluginLimits limits, Action<string> log)
    {
        (Id, _process, _limits, _log) = (process.Id, process, limits, log);
        Grant();
        _looks = new PeriodicTimer(limits.Look);
        _ = WatchAsync();
        _heard = ErrorsAsync();
    }

    public int Id { get; }
    public Stream Input => _process.StandardInput.BaseStream;
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Ends when the process is ended, by itself as well.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Why it was ended, or null while it was not.</summary>
    public string? Ended => Volatile.Read(ref _ended);

    /// <exception cref="ToolException"><see cref="ToolCode.Down"/>: the program cannot be started.</exception>
    public static PluginProcess Start(PluginCommand command, PluginLimits limits, Action<string> log)
    {
        try
        {
            return new(StarterThread.Start(StartInfo(command, limits)), limits, log);
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException)
        {
            throw new ToolException(ToolCode.Down, $"'{command.Program}' cannot be started: {e.Message}");
        }
    }

    /// <summary>Lets it write as much as one call may.</summary>
    public void Grant()
    {
        Interlocked.Exchange(ref _left, _limits.CallBytes);
        Interlocked.Exchange(ref _lines, LinesPerCall);
    }

    /// <summary>Counts what it wrote; ends it when that is too much.</summary>
    /// <returns>Whether it goes on.</returns>
    public bool Spend(long bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) >= 0)
            return true;
        End($"wrote more than {_limits.CallBytes} bytes during one call");
        return false;
    }

    /// <summary>Writes a line of it into the log, one of the few that a call may write.</summary>
    public void Tell(string line)
    {
        if (Interlocked.Decrement(ref _lines) >= 0)
            _log(Line(line));
    }

    /// <summary>What of a plugin's words the log takes.</summary>
    public static string Line(string said) =>
        new([.. said.Take(LineCharacters).Select(c => char.IsControl(c) ? ' ' : c)]);

    /// <summary>The last line that it wrote to standard error before it was ended; null where there is none.</summary>
    public async Task<string?> LastWordsAsync(TimeProvider time)
    {
        await Task.WhenAny(_heard, Task.Delay(TimeSpan.FromSeconds(2), time));
        return Volatile.Read(ref _last);
    }

    /// <summary>Ends it at once; the first reason is kept.</summary>
    public void End(string why)
    {
        Interlocked.CompareExchange(ref _ended, why, null);
        _gone.TrySetResult();
        _looks.Dispose();
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It was gone already, or a child of it was.
        }
    }

    public void Dispose()
    {
        End("the node let it go");
        _process.Dispose();
    }

    // The kernel limits the threads of a user, and of a group that a node may not be allowed to make: not of a process.
    private async Task WatchAsync()
    {
        while (await _looks.WaitForNextTickAsync())
            if (ThreadCount.Of(Id) > _limits.Threads)
                End($"had more than {_limits.Threads} threads");
    }

    // A plugin that floods its error stream is ended like one that floods its answers.
    private async Task ErrorsAsync()
    {
        var (line, buffer) = (new StringBuilder(), new char[4096]);
        try
        {
            int read;
            while ((read = await _process.StandardError.ReadAsync(buffer)) > 0 && Spend(read))
                foreach (var c in buffer.AsSpan(0, read))
                {
                    if (c == '\n')
                        Say(line);
                    else if (line.Length < LineCharacters)
                        line.Append(c);
                }
            Say(line);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process was ended; nobody is left to be heard.
        }
    }

    private void Say(StringBuilder line)
    {
        if (line.Length > 0)
        {
            Volatile.Write(ref _last, Line(line.ToString()));
            Tell(line.ToString());
        }
        line.Clear();
    }

    private static ProcessStartInfo StartInfo(PluginCommand command, PluginLimits limits)
    {
        var words = Limiter(limits).Append(command.Program).Concat(command.Arguments).ToList();
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = command.Folder,
        };
        start.Environment.Clear();
        start.Environment["DOTNET_GCHeapHardLimit"] = limits.HeapBytes.ToString("x", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }

    // prlimit replaces itself by the program, so that the process's id stays the one we know.
    private static string[] Limiter(PluginLimits limits)
    {
        string[] places = ["/usr/bin/prlimit", "/bin/prlimit"];
        return places.FirstOrDefault(File.Exists) is { } path
            ? [path, "--core=0", "--nofile=256", $"--data={limits.MemoryBytes}",
                $"--nproc={ThreadCount.OfUser() + limits.UserThreads}", "--"]
            : [];
    }
}
