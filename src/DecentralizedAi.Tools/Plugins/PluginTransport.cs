using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using DecentralizedAi.Plugin;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>
/// MCP over the pipes of a process: one message a line, each of limited size, lines that are no message dropped.
/// What a plugin asks of its capabilities is answered here and never reaches the client.
/// </summary>
/// <param name="ask">Answers a capability's question, or refuses it.</param>
internal sealed class PluginTransport(
    PluginProcess process, PluginLimits limits, Func<string, JsonNode?, CancellationToken, Task<JsonNode>> ask,
    Action<string> log) : IClientTransport, ITransport
{
    private static readonly byte[] NewLine = [(byte)'\n'];

    private readonly Channel<JsonRpcMessage> _messages = Channel.CreateUnbounded<JsonRpcMessage>();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _over = new();

    private int _changed;

    /// <summary>Whether it has said that it has other tools now, since it was asked last.</summary>
    public bool Changed => Volatile.Read(ref _changed) == 1;

    public string Name => "plugin";
    public string? SessionId => null;
    public ChannelReader<JsonRpcMessage> MessageReader => _messages.Reader;

    public Task<ITransport> ConnectAsync(CancellationToken cancellationToken = default)
    {
        _ = ReadAsync();
        return Task.FromResult<ITransport>(this);
    }

    public async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(message, McpJsonUtilities.DefaultOptions);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await process.Input.WriteAsync(line, cancellationToken);
            await process.Input.WriteAsync(NewLine, cancellationToken);
            await process.Input.FlushAsync(cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            throw new IOException("the plugin's process is gone", gone);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        process.Dispose();
    }

    /// <summary>It is asked for its tools now.</summary>
    public void Asked() => Interlocked.Exchange(ref _changed, 0);

    private async Task ReadAsync()
    {
        var reader = PipeReader.Create(process.Output);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(_over.Token);
                var rest = Lines(read.Buffer);
                if (rest.Length > limits.MessageBytes)
                    process.End($"sent a message of more than {limits.MessageBytes} bytes");
                // What is left of a line stays until its end has come.
                var within = process.Spend(read.Buffer.Length - rest.Length);
                reader.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted || !within || process.Ended is not null)
                    break;
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException
            or InvalidOperationException)
        {
            // The process was ended; whoever waits is told below.
        }
        process.End("ended by itself");
        _messages.Writer.TryComplete(new IOException($"the plugin's process {process.Ended}"));
    }

    private ReadOnlySequence<byte> Lines(ReadOnlySequence<byte> buffer)
    {
        while (buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end);
            if (line.Length > limits.MessageBytes)
            {
                process.End($"sent a message of more than {limits.MessageBytes} bytes");
                return buffer.Slice(buffer.End);
            }
            Take(line);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
        }
        return buffer;
    }

    private void Take(ReadOnlySequence<byte> line)
    {
        JsonRpcMessage? message = null;
        try
        {
            var reader = new Utf8JsonReader(line);
            message = JsonSerializer.Deserialize<JsonRpcMessage>(ref reader, McpJsonUtilities.DefaultOptions);
        }
        catch (JsonException)
        {
            log("wrote a line that is no message; it is dropped");
        }
        if (message is JsonRpcRequest question
            && question.Method.StartsWith(PluginHost.Prefix, StringComparison.Ordinal))
            _ = AnswerAsync(question);
        else if (message is not null)
        {
            // Known here, in the order of its words: the client hears of it some time after the answer that follows.
            if (message is JsonRpcNotification { Method: NotificationMethods.ToolListChangedNotification })
                Interlocked.Exchange(ref _changed, 1);
            _messages.Writer.TryWrite(message);
        }
    }

    private async Task AnswerAsync(JsonRpcRequest question)
    {
        try
        {
            JsonRpcMessage answer;
            try
            {
                answer = new JsonRpcResponse
                {
                    Id = question.Id,
                    Result = await ask(question.Method[PluginHost.Prefix.Length..], question.Params, _over.Token),
                };
            }
            catch (ToolException refused)
            {
                log(refused.Message);
                answer = new JsonRpcError
                {
                    Id = question.Id, Error = new JsonRpcErrorDetail { Code = -32001, Message = refused.Message },
                };
            }
            await SendMessageAsync(answer, _over.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // Nobody is left who waits for the answer.
        }
    }
}
