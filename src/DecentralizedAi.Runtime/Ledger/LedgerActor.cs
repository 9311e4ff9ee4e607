using Akka.Actor;
using Akka.Event;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Gateway;
using DecentralizedAi.Runtime.Policy;

namespace DecentralizedAi.Runtime.Ledger;

/// <summary>
/// The log of a node: leaves of all its agents into batches, batches into checkpoints. Keeps nothing that the database
/// and the agents do not have: agents offer again what is not anchored.
/// </summary>
internal sealed class LedgerActor : ReceiveActor, IWithTimers
{
    private readonly LedgerParts _parts;
    private readonly IActorRef _leases;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<StreamId, (IActorRef Actor, AgentIdentity Agent)> _agents = [];
    private LedgerState _state = LedgerState.Empty;
    private readonly BatchIds _ids = new();
    private (StoredBatch Batch, Bytes32 Id)? _sent;
    private bool _busy = true;

    public LedgerActor(LedgerParts parts, IActorRef leases)
    {
        (_parts, _leases) = (parts, leases);
        Receive<LedgerMessage.Offer>(Offer);
        Receive<Opened>(Open);
        Receive<Terminated>(gone => Leave(gone.ActorRef));
        Receive<Reopen>(_ => _agents.Values.ToList().ForEach(known => FindAnchored(known.Agent)));
        Receive<Started>(started => Send(started.Unsent));
        Receive<Saved>(saved => Send(saved.Batch));
        // An end is told more than once; while the first is being written down the others say nothing new.
        Receive<AnchorEnded>(ended => !_busy && ended.Id == _sent?.Id, End);
        Receive<Marked>(Mark);
        Receive<LedgerTick>(_ => Cut());
        Receive<LawMoved>(_ =>
        {
            // Told again with each head: the queue may have been down, and knows a call by its id.
            if (!_busy)
                Submit();
            Cut();
        });
        Receive<AnchorEnded>(_ => { });
        Receive<CountPending>(_ => Sender.Tell(_state.Pending));
        Receive<Status.Failure>(failure => throw new InvalidOperationException(
            $"the ledger of node {_parts.Node} starts again", failure.Cause));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(LawMoved));
        Timers.StartPeriodicTimer(nameof(LedgerTick), LedgerTick.Now, TimeSpan.FromMilliseconds(250));
        _parts.StartAsync().PipeTo(Self);
        Context.System.EventStream.Publish(LedgerBegun.Now);
    }

    private void Offer(LedgerMessage.Offer offer)
    {
        if (!_agents.TryGetValue(offer.Agent.Stream, out var known) || !known.Actor.Equals(Sender))
        {
            var first = !Lives(offer.Agent.Shard);
            _agents[offer.Agent.Stream] = (Sender, offer.Agent);
            Context.Watch(Sender);
            if (first)
                TellShards();
            FindAnchored(offer.Agent);
            return;
        }
        if (!_state.Streams.ContainsKey(offer.Agent.Stream))
            return;
        switch (LedgerDecider.Offer(_state, offer.Agent.Stream, offer.Leaves))
        {
            case OfferAnswer.Taken taken:
                _state = taken.State;
                Context.System.EventStream.Publish(StateMoved.Now);
                break;
            case OfferAnswer.OfferFrom from:
                Sender.Tell(new LedgerMessage.OfferFrom(from.Seq));
                break;
            case OfferAnswer.Forked forked:
                _log.Error("DAI-3301 the log of agent {0} forked at leaf {1}: {2} is held, {3} was offered; it is not "
                    + "anchored further", offer.Agent.Agent, forked.Seq, forked.Known, forked.Offered);
                break;
        }
        Cut();
    }

    private void FindAnchored(AgentIdentity agent) => _parts.OpenAsync(agent, _state.Anchorings).PipeTo(Self);

    private void Open(Opened opened)
    {
        if (!_agents.TryGetValue(opened.Agent.Stream, out var known))
            return;
        // A batch was anchored while this was read, maybe before that was written down: whoever went back to what was
        // read would anchor the same leaves again.
        if (opened.Anchorings != _state.Anchorings)
        {
            FindAnchored(opened.Agent);
            return;
        }
        var (seq, head) = (opened.Anchored.Seq, opened.Anchored.Head);
        _state = LedgerDecider.Open(_state, opened.Agent.Stream, opened.Agent.Agent, seq, head);
        known.Actor.Tell(new LedgerMessage.AnchoredTo(seq));
        known.Actor.Tell(new LedgerMessage.OfferFrom(_state.Streams[opened.Agent.Stream].NextSeq));
    }

    private void Leave(IActorRef actor)
    {
        foreach (var gone in _agents.Values.Where(agent => agent.Actor.Equals(actor)).Select(a => a.Agent).ToList())
        {
            _agents.Remove(gone.Stream);
            _state = LedgerDecider.Leave(_state, gone.Stream, _parts.Law.Now);
            if (!Lives(gone.Shard))
                TellShards();
        }
    }

    private bool Lives(int shard) => _agents.Values.Any(agent => agent.Agent.Shard == shard);

    private void TellShards() => _leases.Tell(new LiveShards(_agents.Values.Select(a => a.Agent.Shard).ToHashSet()));

    private void Cut()
    {
        if (_busy || _parts.Law.Snapshot?.Head is not { } head)
            return;
        var every = (ulong)_parts.Every.TotalMilliseconds;
        if (LedgerDecider.Cut(_state, head, _parts.Node, _parts.Law.Now, every, _parts.Enough) is not { } batch)
            return;
        _busy = true;
        var number = head.Nodes.GetValueOrDefault(_parts.Node).Checkpoints + 1;
        _parts.SaveAsync(number, batch).PipeTo(Self);
    }

    private void Send(StoredBatch? stored)
    {
        _busy = false;
        if (stored is not { } batch)
            return;
        _sent = (batch, _ids.Of(batch));
        _state = LedgerDecider.Sent(_state, batch.Batch, _parts.Law.Now);
        Submit();
    }

    private void Submit()
    {
        if (_sent is ({ Batch: var batch }, var id))
            _parts.Anchor.Tell(new QueuedCall(id, _parts.Calls.Ledger,
                _parts.Calls.Checkpoint(batch.StreamsRoot, batch.Streams, batch.Leaves), _parts.Calls.CheckpointGas, 0,
                null));
    }

    // Whatever the queue says, the node's head decides: it is proven, and leaves of a checkpoint that is on chain must
    // not go into another.
    private void End(AnchorEnded ended)
    {
        _busy = true;
        _parts.MarkAsync(_sent!.Value.Batch, ended.End).PipeTo(Self);
    }

    private void Mark(Marked marked)
    {
        _busy = false;
        var (batch, id) = _sent!.Value;
        if (marked.Found.Marking == Marking.Mined)
            Anchored(marked.Found.Voids);
        else if (marked is { Found.Marking: Marking.Gone, End: CallEnd.Mined mined })
            _sent = (batch, BatchIds.After(id, mined, _parts.Law.Snapshot?.Head.Head.Number ?? 0));
        else
            Drop(marked, batch.Number, id);
    }

    private void Drop(Marked marked, ulong number, Bytes32 id)
    {
        var why = marked.Found.Marking == Marking.Another
            ? "DAI-3302 the chain has another checkpoint {0}: the node's anchor key is used elsewhere; revoke it ({1})"
            : "checkpoint {0} is not on chain: {1}; its leaves go into the next";
        _log.Warning(why, number, marked.End);
        _ids.Fail(id);
        (_state, _sent) = (LedgerDecider.Dropped(_state), null);
    }

    private void Anchored(IReadOnlySet<StreamId> voids)
    {
        var anchored = _state.InFlight!.Entries;
        (_state, _sent) = (LedgerDecider.Anchored(_state, voids), null);
        foreach (var entry in anchored.Where(entry => !voids.Contains(entry.Entry.Stream)))
            if (_agents.TryGetValue(entry.Entry.Stream, out var agent))
                agent.Actor.Tell(new LedgerMessage.AnchoredTo(entry.Entry.ToSeq));
        Cut();
    }
}
