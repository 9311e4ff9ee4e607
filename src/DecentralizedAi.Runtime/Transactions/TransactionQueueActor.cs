using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Gateway;

namespace DecentralizedAi.Runtime.Transactions;

/// <summary>
/// The transactions of one key, one mailbox: nobody else signs with it. Submit a <see cref="QueuedCall"/> as often as
/// you like; its end is told to whoever <see cref="QueueParts.Ended"/> names, at least once.
/// </summary>
internal sealed class TransactionQueueActor : ReceivePersistentActor, IWithTimers
{
    private readonly QueueParts _parts;
    private QueueState _state = QueueState.Empty;
    private bool _looking;

    public TransactionQueueActor(QueueParts parts)
    {
        _parts = parts;
        Recover<QueueEvent>(happened => _state = _state.Apply(happened));
        Command<QueuedCall>(Accept);
        Command<Look>(_ => StartLook());
        Command<QueueFacts>(Step);
        Command<LookEnded>(EndLook);
        Command<CountPending>(_ => Sender.Tell(_state.Pending.Count));
    }

    public override string PersistenceId => $"queue-{_parts.Writer.Account.ToLower()}";
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Looks at the chain now; sent by every new head.</summary>
    internal sealed record Look
    {
        public static Look Now { get; } = new();
    }

    private sealed record LookEnded(string? Fault);

    protected override void OnReplaySuccess()
    {
        Timers.StartPeriodicTimer(nameof(Look), Look.Now, _parts.Every);
        StartLook();
    }

    private void Accept(QueuedCall call)
    {
        if (_state.Ended.TryGetValue(call.Id, out var end))
            _parts.Ended(call, end);
        else if (TransactionQueueDecider.Accept(_state, call) is { } queued)
            Persist(queued, stored =>
            {
                _state = _state.Apply(stored);
                StartLook();
            });
    }

    private void StartLook()
    {
        if (_looking || _state.Pending.IsEmpty || _parts.Head() is not { } head)
            return;
        _looking = true;
        FactsAsync(_state, head).PipeTo(Self, failure: fault => new LookEnded(fault.Message));
    }

    // The nonce is read before the receipts: a nonce that counts as mined has its receipt by then.
    private async Task<QueueFacts> FactsAsync(QueueState state, ulong head)
    {
        var cancel = _parts.Stopping;
        var mined = await _parts.Writer.NextNonceAsync(cancel).ConfigureAwait(false);
        var fees = await _parts.Writer.FeesAsync(cancel).ConfigureAwait(false);
        var receipts = new Dictionary<Bytes32, TransactionReceipt>();
        foreach (var attempt in state.Pending.Where(p => p.Nonce < mined).SelectMany(p => p.Attempts))
            if (await _parts.Writer.ReceiptAsync(attempt.Hash, cancel).ConfigureAwait(false) is { } receipt)
                receipts[attempt.Hash] = receipt;
        var now = (ulong)_parts.Time.GetUtcNow().ToUnixTimeMilliseconds();
        return new QueueFacts(now, head, mined, fees, receipts);
    }

    private void Step(QueueFacts facts)
    {
        switch (TransactionQueueDecider.Next(_state, facts, _parts.Writer.Account, _parts.Finality))
        {
            case QueueStep.Store store:
                Store(store.Event, facts);
                break;
            case QueueStep.Sign sign:
                var signed = _parts.Writer.Sign(sign.Draft);
                Store(new AttemptSigned(
                    sign.Id, sign.Draft.Nonce, signed.Hash, signed.Raw, sign.Draft.Fees, sign.Cancels), facts);
                break;
            case QueueStep.Send send:
                SendAsync(send.Attempts).PipeTo(Self, failure: fault => new LookEnded(fault.Message));
                break;
            case QueueStep.Rest:
                _looking = false;
                break;
        }
    }

    private void Store(QueueEvent happened, QueueFacts facts) => Persist(happened, stored =>
    {
        var call = stored is CallSettled settled ? _state.Pending.Find(p => p.Call.Id == settled.Id) : null;
        _state = _state.Apply(stored);
        if (call is not null)
            _parts.Ended(call.Call, ((CallSettled)stored).End);
        Step(facts);
    });

    private async Task<LookEnded> SendAsync(IReadOnlyList<Attempt> attempts)
    {
        foreach (var attempt in attempts)
        {
            var answer = await _parts.Writer.SendAsync(attempt.Raw, _parts.Stopping).ConfigureAwait(false);
            // Later nonces would only wait for this one in the pool, or be dropped from it.
            if (answer is SendAnswer.Refused refused)
                return new LookEnded($"transaction {attempt.Hash} is refused: {refused.Reason}");
            if (answer is SendAnswer.Unanswered silent)
                return new LookEnded($"transaction {attempt.Hash} got no answer: {silent.Reason}");
        }
        return new LookEnded(null);
    }

    private void EndLook(LookEnded ended)
    {
        _looking = false;
        if (ended.Fault is { } fault)
            Log.Warning("queue of {0}: {1}; it is tried again", _parts.Writer.Account, fault);
    }
}

/// <summary>What a queue needs.</summary>
/// <param name="Head">Number of the newest proven block; null before the first.</param>
/// <param name="Finality">Blocks on top of a receipt from which it counts.</param>
/// <param name="Ended">Told of each end, at least once; must not block.</param>
/// <param name="Every">How often the queue looks at the chain when no head wakes it.</param>
internal sealed record QueueParts(
    IChainWriter Writer, Func<ulong?> Head, ulong Finality, Action<QueuedCall, CallEnd> Ended, TimeProvider Time,
    TimeSpan Every, CancellationToken Stopping);
