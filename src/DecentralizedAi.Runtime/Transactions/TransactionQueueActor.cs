using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Gateway;
using DecentralizedAi.Runtime.Policy;

namespace DecentralizedAi.Runtime.Transactions;

/// <summary>
/// The transactions of one key, one mailbox: nobody else signs with it. Submit a <see cref="QueuedCall"/> as often as
/// you like; its end is told to whoever <see cref="QueueParts.Ended"/> names, at least once.
/// </summary>
internal sealed class TransactionQueueActor : ReceivePersistentActor
{
    private readonly QueueParts _parts;
    private QueueState _state = QueueState.Empty;
    private ImmutableDictionary<Bytes32, SentAttempt> _sent = ImmutableDictionary<Bytes32, SentAttempt>.Empty;
    private bool _busy;
    private string? _trouble;

    public TransactionQueueActor(QueueParts parts)
    {
        _parts = parts;
        Recover<QueueEvent>(happened => _state = _state.Apply(happened));
        Command<QueuedCall>(Accept);
        Command<LawMoved>(_ => Look());
        Command<QueueFacts>(Step);
        Command<SendEnded>(EndSend);
        Command<Status.Failure>(failure => Rest(failure.Cause.Message));
        Command<CountPending>(_ => Sender.Tell(_state.Pending.Count));
    }

    public override string PersistenceId => $"queue-{_parts.Writer.Account.ToLower()}";

    /// <param name="Taken">Attempts that the chain has now, and the head at that time.</param>
    private sealed record SendEnded(IReadOnlyList<Attempt> Taken, ulong Head, string? Fault);

    protected override void OnReplaySuccess()
    {
        Context.System.EventStream.Subscribe(Self, typeof(LawMoved));
        // As a message: nothing can be stored before the replay has ended.
        Self.Tell(LawMoved.Now);
    }

    private void Accept(QueuedCall call)
    {
        if (_state.Ended.TryGetValue(call.Id, out var end))
            _parts.Ended(call, end);
        else if (TransactionQueueDecider.Accept(_state, call) is { } queued)
            Persist(queued, stored =>
            {
                _state = _state.Apply(stored);
                Look();
            });
    }

    private void Look()
    {
        if (_busy || (_state.Pending.IsEmpty && _state.Mined.IsEmpty) || _parts.Known(_state, _sent) is not { } facts)
            return;
        _busy = true;
        if (QueueParts.Unexplained(_state, facts) is { Count: > 0 } attempts)
            _parts.ExplainAsync(facts, attempts).PipeTo(Self);
        else
            Step(facts);
    }

    private void Step(QueueFacts facts)
    {
        switch (TransactionQueueDecider.Next(_state, facts, _parts.Writer.Account))
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
                SendAsync(send.Attempts, facts.Head).PipeTo(Self);
                break;
            case QueueStep.Starve starve:
                Rest(GasFloat.Fault(_parts.Writer.Account, facts.Account.Balance, starve.Needed));
                break;
            case QueueStep.Rest:
                Rest(null);
                break;
        }
    }

    private void Store(QueueEvent happened, QueueFacts facts) => Persist(happened, stored =>
    {
        var call = stored is CallSettled settled ? _state.Pending.Find(p => p.Call.Id == settled.Id) : null;
        _state = _state.Apply(stored);
        if (call is not null)
        {
            _sent = _sent.RemoveRange(call.Attempts.Select(a => a.Hash));
            _parts.Ended(call.Call, ((CallSettled)stored).End);
        }
        if (stored is CallTakenBack back)
            Log.Warning("DAI-3305 queue of {0}: call {1} was final and a reorganisation took it back; the same "
                + "transaction is sent again", _parts.Writer.Account, back.Id);
        Step(facts);
    });

    private async Task<SendEnded> SendAsync(IReadOnlyList<Attempt> attempts, ulong head)
    {
        var taken = new List<Attempt>();
        foreach (var attempt in attempts)
        {
            var answer = await _parts.Writer.SendAsync(attempt.Raw, _parts.Stopping).ConfigureAwait(false);
            // Later nonces would only wait for this one in the pool, or be dropped from it.
            if (answer is SendAnswer.Refused refused)
                return new SendEnded(taken, head, $"transaction {attempt.Hash} is refused: {refused.Reason}");
            if (answer is SendAnswer.Unanswered silent)
                return new SendEnded(taken, head, $"transaction {attempt.Hash} got no answer: {silent.Reason}");
            taken.Add(attempt);
        }
        return new SendEnded(taken, head, null);
    }

    private void EndSend(SendEnded ended)
    {
        foreach (var attempt in ended.Taken)
            _sent = _sent.SetItem(attempt.Hash, new SentAttempt(
                _sent.TryGetValue(attempt.Hash, out var before) ? Math.Min(before.First, ended.Head) : ended.Head,
                ended.Head));
        Rest(ended.Fault);
        // Calls that came while it sent need not wait for the next block.
        if (ended.Fault is null)
            Look();
    }

    private void Rest(string? trouble)
    {
        _busy = false;
        if (trouble is not null && trouble != _trouble)
            Log.Warning("queue of {0}: {1}; it is tried again with the next block", _parts.Writer.Account, trouble);
        _trouble = trouble;
    }
}
