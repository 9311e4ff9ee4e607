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
/// limit and looked at again. It serves exactly the tools of the manifest that was approved, or none.
/// </summary>
public sealed class HostedPlugin : IAsyncDisposable
{
    private readonly PluginCommand _command;
    private readonly PluginLimits _limits;
    private readonly PluginCapabilities _capabilities;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _over = new();
    private PluginConversation? _talk;
    private ToolRun? _run;
    private int _questions;
    private int _failures;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;

    /// <param name="log">Takes what it says and what is said about it, line by line.</param>
    public HostedPlugin(
        PluginManifest manifest, PluginCommand command, PluginLimits limits, PluginCapabilities capabilities,
        TimeProvider time, Action<string> log)
    {
        (Manifest, _command, _limits, _capabilities, _time) = (manifest, command, limits, capabilities, time);
        _log = line => log($"{manifest.Id}: {line}");
        Tools = [.. manifest.Tools.Select(tool => new HostedTool(
            tool.Declaration, tool.Seconds, Pure: false, Reports: false, run => new PluginFunction(this, tool, run)))];
    }

    public PluginManifest Manifest { get; }

    /// <summary>SHA-256 of its package, by which compositions name it; 0 for one that no package holds.</summary>
    public Bytes32 Package { get; init; }

    /// <summary>Why it serves nothing until it is approved again; null while it serves.</summary>
    public string? Suspended { get; private set; }

    /// <summary>Why its process did not start as it was approved, the last time; null when it did.</summary>
    public string? Refused { get; private set; }

    /// <summary>Its process, or null while there is none.</summary>
    public int? ProcessId => _talk?.ProcessId;

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
            var talk = await TalkAsync(cancellation);
            (_run, _questions) = (run, 0);
            var result = await WatchedAsync(talk, () => talk.CallAsync(tool, run, arguments, cancellation));
            _failures = 0;
            return Read(tool, result);
        }
        finally
        {
            _run = null;
            _turn.Release();
        }
    }

    /// <summary>Starts it where it does not run: what is wrong with it is known before anybody calls it.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            await InTurnAsync(() => _talk is { Ended: { } why } talk ? LetGoAsync(talk, why) : Task.CompletedTask);
            if (_notBefore - _time.GetUtcNow() is var pause && pause > TimeSpan.Zero)
                await Task.Delay(pause, _time, cancellation);
            await InTurnAsync(() => TalkAsync(cancellation));
        }
        catch (Exception e) when (e is ToolException or IOException or OperationCanceledException)
        {
            // What was wrong is in the log, and in what it says of itself.
        }

        async Task InTurnAsync(Func<Task> step)
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
    }

    /// <summary>Ends its process at once, and with it the call that runs.</summary>
    public void End()
    {
        _over.Cancel();
        _talk?.End("was let go with the node");
    }

    /// <summary>Ends its process; the next call would start another.</summary>
    public async ValueTask DisposeAsync()
    {
        End();
        await _turn.WaitAsync();
        if (_talk is { } talk)
            await talk.DisposeAsync();
        _talk = null;
        _turn.Release();
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

    private async Task<PluginConversation> TalkAsync(CancellationToken cancellation)
    {
        if (_talk is { Ended: { } why } ended)
            await LetGoAsync(ended, why);
        if (Suspended is null && _talk is null)
            _talk = await StartAsync(cancellation);
        if (Suspended is null && _talk!.Changed)
            Suspend(await WatchedAsync(_talk, () => _talk.DifferenceAsync(Manifest, cancellation)));
        if (Suspended is null)
            return _talk!;
        if (_talk is { } talk)
            await talk.DisposeAsync();
        _talk = null;
        throw new ToolException(ToolCode.Suspended,
            $"{Manifest.Id} is suspended until it is approved again: {Suspended}");
    }

    private async Task<PluginConversation> StartAsync(CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        if (now < _notBefore)
            throw new ToolException(ToolCode.Down, $"{Manifest.Id} failed {_failures} times in a row; "
                + $"the next start is at {_notBefore:HH:mm:ss} UTC");
        using var timer = new CancellationTokenSource(_limits.StartTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        Prepare();
        var process = PluginProcess.Start(_command, _limits, _log);
        try
        {
            var talk = await PluginConversation.OpenAsync(process, _limits, AnswerAsync, _log, either.Token);
            Suspend(await talk.DifferenceAsync(Manifest, either.Token));
            Refused = null;
            _ = AfterAsync(talk);
            return talk;
        }
        catch (Exception e) when (e is IOException or McpException or OperationCanceledException)
        {
            process.End($"did not start within {_limits.StartTimeout.TotalSeconds:0.#} s or its time");
            Failed(process.Ended!);
            process.Dispose();
            // It did not come to the call, so nothing was done.
            var down = new ToolException(ToolCode.Down, $"{Manifest.Id} does not start: it {process.Ended}");
            Refused = cancellation.IsCancellationRequested ? Refused : down.Message;
            throw down;
        }
    }

    // Whether it starts again, and as the same, is known before the next call.
    private async Task AfterAsync(PluginConversation talk)
    {
        await talk.Gone;
        if (Suspended is null && !_over.IsCancellationRequested)
            await LookAsync(_over.Token);
    }

    private void Prepare()
    {
        try
        {
            _command.Prepare();
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
        _failures++;
        var pause = _limits.FirstPause * Math.Pow(2, Math.Min(_failures - 1, 10));
        _notBefore = _time.GetUtcNow() + (pause < _limits.LongestPause ? pause : _limits.LongestPause);
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

    private string Read(PluginTool tool, CallToolResult result)
    {
        var text = string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        // By our interface an error means that nothing was done; a server of others has promised nothing of the kind.
        if (result.IsError is true && tool is { Foreign: not null, Declaration.Effect: not ToolEffect.Read })
            throw new IOException($"{Manifest.Id}: {Cut(text, 300)}");
        return result.IsError is true
            ? throw new ToolException(ToolCode.Declined, $"{Manifest.Id} did nothing: {Cut(text, 300)}")
            : Cut(text, _limits.ResultCharacters);
    }

    // Half a character is none, and no canonical JSON can hold it.
    private static string Cut(string text, int most)
    {
        var whole = string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
        return whole.Length <= most ? whole
            : char.IsHighSurrogate(whole[most - 1]) ? whole[..(most - 1)] : whole[..most];
    }
}
