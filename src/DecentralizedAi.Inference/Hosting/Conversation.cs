using DecentralizedAi.Inference.Protos;
using Google.Protobuf;

namespace DecentralizedAi.Inference.Hosting;

/// <summary>How long a child may be silent while something is asked of it, and what it did not do then.</summary>
internal readonly record struct Patience(TimeSpan Limit, string What);

/// <summary>
/// The parent's end of the two pipes: requests go out as they come, replies find their requests by id. Once anything
/// breaks, everything that is asked fails with the same word.
/// </summary>
internal sealed class Conversation : IDisposable
{
    private readonly Stream _out;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, Exchange> _open = [];
    private readonly ITimer _watch;
    private readonly TaskCompletionSource<ModelException> _over =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Patience _patience;
    private ModelException? _broken;
    private ulong _lastId;

    /// <param name="requests">To the child.</param>
    /// <param name="replies">From it; read until it ends.</param>
    public Conversation(Stream requests, Stream replies, TimeProvider time)
    {
        _out = requests;
        _watch = time.CreateTimer(_ => Break(new ModelException(ModelException.TimedOut,
            $"the model host did not {_patience.What} within {_patience.Limit.TotalSeconds:0.#} s and was ended")),
            null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = ListenAsync(replies);
    }

    /// <summary>Ends with the first thing that broke it, whoever waits for a reply or nobody.</summary>
    public Task<ModelException> Over => _over.Task;

    /// <summary>One request, its reply.</summary>
    /// <param name="written">Takes pieces of text that come before the reply.</param>
    /// <exception cref="ModelException">The child refused, is gone, is silent, or speaks nonsense.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; the child is told.</exception>
    public async Task<HostReply> ExchangeAsync(
        HostRequest request, Action<string>? written, Patience patience, CancellationToken cancellation)
    {
        var exchange = new Exchange(written);
        lock (_gate)
        {
            if (_broken is not null)
                throw _broken;
            request.Id = ++_lastId;
            if (_open.Count == 0)
                _watch.Change((_patience = patience).Limit, Timeout.InfiniteTimeSpan);
            _open.Add(request.Id, exchange);
        }
        _ = SendAsync(request);
        try
        {
            var reply = await exchange.Reply.Task.WaitAsync(cancellation);
            return reply.Refused is { } refused ? throw new ModelException(refused.Code, refused.Reason) : reply;
        }
        catch (OperationCanceledException)
        {
            // Its reply still comes and is thrown away; nobody else's depends on it.
            _ = SendAsync(new HostRequest { Cancel = new CancelRequest { Id = request.Id } });
            throw;
        }
    }

    public void Dispose()
    {
        Break(new ModelException(ModelException.HostDied, "the model host was ended; it is started again"));
        _watch.Dispose();
    }

    private async Task SendAsync(HostRequest request)
    {
        await _writing.WaitAsync();
        try
        {
            await _out.WriteAsync(Frames.Of(request));
            await _out.FlushAsync();
        }
        catch (ModelException fault)
        {
            Refuse(request.Id, fault);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Break(Died());
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ListenAsync(Stream replies)
    {
        try
        {
            while (await Frames.ReadAsync(replies, HostReply.Parser, CancellationToken.None) is { } reply)
                Hear(reply);
            Break(Died());
        }
        catch (ModelException fault)
        {
            Break(fault);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Break(Died());
        }
        catch (Exception fault)
        {
            // Nobody else reads: without an end, all who ask would wait for the limit of silence.
            Break(new ModelException(ModelException.BadFrame,
                $"what the model host sent could not be taken ({fault.GetType().Name})"));
        }
    }

    private void Hear(HostReply reply)
    {
        Exchange? exchange = null;
        var last = reply.BodyCase is not (HostReply.BodyOneofCase.Written or HostReply.BodyOneofCase.Alive);
        lock (_gate)
        {
            if (reply.BodyCase != HostReply.BodyOneofCase.Alive && !_open.TryGetValue(reply.Id, out exchange))
                throw new ModelException(ModelException.BadFrame,
                    $"the model host answered request {reply.Id}, which is not open");
            if (last)
                _open.Remove(reply.Id);
            _watch.Change(_open.Count == 0 ? Timeout.InfiniteTimeSpan : _patience.Limit, Timeout.InfiniteTimeSpan);
        }
        if (last)
            exchange!.Reply.TrySetResult(reply);
        else if (reply.Written is { } written)
            Tell(exchange!, written.Text);
    }

    // Who cannot take a piece loses his own answer; the others' pieces still come.
    private static void Tell(Exchange exchange, string text)
    {
        try
        {
            exchange.Written?.Invoke(text);
        }
        catch (Exception fault)
        {
            exchange.Reply.TrySetException(fault);
        }
    }

    private void Refuse(ulong id, ModelException fault)
    {
        Exchange? exchange;
        lock (_gate)
            _open.Remove(id, out exchange);
        exchange?.Reply.TrySetException(fault);
    }

    private void Break(ModelException fault)
    {
        Exchange[] open;
        lock (_gate)
        {
            _broken ??= fault;
            open = [.. _open.Values];
            _open.Clear();
            _watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        foreach (var exchange in open)
            exchange.Reply.TrySetException(_broken);
        _over.TrySetResult(_broken);
    }

    private static ModelException Died() =>
        new(ModelException.HostDied, "the model host died while it was asked; it is started again");

    private sealed class Exchange(Action<string>? written)
    {
        public Action<string>? Written => written;
        public TaskCompletionSource<HostReply> Reply { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
