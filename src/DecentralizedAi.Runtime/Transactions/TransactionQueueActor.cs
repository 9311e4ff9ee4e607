using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Gateway;
using DecentralizedAi.Runtime.Policy;
using DecentralizedAi.Runtime.Serialization;
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Runtime.Transactions;

/// <summary>
/// The transactions of one key, one mailbox: nobody else signs with it. Submit a <see cref="QueuedCall"/> as often as
/// you like; its end is told to whoever <see cref="QueueParts.Ended"/> names, at least once.
/// </summary>
internal sealed class TransactionQueueActor : ReceivePersistentActor
{
    /// <summary>Events between two snapshots: some hundred calls, of which one has three events.</summary>
    public const int SnapshotEvery = 1_024;

    private readonly QueueParts _parts;
    private QueueState _state = QueueState.Empty;
    private ImmutableDictionary<Bytes32, SentAttempt> _sent = ImmutableDictionary<Bytes32, SentAttempt>.Empty;
    private ImmutableDictionary<Bytes32, ulong> _unseen = ImmutableDictionary<Bytes32, ulong>.Empty;
    private bool _busy;
    private string? _trouble;

    public TransactionQueueActor(QueueParts parts)
    {
        _parts = parts;
        Recover<SnapshotOffer>(offer => _state = (QueueState)offer.Snapshot);
        Recover<QueueEvent>(happened => _state = _state.Apply(happened));
        Recover<RecoveryCompleted>(_ => Begin());
        Command<QueuedCall>(Accept);
        Command<LawMoved>(_ => Look());
        Command<QueueFacts>(facts =>
        {
            _unseen = QueueParts.StillUnseen(_state, facts);
            Step(facts with { Unseen = _unseen });
        });
        Command<SendEnded>(EndSend);
        Command<Status.Failure>(failure => Rest(failure.Cause.Message));
        Command<SaveSnapshotSuccess>(saved => Snapshots.Keep(this, saved.Metadata));
        Command<CountPending>(_ => Sender.Tell(_state.Pending.Count));
        Command<ShowInLine>(_ => Sender.Tell(_parts.InLine(_state, _parts.Known(_state, _unseen, _sent))));
        Command<RaiseFee>(Raise);
    }

    public override string PersistenceId => $"queue-{Account.ToLower()}";

    private Address Account => _parts.Writer.Account;

    /// <param name="Taken">Attempts that the chain has now, and the head at that time.</param>
    private sealed record SendEnded(IReadOnlyList<Attempt> Taken, ulong Head, string? Fault);

    // Not sooner, and by a message: what is under way may have to be stored at once, which a replay forbids.
    private void Begin()
    {
        Context.System.EventStream.Subscribe(Self, typeof(LawMoved));
        Self.Tell(LawMoved.Now);
    }

    private void Accept(QueuedCall call)
    {
        if (_state.Ended.TryGetValue(call.Id, out var end))
            _parts.Ended(call, end);
        else if (TransactionQueueDecider.Accept(_state, call) is { } queued)
            Persist(queued, stored =>
            {
                Apply(stored);
                Look();
            });
    }

    private void Look()
    {
        if (_busy || (_state.Pending.IsEmpty && _state.Mined.IsEmpty)
            || _parts.Known(_state, _unseen, _sent) is not { } facts)
            return;
        _busy = true;
        if (QueueParts.Unexplained(_state, facts) is { Count: > 0 } attempts)
        {
            _parts.ExplainAsync(facts, attempts).PipeTo(Self);
            return;
        }
        _unseen = _unseen.Clear();
        Step(facts);
    }

    // What is under way ends first: only one step at a time decides about a nonce.
    private void Raise(RaiseFee wish)
    {
        if (_busy)
            Stash.Stash();
        else if (_parts.Known(_state, _unseen, _sent) is not { } facts)
            Sender.Tell(new RaiseAnswer.Rejected(RaiseAnswer.Gone, "no block is proven yet; check chain.rpc"));
        else if (TransactionQueueDecider.Raise(_state, facts, Account, wish.Attempt, out var fault) is not { } sign)
            Sender.Tell(QueueViews.NotRaised(wish.Attempt, fault));
        else
        {
            var asker = Sender;
            Persist(_parts.Sign(sign), stored =>
            {
                Apply(stored);
                asker.Tell(new RaiseAnswer.Raised(QueueViews.InLine(_state, facts, Account)!));
                Look();
            });
        }
    }

    private void Step(QueueFacts facts)
    {
        switch (TransactionQueueDecider.Next(_state, facts, Account))
        {
            case QueueStep.Store store:
                Store(store.Event, facts);
                break;
            case QueueStep.Sign sign:
                Store(_parts.Sign(sign), facts);
                break;
            case QueueStep.Send send:
                SendAsync(send.Attempts, facts.Head).PipeTo(Self);
                break;
            case QueueStep.Starve starve:
                Rest(GasFloat.Fault(Account, facts.Account.Balance, starve.Needed));
                break;
            case QueueStep.Rest:
                Rest(null);
                break;
        }
    }

    private void Store(QueueEvent happened, QueueFacts facts) => Persist(happened, stored =>
    {
        var call = stored is CallSettled settled ? _state.Pending.Find(p => p.Call.Id == settled.Id) : null;
        Apply(stored);
        if (call is not null)
        {
            _sent = _sent.RemoveRange(call.Attempts.Select(a => a.Hash));
            _parts.Ended(call.Call, ((CallSettled)stored).End);
        }
        if (stored is CallTakenBack back)
            Log.Warning("DAI-3305 queue of {0}: call {1} was final and a reorganisation took it back; the same "
                + "transaction is sent again", Account, back.Id);
        Step(facts);
    });

    private void Apply(QueueEvent stored)
    {
        _state = _state.Apply(stored);
        Context.System.EventStream.Publish(StateMoved.Now);
        Snapshots.Take(this, _state, 1, SnapshotEvery);
    }

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
        Stash.UnstashAll();
        if (trouble is not null && trouble != _trouble)
            Log.Warning("queue of {0}: {1}; it is tried again with the next block", Account, trouble);
        _trouble = trouble;
    }
}
