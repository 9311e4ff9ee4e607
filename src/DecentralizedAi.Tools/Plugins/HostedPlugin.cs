using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Governed;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>
/// A plugin in a process of its own: started when it is looked at or called, one call at a time, ended when it breaks a
/// limit and looked at again. It serves exactly the tools of the manifest that was approved, or none. Where vote and
/// operator let it, it is loaded into this process instead.
/// </summary>
public sealed class HostedPlugin : IAsyncDisposable
{
    private const string WithNode = "was let go with the node";

    private readonly PluginCommand _command;
    private readonly PluginLimits _limits;
    private readonly PluginCapabilities _capabilities;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;
    private readonly PluginPauses _pauses;
    private readonly PluginWords _words;
    private readonly PluginStanding _standing;
    private readonly PluginInside _inside;
    private readonly PluginKeeper _keeper;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _over = new();
    private PluginConversation? _talk;
    private CancellationTokenRegistration _ending;
    private ToolRun? _run;
    private int _questions;

    /// <param name="log">Takes what it says and what is said about it, line by line.</param>
    public HostedPlugin(
        PluginManifest manifest, PluginCommand command, PluginLimits limits, PluginCapabilities capabilities,
        TimeProvider time, Action<string> log)
    {
        (Manifest, _command, _limits, _capabilities, _time) = (manifest, command, limits, capabilities, time);
        _log = line => log($"{manifest.Id}: {line}");
        _pauses = new PluginPauses(manifest.Id, limits, time);
        _words = new PluginWords(manifest.Id, limits);
        _standing = new PluginStanding(manifest.Id, _pauses, _log);
        _inside = new PluginInside(manifest, _standing, _pauses, _words, limits, time, _log, AnswerAsync);
        _keeper = new PluginKeeper(_pauses, limits, time, StartedAsync, () => _talk?.Gone ?? Task.CompletedTask,
            () => Suspended is not null, _over.Token);
        Tools = [.. manifest.Tools.Select(tool => new HostedTool(
            tool.Declaration, tool.Seconds, Pure: false, Reports: false, run => new PluginFunction(this, tool, run)))];
    }

    public PluginManifest Manifest { get; }

    /// <summary>SHA-256 of its package, by which compositions name it; 0 for one that no package holds.</summary>
    public Bytes32 Package { get; init; }

    /// <summary>Why it serves nothing until it is approved again; null while it serves.</summary>
    public string? Suspended => _standing.Suspended;

    /// <summary>Why its process did not start as it was approved, the last time; null when it did.</summary>
    public string? Refused => _standing.Refused;

    /// <summary>Gives its assemblies, checked, where it may run within this process; null where it may not.</summary>
    public Func<ImmutableArray<(string Name, byte[] Bytes)>>? Within { get; init; }

    /// <summary>Why it has a process of its own although it may run within this one; null when nothing is wrong.
    /// </summary>
    public string? Stuck => _inside.Stuck;

    /// <summary>The process in which it is, or null while it is in none.</summary>
    public int? ProcessId => _inside is { Empty: false, Stuck: null } ? Environment.ProcessId : _talk?.ProcessId;

    internal ImmutableArray<HostedTool> Tools { get; }

    /// <summary>One call, as text.</summary>
    /// <exception cref="ToolException">Nothing was done.</exception>
    /// <exception cref="IOException">The process broke off; nobody knows what was done.</exception>
    internal async Task<string> CallAsync(
        PluginTool tool, ToolRun run, IDictionary<string, JsonElement> arguments, CancellationToken cancellation)
    {
        await TurnAsync(cancellation);
        try
        {
            if (_over.IsCancellationRequested)
                throw new ToolException(ToolCode.Down, $"{Manifest.Id} {WithNode}");
            Want();
            return Within is { } assemblies && Stuck is null
                ? await InsideAsync(assemblies, tool, run, cancellation)
                : await OutsideAsync(tool, run, arguments, cancellation);
        }
        finally
        {
            _run = null;
            _turn.Release();
        }
    }

    /// <summary>A vote names it: it is looked at, once until no vote does.</summary>
    public Task WantAsync() => Want() ? Task.CompletedTask : LookAsync();

    /// <summary>Starts a voted plugin that does not run: what is wrong with it is known before anybody calls it. One
    /// within this process is the voted bytes themselves, so there is nothing to find.</summary>
    public async Task LookAsync()
    {
        Want();
        if (Within is not null)
            return;
        try
        {
            await StartedAsync();
        }
        catch (Exception e) when (e is ToolException or IOException or OperationCanceledException)
        {
            // What was wrong is in the log, and in what it says of itself; the next look is due.
        }
    }

    /// <summary>Ends its process, or unloads it, as soon as no call and no start runs; the next call would start it
    /// again.</summary>
    public async Task RestAsync()
    {
        _keeper.Leave();
        await InTurnAsync(async () =>
        {
            // Wanted again before its turn came, it goes on as it is.
            if (_keeper.Wanted)
                return;
            _inside.Unload();
            await LeaveAsync();
        }, CancellationToken.None);
    }

    /// <summary>Ends its process at once, and with it the call that runs.</summary>
    public void End() => _over.Cancel();

    /// <summary>Ends its process.</summary>
    public async ValueTask DisposeAsync()
    {
        End();
        await InTurnAsync(LeaveAsync, CancellationToken.None);
    }

    // Nothing looks after one within this process: whoever calls it loads it.
    private bool Want() => Within is null && _keeper.Want();

    private async Task StartedAsync()
    {
        await InTurnAsync(() => _talk is { Ended: { } why } talk ? LetGoAsync(talk, why) : Task.CompletedTask,
            _over.Token);
        await _pauses.WaitAsync(_over.Token);
        await InTurnAsync(() => _keeper.Wanted ? TalkAsync(_over.Token) : Task.CompletedTask, _over.Token);
    }

    private async Task LeaveAsync()
    {
        var talk = _talk;
        _talk = null;
        if (talk is not null)
            await talk.DisposeAsync();
    }

    private async Task InTurnAsync(Func<Task> step, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await step();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task TurnAsync(CancellationToken cancellation)
    {
        try
        {
            await _turn.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new ToolException(ToolCode.Down, $"{Manifest.Id} was busy with other calls all the time");
        }
    }

    private async Task<string> InsideAsync(
        Func<ImmutableArray<(string Name, byte[] Bytes)>> assemblies, PluginTool tool, ToolRun run,
        CancellationToken cancellation)
    {
        var loaded = await _inside.LoadedAsync(assemblies);
        (_run, _questions) = (run, 0);
        return await _inside.CallAsync(loaded, tool, run, cancellation);
    }

    private async Task<string> OutsideAsync(
        PluginTool tool, ToolRun run, IDictionary<string, JsonElement> arguments, CancellationToken cancellation)
    {
        var talk = await TalkAsync(cancellation);
        (_run, _questions) = (run, 0);
        var result = await WatchedAsync(talk, () => talk.CallAsync(tool, run, arguments, cancellation));
        _pauses.Clear();
        // By our interface an error means that nothing was done; a server of others has promised nothing of the kind.
        return result.IsError is true && tool is { Foreign: not null, Declaration.Effect: not ToolEffect.Read }
            ? throw new IOException($"{Manifest.Id} says that it failed") : _words.Of(result);
    }

    private async Task<PluginConversation> TalkAsync(CancellationToken cancellation)
    {
        if (_talk is { Ended: { } why } ended)
            await LetGoAsync(ended, why);
        if (Suspended is null && _talk is null)
        {
            _talk = await StartAsync(cancellation);
            _ending.Dispose();
            _ending = _over.Token.UnsafeRegister(talk => ((PluginConversation)talk!).End(WithNode), _talk);
        }
        if (Suspended is null && _talk!.Changed)
            _standing.Suspend(await WatchedAsync(_talk, () => _talk.DifferenceAsync(Manifest, cancellation)));
        if (Suspended is null)
            return _talk!;
        await LeaveAsync();
        throw _standing.SuspendedNow();
    }

    private async Task<PluginConversation> StartAsync(CancellationToken cancellation)
    {
        _pauses.Demand();
        using var timer = new CancellationTokenSource(_limits.StartTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation, _over.Token);
        // It reads all that is started, and who tells of a vote or calls has other things to do.
        await Task.Run(() => _standing.Approved(_command.Prepare));
        PluginProcess? process = null;
        try
        {
            process = PluginProcess.Start(_command, _limits, _log);
            var talk = await PluginConversation.OpenAsync(process, _limits, AnswerAsync, _log, either.Token);
            _standing.Suspend(await talk.DifferenceAsync(Manifest, either.Token));
            _standing.Started();
            return talk;
        }
        catch (Exception fault)
        {
            throw NotStarted(process, fault, !cancellation.IsCancellationRequested);
        }
    }

    // Whatever it answered, it did not come to the call, so nothing was done.
    private ToolException NotStarted(PluginProcess? process, Exception fault, bool refused)
    {
        process?.End($"did not start within {_limits.StartTimeout.TotalSeconds:0.#} s or its time");
        var why = process?.Ended ?? fault.Message;
        _standing.Failed(why);
        process?.Dispose();
        var down = fault as ToolException ?? new(ToolCode.Down, $"{Manifest.Id} does not start: it {why}");
        if (refused)
            _standing.Refuse(down.Message);
        return down;
    }

    // Whatever breaks the conversation, time included, ends the process: what it would still do is nobody's call.
    private async Task<T> WatchedAsync<T>(PluginConversation talk, Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (Exception e) when (e is not ToolException)
        {
            talk.End("did not end in time");
            await LetGoAsync(talk, talk.Ended!);
            throw e is OperationCanceledException ? e : new IOException($"{Manifest.Id}: it {talk.Ended}", e);
        }
    }

    private async Task LetGoAsync(PluginConversation talk, string why)
    {
        _talk = null;
        _standing.Failed(why);
        await talk.DisposeAsync();
    }

    private async Task<JsonNode> AnswerAsync(string capability, JsonNode? question, CancellationToken cancellation)
    {
        var run = _run ?? throw new ToolException(ToolException.Capability,
            $"{Manifest.Id} asks for '{capability}' while no call runs");
        return Interlocked.Increment(ref _questions) <= _limits.Questions
            ? await _capabilities.AnswerAsync(Manifest, run, capability, question, cancellation)
            : throw new ToolException(ToolException.Capability,
                $"{Manifest.Id} asks more than {_limits.Questions} times during one call");
    }
}
