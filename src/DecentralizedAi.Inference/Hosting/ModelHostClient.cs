using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Inference.Protos;

namespace DecentralizedAi.Inference.Hosting;

/// <summary>
/// The parent's side of the model host: starts the child when it is first asked, asks one question at a time, kills
/// a child that does not answer, starts the next one after a pause that grows while they keep failing.
/// </summary>
public sealed class ModelHostClient : IInferenceEngine, IDisposable
{
    private readonly ModelHostOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ModelHostProcess? _child;
    private EngineFacts? _facts;
    private ModelException? _failure;
    private int _failures;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private bool _disposed;

    /// <param name="log">Takes the child's complaints, line by line.</param>
    public ModelHostClient(ModelHostOptions options, TimeProvider time, Action<string> log) =>
        (_options, _time, _log) = (options, time, log);

    /// <summary>The child's process id, or null while there is none.</summary>
    public int? ProcessId => _child?.Id;

    /// <summary>How the child is kept from sockets and programs: <c>seccomp</c>, <c>none</c>, or null without one.
    /// </summary>
    public string? Confinement => _child?.Loaded.Confinement;

    /// <summary>Starts the child and loads the model, so that the first question does not wait for it.</summary>
    /// <exception cref="ModelException">It did not start or load.</exception>
    public async Task<EngineFacts> StartAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await EnsureAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<InferenceAnswer> AskAsync(InferenceQuestion question, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        // A caller that gives up must not leave half an answer in the pipe: the question is read to its end, and the
        // next one waits for that.
        var answer = AskAndReleaseAsync(question);
        return await answer.WaitAsync(cancellation);
    }

    public void Dispose()
    {
        _disposed = true;
        _child?.Dispose();
        _child = null;
    }

    private async Task<InferenceAnswer> AskAndReleaseAsync(InferenceQuestion question)
    {
        try
        {
            var facts = await EnsureAsync();
            var reply = await WatchedAsync(
                _options.AnswerTimeout, "answer", token => _child!.ExchangeAsync(Request(question), token));
            _failures = 0;
            return new(Read(reply.Answer), facts);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<EngineFacts> EnsureAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_child is not null && _facts is not null)
            return _facts;
        var now = _time.GetUtcNow();
        if (_failure is not null && now < _notBefore)
            throw Permanent(_failure)
                ? _failure
                : new ModelException(ModelException.BackingOff,
                    $"the model host failed {_failures} times in a row; next start at {_notBefore:HH:mm:ss} UTC; "
                    + $"last: {_failure.Message}");
        return _facts = await WatchedAsync(_options.StartTimeout, "load its model", token =>
        {
            _child = ModelHostProcess.Start(_options, _log);
            return _child.LoadAsync(_options.Model, token);
        });
    }

    // Runs a step under its limit. Whatever breaks the conversation ends the child.
    private async Task<T> WatchedAsync<T>(TimeSpan limit, string what, Func<CancellationToken, Task<T>> step)
    {
        using var timer = new CancellationTokenSource(limit, _time);
        try
        {
            return await step(timer.Token);
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            throw Failed(new ModelException(ModelException.TimedOut,
                $"the model host did not {what} within {limit.TotalSeconds:0.#} s and was ended"));
        }
        catch (ModelException refusal)
            when (refusal.Code is ModelException.TooLong or ModelException.BadGrammar)
        {
            throw;
        }
        catch (ModelException failure)
        {
            throw Failed(failure);
        }
    }

    private ModelException Failed(ModelException failure)
    {
        _child?.Dispose();
        (_child, _facts, _failure) = (null, null, failure);
        // The first failure may be bad luck; only those in a row are made to wait.
        var doublings = Permanent(failure) ? 16 : _failures - 1;
        var pause = doublings < 0 ? TimeSpan.Zero : _options.FirstPause * Math.Pow(2, Math.Min(doublings, 16));
        _notBefore = _time.GetUtcNow() + (pause < _options.LongestPause ? pause : _options.LongestPause);
        _failures++;
        return failure;
    }

    // Asking the same file again at once gives the same answer.
    private static bool Permanent(ModelException failure) => failure.Code is ModelException.NotApproved
        or ModelException.Unreadable or ModelException.BadHeader or ModelException.LoadFailed;

    private static HostRequest Request(InferenceQuestion question)
    {
        var ask = new AskRequest { Grammar = question.Grammar, MaxTokens = (uint)question.MaxTokens };
        ask.Segments.AddRange(question.Prompt
            .Select(part => new SegmentPart { Text = part.Text, Control = part.Control }));
        return new HostRequest { Ask = ask };
    }

    private static EngineAnswer Read(AnswerReply? reply) =>
        reply is null || reply.Ends.Count != reply.Leads.Count
            ? throw new ModelException(ModelException.BadFrame, "the model host did not answer the question")
            : new(reply.Text, (int)reply.PromptTokens, (int)reply.AnswerTokens, Bytes32.Of(reply.PromptHash.Span),
                Bytes32.Of(reply.AnswerHash.Span), reply.Complete)
            {
                Leads = [.. reply.Ends.Zip(reply.Leads, (end, lead) => new TokenLead((int)end, lead))],
            };
}
