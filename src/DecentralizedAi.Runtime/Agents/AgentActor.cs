using Akka.Actor;
using Akka.Persistence;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Runtime.Journal;
using DecentralizedAi.Runtime.Ledger;
using DecentralizedAi.Runtime.Models;
using DecentralizedAi.Runtime.Policy;
using DecentralizedAi.Runtime.Serialization;

namespace DecentralizedAi.Runtime.Agents;

/// <summary>
/// One agent: mailbox and journal. What it does is decided by <see cref="WorkDecider"/> and its kin; here it is stored
/// first and done after. It may die at any line: the next owner goes on from the journal.
/// </summary>
internal sealed class AgentActor : UntypedPersistentActor, IWithTimers
{
    private readonly AgentParts _parts;
    private AgentState _state;
    private AgentWork _work = AgentWork.None;
    private AgentSleep? _sleep;

    public AgentActor(ulong agent, AgentParts parts) =>
        (_parts, _state) = (parts, new AgentState(new AgentIdentity(agent, parts.Domain)));

    public override string PersistenceId => AgentJournal.Name(_state.Identity);

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _parts.Health.Refused(cause);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _parts.Health.Refused(cause);
        base.OnPersistRejected(cause, @event, sequenceNr);
        Context.Stop(Self);
    }

    // The first event of an owner: from here on the journal refuses the owner before.
    private void Incarnate() => Persist(
        new Incarnated(_state.Incarnation + 1, _parts.Node, _parts.Law.Now), incarnated =>
        {
            _state = _state.Apply(incarnated);
            _parts.Health.Stored();
            Context.System.EventStream.Subscribe(Self, typeof(Stir));
            Offer(_state.Unanchored);
            Drive();
        });

    protected override void OnRecover(object message)
    {
        if (message is SnapshotOffer offer)
            _state = AgentSnapshots.Read(offer, _state.Identity);
        else if (message is AgentEvent happened)
            _state = _state.Apply(happened);
        else if (message is RecoveryCompleted)
            Incarnate();
    }

    // By hand: thousands of agents sleep, and the handlers of each would take more memory than what it knows.
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case AgentMessage.Instruct asked: Accept(asked.Order); break;
            case AgentMessage.Judge asked: Read(asked.Command); break;
            case AgentMessage.PaymentEnded ended: Go(_work.Paid(ended.Id, ended.End)); break;
            case AgentMessage asked: AgentReplies.Answer(Context, asked, _state, _work, _parts); break;
            case SignatureRead read: Judge(read); break;
            case ModelAnswered answered: Hear(answered); break;
            case ToolEnded ended: Close(ended); break;
            case AgentLeave leave: Leave(leave); break;
            case AgentTick: Go(_work.Again()); break;
            case LawMoved: Look(); break;
            case LedgerBegun: Offer([]); break;
            case LedgerMessage.OfferFrom from: Offer(AgentSnapshots.From(this, _state, from.Seq)); break;
            case LedgerMessage.AnchoredTo to: _state = _state.Anchored(to.Seq); break;
            case SaveSnapshotSuccess saved: Snapshots.Keep(this, saved.Metadata); break;
            default: Unhandled(message); break;
        }
    }

    private void Accept(InstructionOrder order) => Answer(
        InstructionDecider.Accept(_state, order, _parts.Law.Moment()), order.Source.In(_state.Identity.Stream).Value);

    private void Judge(SignatureRead read) => Answer(
        ApprovalDecider.Judge(_state, read.Command, read.By, _parts.Law.Moment()),
        _state.Actions.GetValueOrDefault(read.Command.Action)?.Place.Instruction.Value ?? default);

    private void Hear(ModelAnswered answered)
    {
        _work = _work.Heard(_state, answered.Instruction, answered.Turn, answered.Answer, _parts.Law.Now);
        Store(ThoughtDecider.End(_state, answered.Instruction, answered.Answer, _parts.Law.Now), Drive);
    }

    private void Go(AgentWork work)
    {
        _work = work;
        Drive();
    }

    // Steps that only start something follow each other at once; one that stores goes on when it is stored.
    private void Drive()
    {
        while (Start(WorkDecider.Next(_state, _work, _parts.Law.Moment()))) { }
        _sleep = AgentSleep.Of(_state, _work, _parts.Law.Moment());
        Context.System.EventStream.Publish(StateMoved.Now);
        if (_sleep is not null)
            Timers.Cancel(nameof(AgentTick));
        else if (!Timers.IsTimerActive(nameof(AgentTick)))
            Timers.StartPeriodicTimer(nameof(AgentTick), AgentTick.Now, _parts.Tick);
    }

    // Of thousands of agents most sleep, and what moves is not theirs.
    private void Look()
    {
        if (_sleep?.Lasts(_state.Identity, _parts.Law.Snapshot, _parts.Law.Now / 1_000) is not true)
            Go(_work.Again());
    }

    private bool Start(AgentStep step)
    {
        _work = _work.Started(step);
        if (step is AgentStep.Log log)
            Store(log.Decision, Drive);
        else if (step is AgentStep.Leave)
            Context.Stop(Self);
        return _parts.Begin(step, _state.Identity.Agent, Self);
    }

    private void Leave(AgentLeave leave)
    {
        if (leave == AgentLeave.AtLast)
            Context.Stop(Self);
        Timers.StartSingleTimer(nameof(AgentLeave), AgentLeave.AtLast, AgentLeave.Patience);
        Go(_work with { Leaving = true });
    }

    private void Answer((AgentDecision Decision, CommandAnswer? Answer) accepted, Bytes32 instruction)
    {
        var caller = Sender;
        if (accepted.Answer is { } answer)
            caller.Tell(new AgentReply.Command(answer));
        else
            Store(accepted.Decision, () =>
            {
                caller.Tell(AgentReplies.Accepted(_state, _work, _parts.Law.Moment(), instruction));
                Drive();
            });
    }

    private void Read(ApproverCommand command)
    {
        if (ApprovalDecider.Digest(_state, command) is { } digest)
            _parts.Approvals.Tell(new SignatureAsked(Self, command, digest), Sender);
        else
            Answer(ApprovalDecider.Unasked(command.Action), default);
    }

    private void Close(ToolEnded ended)
    {
        if (_parts.Law.Moment() is { } moment && InstructionDecider.Unservable(_state, moment) is null)
            Store(OutcomeDecider.Tool(_state, _state.Actions[ended.Action], ended.Outcome, moment), Drive);
        else
            // The outcome is known and cannot be written yet: it is kept until a head arrives that it can stand under.
            Timers.StartSingleTimer(ended, ended, _parts.Tick);
    }

    // Documents and events in one commit, then everything else. Whatever arrives meanwhile waits: the leaves name their
    // places.
    private void Store(AgentDecision first, Action then)
    {
        var whole = WorkDecider.Whole(_state, _work, first, _parts.Law.Moment);
        if (whole.Decision.IsNothing)
            then();
        else
            PersistAll(Storing.Of(whole.Decision), stored => Know(stored.Event, whole, then));
    }

    private void Know(AgentEvent stored, (AgentDecision Decision, AgentState, AgentWork) whole, Action then)
    {
        if (!ReferenceEquals(stored, whole.Decision.Events[^1]))
            return;
        (var decision, _state, _work) = whole;
        _parts.Health.Stored();
        Snapshots.Take(this, _state, decision.Events.Length, AgentSnapshots.Every);
        Offer([.. decision.Leaves]);
        then();
    }

    private void Offer(IReadOnlyList<LoggedLeaf> leaves) =>
        _parts.Ledger.Tell(new LedgerMessage.Offer(_state.Identity, leaves));
}
