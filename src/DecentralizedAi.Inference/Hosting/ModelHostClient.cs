using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Inference.Protos;

namespace DecentralizedAi.Inference.Hosting;

/// <summary>
/// The parent's side of the model host: starts the child when it is first asked, hands it questions as they come, kills
/// a child that is silent, starts the next one after a pause that grows while they keep failing.
/// </summary>
public sealed class ModelHostClient : IInferenceEngine, IDisposable
{
    private readonly ModelHostOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _log;
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly Lock _gate = new();
    private ModelHostProcess? _child;
    private EngineFacts? _facts;
    private ModelException? _failure;
    private int _failures;
    private int _asked;
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
    public async Task<EngineFacts> StartAsync(CancellationToken cancellation) =>
        (await EnsureAsync().WaitAsync(cancellation)).Facts;

    /// <inheritdoc/>
    public async Task<InferenceAnswer> AskAsync(InferenceQuestion question, CancellationToken cancellation)
    {
        try
        {
            // What the child would refuse is refused here, without asking it.
            if (Interlocked.Increment(ref _asked) > LocalEngine.MaxWaiting + (_facts?.Sequences ?? 0))
                throw LocalEngine.Busy();
            var (child, facts) = await EnsureAsync().WaitAsync(cancellation);
            return new(await AskAsync(child, question, cancellation), facts);
        }
        finally
        {
            Interlocked.Decrement(ref _asked);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _child?.Dispose();
            _child = null;
        }
    }

    private async Task<EngineAnswer> AskAsync(
        ModelHostProcess child, InferenceQuestion question, CancellationToken cancellation)
    {
        try
        {
            var reply = await child.AskAsync(
                Request(question), question.Written, _options.AnswerTimeout, cancellation);
            var answer = Read(reply);
            _failures = 0;
            return answer;
        }
        catch (ModelException failure) when (failure.Code
            is not (ModelException.TooLong or ModelException.BadGrammar or ModelException.Busy))
        {
            Fail(child, failure);
            throw;
        }
    }

    // Not cancelled: whoever gives up, the next one finds a child that has loaded.
    private async Task<(ModelHostProcess Child, EngineFacts Facts)> EnsureAsync()
    {
        await _starting.WaitAsync();
        try
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (_child is not null && _facts is not null)
                    return (_child, _facts);
            }
            return await StartChildAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<(ModelHostProcess Child, EngineFacts Facts)> StartChildAsync()
    {
        if (_failure is not null && _time.GetUtcNow() < _notBefore)
            throw Permanent(_failure)
                ? _failure
                : new ModelException(ModelException.BackingOff,
                    $"the model host failed {_failures} times in a row; next start at {_notBefore:HH:mm:ss} UTC; "
                    + $"last: {_failure.Message}");
        ModelHostProcess? child = null;
        try
        {
            child = ModelHostProcess.Start(_options, _time, _log);
            Keep(child, null);
            _ = AfterAsync(child);
            var facts = await child.LoadAsync(_options.Model, _options.StartTimeout);
            Keep(child, facts);
            return (child, facts);
        }
        catch (ModelException failure)
        {
            Fail(child, failure);
            throw;
        }
        catch (Exception fault)
        {
            var failure = new ModelException(ModelException.BadFrame,
                $"what the model host says of its model could not be read ({fault.GetType().Name})");
            Fail(child, failure);
            throw failure;
        }
    }

    // A child that breaks while nobody waits for it is ended all the same, and the next question starts another.
    private async Task AfterAsync(ModelHostProcess child) => Fail(child, await child.Over);

    private void Keep(ModelHostProcess child, EngineFacts? facts)
    {
        lock (_gate)
        {
            if (_disposed)
                child.Dispose();
            else
                (_child, _facts) = (child, facts);
        }
    }

    // Whatever breaks the conversation ends the child. Of all whose questions broke with it, the first says so.
    private void Fail(ModelHostProcess? child, ModelException failure)
    {
        lock (_gate)
        {
            if (child is not null && child != _child)
                return;
            (_child, _facts, _failure) = (null, null, failure);
            child?.Dispose();
            // The first failure may be bad luck; only those in a row are made to wait.
            var doublings = Permanent(failure) ? 16 : _failures - 1;
            var pause = doublings < 0 ? TimeSpan.Zero : _options.FirstPause * Math.Pow(2, Math.Min(doublings, 16));
            _notBefore = _time.GetUtcNow() + (pause < _options.LongestPause ? pause : _options.LongestPause);
            _failures++;
        }
    }

    // Asking the same file again at once gives the same answer.
    private static bool Permanent(ModelException failure) => failure.Code is ModelException.NotApproved
        or ModelException.Unreadable or ModelException.BadHeader or ModelException.LoadFailed;

    private static AskRequest Request(InferenceQuestion question)
    {
        var ask = new AskRequest
        {
            Grammar = question.Grammar,
            MaxTokens = (uint)question.MaxTokens,
            Agent = question.Agent,
            Stream = question.Written is not null,
        };
        ask.Segments.AddRange(question.Prompt
            .Select(part => new SegmentPart { Text = part.Text, Control = part.Control }));
        return ask;
    }

    private static EngineAnswer Read(AnswerReply reply) =>
        reply.Ends.Count != reply.Leads.Count || reply.PromptHash.Length != 32 || reply.AnswerHash.Length != 32
            ? throw new ModelException(ModelException.BadFrame, "the model host did not answer the question")
            : new(reply.Text, (int)reply.PromptTokens, (int)reply.AnswerTokens, Bytes32.Of(reply.PromptHash.Span),
                Bytes32.Of(reply.AnswerHash.Span), reply.Complete)
            {
                Leads = [.. reply.Ends.Zip(reply.Leads, (end, lead) => new TokenLead((int)end, lead))],
            };
}
