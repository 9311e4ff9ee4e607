using System.Collections.Immutable;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Which agent of which log.</summary>
public sealed record AgentIdentity(ulong Agent, SigningDomain Domain)
{
    public StreamId Stream { get; } = StreamId.For(Domain.ChainId, Domain.Ledger, UInt256.Of(Agent));
    public int Shard { get; } = Ledger.Shard.For(UInt256.Of(Agent)).Value;
}

/// <summary>All that an agent's events say. Folding the same events gives the same state on every node.</summary>
public sealed record AgentState(AgentIdentity Identity)
{
    /// <summary>Ended instructions that the state tells of; of older ones the journal does.</summary>
    public const int Remembered = 64;

    public ulong Incarnation { get; init; }

    /// <summary>Number of leaves.</summary>
    public ulong Seq { get; init; }

    /// <summary>Hash of the last leaf; 0 before the first.</summary>
    public Bytes32 Head { get; init; }

    /// <summary>Law and time of the last leaf; default before the first.</summary>
    public Law Law { get; init; }
    public ulong Time { get; init; }

    public BudgetState Budgets { get; init; } = BudgetState.Empty;

    /// <summary>The vault's last spend that a leaf names.</summary>
    public ulong Spends { get; init; }

    /// <summary>Those that have not ended and the <see cref="Remembered"/> that ended last, oldest first.</summary>
    public ImmutableList<InstructionState> Instructions { get; init; } = [];

    /// <summary>Every one, however long ago it ended.</summary>
    public GivenInstructions Given { get; init; } = GivenInstructions.None;

    /// <summary>Those of the instructions that are remembered.</summary>
    public ImmutableDictionary<Bytes32, ActionState> Actions { get; init; } =
        ImmutableDictionary<Bytes32, ActionState>.Empty;

    /// <summary>Leaves that no final checkpoint holds, as far as this node knows.</summary>
    public ImmutableList<LoggedLeaf> Unanchored { get; init; } = [];

    /// <summary>The one payment under way, if any.</summary>
    public ActionState? OpenMoney => Live.FirstOrDefault(a => a.IsMoney && a.Status == ActionStatus.Open);

    /// <summary>Actions that wait or are open, oldest first. An answer is the last leaf of its instruction, so that an
    /// answered one has none.</summary>
    public IEnumerable<ActionState> Live => Unanswered
        .SelectMany(i => i.Actions)
        .Select(id => Actions[id])
        .Where(a => a.Status is ActionStatus.Waiting or ActionStatus.Open);

    /// <summary>Instructions that have not ended, oldest first.</summary>
    public ImmutableArray<InstructionState> Unanswered => (_open = _open.In(Instructions)).Instructions;

    private OpenInstructions _open = OpenInstructions.None;

    /// <summary>One of its actions waits or is open.</summary>
    public bool IsBusy(InstructionState instruction) =>
        instruction.Actions.Exists(id => Actions[id].Status is ActionStatus.Waiting or ActionStatus.Open);

    /// <summary>Whether it was given, and so many ended after it that the state tells no more.</summary>
    public bool HasForgotten(Bytes32 id) => Instruction(id) is null && Given.Contains(id);

    // Mostly one of the newest.
    public InstructionState? Instruction(Bytes32 id) => Instructions.FindLast(i => i.Id.Value == id);

    /// <summary>With another value of one of the instructions.</summary>
    internal AgentState With(InstructionState changed) =>
        Knowing(Instructions.SetItem(Instructions.FindLastIndex(i => i.Id == changed.Id), changed), changed);

    private AgentState Knowing(ImmutableList<InstructionState> all, InstructionState changed) =>
        this with { Instructions = all, _open = _open.In(Instructions).In(all, changed) };

    /// <summary>Forgets leaves that are anchored for good.</summary>
    public AgentState Anchored(ulong toSeq) =>
        this with { Unanchored = Unanchored.RemoveAll(l => l.Leaf.Seq <= toSeq) };

    /// <summary>Whether it has all leaves from a number on.</summary>
    public bool Remembers(ulong seq) => seq > Seq - (ulong)Unanchored.Count;

    /// <summary>Leaves from a number on, to be offered again.</summary>
    /// <exception cref="InvalidOperationException">Some were anchored for good, it seemed, and are forgotten: a
    /// reorganisation took the checkpoint back. The journal has them.</exception>
    public IReadOnlyList<LoggedLeaf> From(ulong seq) => Remembers(seq)
        ? Unanchored.FindAll(l => l.Leaf.Seq >= seq)
        : throw new InvalidOperationException($"agent {Identity.Agent} is asked for leaf {seq} and remembers "
            + $"leaves from {Seq - (ulong)Unanchored.Count + 1} on; it starts again from its journal");

    public AgentState Apply(AgentEvent happened) => happened switch
    {
        Incarnated incarnated => this with { Incarnation = incarnated.Number },
        ThoughtBegun begun => this with { Budgets = ThoughtDecider.Held(Budgets, begun) },
        ThoughtEnded ended => Counted(ended) with
        {
            Budgets = BudgetDecider.Commit(Budgets, ended.At / 1_000, ended.Instruction, ended.Used),
        },
        LeafEvent leaf => Changed(leaf).Extended(leaf.Logged).Forgetting(leaf),
        _ => throw new InvalidOperationException($"an agent knows no event {happened.GetType().Name}"),
    };

    private AgentState Counted(ThoughtEnded ended) => Instruction(ended.Instruction) is { } thought
        ? With(thought with { Used = thought.Used + ended.Tokens })
        : this;

    private AgentState Extended(LoggedLeaf logged)
    {
        if (logged.Leaf.Seq != Seq + 1 || logged.Leaf.Prev != Head)
            throw new InvalidOperationException(
                $"leaf {logged.Leaf.Seq} of agent {Identity.Agent} does not follow leaf {Seq} {Head}");
        return this with
        {
            Seq = logged.Leaf.Seq,
            Head = logged.Hash,
            Law = logged.Law,
            Time = logged.Leaf.Time,
            Unanchored = Unanchored.Add(logged),
        };
    }

    private AgentState Changed(LeafEvent happened) => happened switch
    {
        TakenOver taken => this with { Budgets = BudgetDecider.Adopt(Budgets, Seconds(taken), taken.Budgets) },
        Governed governed => this with { Budgets = BudgetDecider.Adopt(Budgets, Seconds(governed), governed.Budgets) },
        Instructed instructed => Adding(new InstructionState(
            instructed.Order.Source.In(Identity.Stream), instructed.Order, [], null)),
        Opened or Refused or Awaited => AgentActions.Decided(this, happened),
        Approved approved => Change(approved, a => a with { Approvals = a.Approvals.Add(approved.Approval) }),
        Expired expired => Change(expired, a => a with { Status = ActionStatus.Expired, Reason = expired.Reason }),
        Denied denied => Change(denied, a => a with
        {
            Status = ActionStatus.Denied, Reason = DenialDecider.Words(denied.Denial), Denial = denied.Denial,
        }),
        Closed closed => AgentActions.Ended(this, closed),
        Answered answered => With(Instruction(answered.Instruction)! with
        {
            Answer = answered.Text, Ended = answered.Logged.Leaf.Seq,
        }),
        Found found => this with { Spends = found.SpendNumber },
        _ => throw new InvalidOperationException($"an agent knows no leaf {happened.GetType().Name}"),
    };

    private AgentState Adding(InstructionState instruction) =>
        Knowing(Instructions.Add(instruction), instruction) with { Given = Given.With(instruction.Id.Value) };

    private AgentState Forgetting(LeafEvent happened)
    {
        if (happened is not Answered || Instructions.Count - Unanswered.Length <= Remembered)
            return this;
        var (at, oldest) = Instructions.Index().Where(one => one.Item.Answer is not null).MinBy(one => one.Item.Ended);
        return Knowing(Instructions.RemoveAt(at), oldest) with { Actions = Actions.RemoveRange(oldest.Actions) };
    }

    internal AgentState Change(LeafEvent happened, Func<ActionState, ActionState> change)
    {
        var id = happened.Logged.Leaf.Action;
        return this with { Actions = Actions.SetItem(id, change(Actions[id])) };
    }

    internal static ulong Seconds(LeafEvent happened) => happened.Logged.Leaf.Time / 1_000;
}
