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
/// A plugin in a process of its own: started when it is first called, one call at a time, ended when it breaks a
/// limit. It serves exactly the tools of the manifest that was approved, or none. Where vote and operator let it, it is
/// loaded into this process instead.
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
    private readonly SemaphoreSlim _turn = new(1, 1);
    private PluginConversation? _talk;
    private LoadedPlugin? _loaded;
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
        Tools = [.. manifest.Tools.Select(tool => new HostedTool(
            tool.Declaration, tool.Seconds, Pure: false, Reports: false, run => new PluginFunction(this, tool, run)))];
    }

    public PluginManifest Manifest { get; }

    /// <summary>SHA-256 of its package, by which compositions name it; 0 for one that no package holds.</summary>
    public Bytes32 Package { get; init; }

    /// <summary>Why it serves nothing until it is approved again; null while it serves.</summary>
    public string? Suspended { get; private set; }

    /// <summary>Why its process could not be started as it was approved, the last time; null when it could.</summary>
    public string? Refused { get; private set; }

    /// <summary>Gives its assemblies, checked, where it may run within this process; null where it may not.</summary>
    public Func<ImmutableArray<(string Name, byte[] Bytes)>>? Within { get; init; }

    /// <summary>Why it has a process of its own although it may run within this one; null when nothing is wrong.
    /// </summary>
    public string? Stuck => _loaded?.Stuck;

    /// <summary>The process in which it is, or null while it is in none.</summary>
    public int? ProcessId => _loaded is { Stuck: null } ? Environment.ProcessId : _talk?.ProcessId;

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

    /// <summary>Ends its process, or unloads it, as soon as no call runs; the next call would start it again.</summary>
    public async Task RestAsync()
    {
        if (_talk is null && _loaded is null)
            return;
        await _turn.WaitAsync();
        try
        {
            Unload();
            await DisposeAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends its process at once, and with it the call that runs.</summary>
    public void End() => _talk?.End("was let go with the node");

    /// <summary>Ends its process; the next call would start another.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_talk is { } talk)
            await talk.DisposeAsync();
        _talk = null;
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
        _loaded ??= Suspended is null ? await LoadAsync(assemblies) : null;
        if (_loaded is not { } loaded)
            throw SuspendedNow();
        (_run, _questions) = (run, 0);
        try
        {
            var text = await loaded.CallAsync(tool, run, cancellation);
            _pauses.Clear();
            return _words.Of(text);
        }
        catch (ToolException refusal)
        {
            throw _words.Declined(refusal.Message);
        }
    }

    private async Task<LoadedPlugin?> LoadAsync(Func<ImmutableArray<(string Name, byte[] Bytes)>> assemblies)
    {
        _pauses.Demand();
        var approved = Approved(assemblies);
        try
        {
            var (loaded, difference) =
                await LoadedPlugin.LoadAsync(approved, Manifest, AnswerAsync, _limits, _time, _log);
            Suspend(difference);
            return loaded;
        }
        catch (ToolException wrong)
        {
            Failed(wrong.Message);
            throw;
        }
    }

    private void Unload()
    {
        if (_loaded is not { Stuck: null })
            return;
        _loaded.Unload();
        _loaded = null;
    }

    private async Task<string> OutsideAsync(
        PluginTool tool, ToolRun run, IDictionary<string, JsonElement> arguments, CancellationToken cancellation)
    {
        var talk = await TalkAsync(cancellation);
        (_run, _questions) = (run, 0);
        var result = await WatchedAsync(talk, () => talk.CallAsync(tool, run, arguments, cancellation));
        _pauses.Clear();
        return _words.Of(result);
    }

    private async Task<PluginConversation> TalkAsync(CancellationToken cancellation)
    {
        if (Suspended is null && _talk is { Ended: not null } ended)
            await LetGoAsync(ended, ended.Ended);
        if (Suspended is null && _talk is null)
            _talk = await StartAsync(cancellation);
        if (Suspended is null && _talk!.Changed)
            Suspend(await WatchedAsync(_talk, () => _talk.DifferenceAsync(Manifest, cancellation)));
        return Suspended is null ? _talk! : throw SuspendedNow();
    }

    private ToolException SuspendedNow() => new(ToolCode.Suspended,
        $"{Manifest.Id} is suspended until it is approved again: {Suspended}");

    private async Task<PluginConversation> StartAsync(CancellationToken cancellation)
    {
        _pauses.Demand();
        using var timer = new CancellationTokenSource(_limits.StartTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        Approved<object?>(() =>
        {
            _command.Prepare();
            return null;
        });
        var process = PluginProcess.Start(_command, _limits, _log);
        try
        {
            var talk = await PluginConversation.OpenAsync(process, _limits, AnswerAsync, _log, either.Token);
            Suspend(await talk.DifferenceAsync(Manifest, either.Token));
            return talk;
        }
        catch (Exception e) when (e is IOException or McpException or OperationCanceledException)
        {
            process.End($"did not start within {_limits.StartTimeout.TotalSeconds:0.#} s or its time");
            Failed(process.Ended!);
            process.Dispose();
            // It did not come to the call, so nothing was done.
            throw new ToolException(ToolCode.Down, $"{Manifest.Id} does not start: it {process.Ended}");
        }
    }

    private T Approved<T>(Func<T> open)
    {
        try
        {
            var opened = open();
            Refused = null;
            return opened;
        }
        catch (ToolException another)
        {
            Refused = another.Message;
            _log(another.Message);
            throw;
        }
    }

    private void Suspend(string? difference)
    {
        if (difference is null)
            return;
        Suspended = difference;
        _log($"{ToolCode.Suspended} suspended until it is approved again: {difference}");
        _talk?.End("was suspended");
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
        Failed(why);
        await talk.DisposeAsync();
    }

    private void Failed(string why)
    {
        _pauses.Failed();
        _log($"{ToolCode.Down} its process {why}");
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
