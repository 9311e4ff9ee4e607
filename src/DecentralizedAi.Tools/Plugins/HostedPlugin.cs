using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Governed;
using ModelContextProtocol;
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
    private readonly PluginCommand _command;
    private readonly PluginLimits _limits;
    private readonly PluginCapabilities _capabilities;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;
    private readonly PluginPauses _pauses;
    private readonly PluginWords _words;
    private readonly PluginStanding _standing;
    private readonly PluginInside _inside;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _over = new();
    private PluginConversation? _talk;
    private ToolRun? _run;
    private int _questions;
    private bool _wanted;

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
        _wanted = true;
        try
        {
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
    public Task WantAsync() => _wanted ? Task.CompletedTask : LookAsync();

    /// <summary>Starts a voted plugin that does not run: what is wrong with it is known before anybody calls it. One
    /// within this process is the voted bytes themselves, so there is nothing to find.</summary>
    public async Task LookAsync()
    {
        _wanted = true;
        if (Within is not null)
            return;
        try
        {
            await InTurnAsync(() => _talk is { Ended: { } why } talk ? LetGoAsync(talk, why) : Task.CompletedTask);
            await _pauses.WaitAsync(_over.Token);
            await InTurnAsync(() => _wanted ? TalkAsync(_over.Token) : Task.CompletedTask);
        }
        catch (Exception e) when (e is ToolException or IOException or OperationCanceledException)
        {
            // What was wrong is in the log, and in what it says of itself.
        }
    }

    /// <summary>Ends its process, or unloads it, as soon as no call runs; the next call would start it again.</summary>
    public async Task RestAsync()
    {
        _wanted = false;
        if (_talk is not null || !_inside.Empty)
            await InTurnAsync(async () =>
            {
                _inside.Unload();
                await LeaveAsync();
            });
    }

    /// <summary>Ends its process at once, and with it the call that runs.</summary>
    public void End()
    {
        _over.Cancel();
        _talk?.End("was let go with the node");
    }

    /// <summary>Ends its process.</summary>
    public async ValueTask DisposeAsync()
    {
        End();
        await _turn.WaitAsync();
        await LeaveAsync();
        _turn.Release();
    }

    private async Task LeaveAsync()
    {
        if (_talk is { } talk)
            await talk.DisposeAsync();
        _talk = null;
    }

    private async Task InTurnAsync(Func<Task> step)
    {
        await _turn.WaitAsync(_over.Token);
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
            _talk = await StartAsync(cancellation);
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
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        _standing.Approved<object?>(() =>
        {
            _command.Prepare();
            return null;
        });
        var process = PluginProcess.Start(_command, _limits, _log);
        try
        {
            var talk = await PluginConversation.OpenAsync(process, _limits, AnswerAsync, _log, either.Token);
            _standing.Suspend(await talk.DifferenceAsync(Manifest, either.Token));
            _standing.Started();
            _ = AfterAsync(talk);
            return talk;
        }
        catch (Exception e) when (e is IOException or McpException or OperationCanceledException)
        {
            process.End($"did not start within {_limits.StartTimeout.TotalSeconds:0.#} s or its time");
            _standing.Failed(process.Ended!);
            process.Dispose();
            // It did not come to the call, so nothing was done.
            var down = new ToolException(ToolCode.Down, $"{Manifest.Id} does not start: it {process.Ended}");
            if (!cancellation.IsCancellationRequested)
                _standing.Refuse(down.Message);
            throw down;
        }
    }

    // Whether it starts again, and as the same, is known before the next call.
    private async Task AfterAsync(PluginConversation talk)
    {
        await talk.Gone;
        if (_wanted && Suspended is null && !_over.IsCancellationRequested)
            await LookAsync();
    }

    // Whatever breaks the conversation, time included, ends the process: what it would still do is nobody's call.
    private async Task<T> WatchedAsync<T>(PluginConversation talk, Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or McpException)
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
