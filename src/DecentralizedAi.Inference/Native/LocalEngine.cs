namespace DecentralizedAi.Inference.Native;

/// <summary>
/// An engine in this process. One thread owns the model and writes as many answers at once as the model has sequences;
/// questions beyond that wait, each agent in its turn. Nodes use it in the model host, tools and tests as it is.
/// </summary>
public sealed class LocalEngine : IInferenceEngine, IDisposable
{
    /// <summary>Questions that may wait.</summary>
    public const int MaxWaiting = 64;

    private readonly LlamaEngine _engine;
    private readonly Thread _owner;
    private readonly object _gate = new();
    private readonly WaitingRoom<Ticket> _room = new(MaxWaiting);
    private readonly List<Ticket> _running = [];
    private bool _stopping;
    private long _passes;

    /// <param name="engine">Its own from now on.</param>
    public LocalEngine(LlamaEngine engine)
    {
        _engine = engine;
        _owner = new Thread(Own) { IsBackground = true, Name = "model" };
        _owner.Start();
    }

    public EngineFacts Facts => _engine.Facts;

    /// <summary>Grows while anything is written.</summary>
    internal long Passes => Volatile.Read(ref _passes);

    public Task<InferenceAnswer> AskAsync(InferenceQuestion question, CancellationToken cancellation)
    {
        var ticket = new Ticket(question);
        // Before anybody can begin it, so that who gives up is heard from the first token on.
        ticket.Registration = cancellation.UnsafeRegister(_ => GiveUp(ticket, cancellation), null);
        try
        {
            Enter(ticket);
        }
        catch
        {
            ticket.Registration.Unregister();
            throw;
        }
        return ticket.Answer.Task;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            Monitor.Pulse(_gate);
        }
        _owner.Join();
        _engine.Dispose();
    }

    /// <summary>The refusal of a full room.</summary>
    internal static ModelException Busy() => new(ModelException.Busy,
        $"{MaxWaiting} questions wait for this model; ask again later, or give another node some of the agents");

    private void Enter(Ticket ticket)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            if (!ticket.Left && !_room.TryEnter(ticket.Question.Agent, ticket))
                throw Busy();
            Monitor.Pulse(_gate);
        }
    }

    private void GiveUp(Ticket ticket, CancellationToken cancellation)
    {
        lock (_gate)
        {
            _room.TryLeave(ticket.Question.Agent, ticket);
            ticket.Left = true;
        }
        ticket.Answer.TrySetCanceled(cancellation);
    }

    private void Own()
    {
        while (WaitForWork())
        {
            try
            {
                _engine.Step();
                Volatile.Write(ref _passes, _passes + 1);
            }
            catch (ModelException fault)
            {
                _running.ForEach(ticket => ticket.Fail(fault));
            }
            _running.RemoveAll(IsOver);
        }
        _running.ForEach(ticket => _engine.End(ticket.Run!));
        var gone = new ObjectDisposedException(nameof(LocalEngine));
        _running.ForEach(ticket => ticket.Fail(gone));
        while (_room.TryNext(out var ticket))
            ticket.Fail(gone);
    }

    // False when the owner has to stop.
    private bool WaitForWork()
    {
        while (true)
        {
            while (_engine.HasRoom && Next() is { } ticket)
                Begin(ticket);
            lock (_gate)
            {
                if (_stopping || _running.Count > 0)
                    return !_stopping;
                if (_room.Count == 0)
                    Monitor.Wait(_gate);
            }
        }
    }

    private Ticket? Next()
    {
        lock (_gate)
            return !_stopping && _room.TryNext(out var ticket) ? ticket : null;
    }

    private void Begin(Ticket ticket)
    {
        var question = ticket.Question;
        try
        {
            ticket.Run = _engine.Begin(
                _engine.Tokenize(question.Prompt), question.Grammar, question.MaxTokens, question.Written);
            _running.Add(ticket);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            ticket.Fail(fault);
        }
    }

    private bool IsOver(Ticket ticket)
    {
        var run = ticket.Run!;
        if (!run.IsOver && !Volatile.Read(ref ticket.Left) && !ticket.Answer.Task.IsCompleted)
            return false;
        _engine.End(run);
        if (run.Answer is { } answer)
            ticket.Done(new(answer, Facts));
        else if (run.Fault is { } fault)
            ticket.Fail(fault);
        return true;
    }

    private sealed class Ticket(InferenceQuestion question)
    {
        public bool Left;

        public InferenceQuestion Question { get; } = question;
        public AnswerRun? Run { get; set; }
        public CancellationTokenRegistration Registration { get; set; }
        public TaskCompletionSource<InferenceAnswer> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Done(InferenceAnswer answer)
        {
            Registration.Unregister();
            Answer.TrySetResult(answer);
        }

        public void Fail(Exception fault)
        {
            Registration.Unregister();
            Answer.TrySetException(fault);
        }
    }
}
