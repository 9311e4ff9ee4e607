using System.Collections.Immutable;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Agents;

/// <summary>What a command leads to: events to store, after their documents.</summary>
public sealed record AgentDecision(ImmutableArray<AgentEvent> Events, ImmutableArray<SaltedDocument> Documents)
{
    public static AgentDecision Nothing { get; } = new([], []);
    public bool IsNothing => Events.IsEmpty;

    /// <summary>With what follows it.</summary>
    public AgentDecision And(AgentDecision next) =>
        new(Events.AddRange(next.Events), Documents.AddRange(next.Documents));

    /// <summary>Those of the events that are leaves of the log.</summary>
    public IEnumerable<LoggedLeaf> Leaves => Events.OfType<LeafEvent>().Select(leaf => leaf.Logged);
}

/// <summary>
/// Collects the leaves of one decision. Each goes to the end of the stream as it will be by then, under the law of the
/// moment; Takeover and Governed go before it where they are due.
/// </summary>
internal sealed class AgentDraft(AgentState state, AgentMoment moment)
{
    private readonly List<AgentEvent> _events = [];
    private readonly List<SaltedDocument> _documents = [];
    private int _salts;

    /// <summary>The state after everything added so far.</summary>
    public AgentState State { get; private set; } = state;

    public AgentMoment Moment { get; } = moment;

    public AgentDecision Decision => _events.Count == 0 ? AgentDecision.Nothing : new([.. _events], [.. _documents]);

    /// <summary>A document with the next salt of the moment.</summary>
    public SaltedDocument Salted(string json)
    {
        if (_salts >= Moment.Salts.Count)
            throw new InvalidOperationException($"a decision needs more than {Moment.Salts.Count} salts");
        return new SaltedDocument(Moment.Salts[_salts++], json);
    }

    /// <summary>Puts the stream under this root: Governed for another root, Takeover for another epoch.</summary>
    public AgentDraft Under(Bytes32 root)
    {
        var lease = Moment.LeaseOf(State.Identity.Shard);
        var holds = lease is { } held && held.Node == Moment.Node;
        var first = State.Seq == 0;
        // An heir writes on under the old epoch until the chain shows its lease.
        var epoch = holds ? lease!.Value.Epoch : State.Law.LeaseEpoch;
        if (!first && root != State.Law.PolicyRoot)
            Add(new LeafDraft.Governed(State.Law.PolicyRoot, root), logged => new Governed(logged, Budgets(root)),
                Law(root, State.Law.LeaseEpoch));
        if (epoch != State.Law.LeaseEpoch)
            Add(Takeover(epoch), logged => new TakenOver(logged, Budgets(root)), Law(root, epoch));
        return this;
    }

    /// <summary>Adds a leaf under the law of the one before it.</summary>
    public void Add(LeafDraft draft, Func<LoggedLeaf, LeafEvent> happened, SaltedDocument? receipt = null) =>
        Add(draft, happened, Law(State.Law.PolicyRoot, State.Law.LeaseEpoch), receipt);

    private void Add(
        LeafDraft draft, Func<LoggedLeaf, LeafEvent> happened, Law law, SaltedDocument? receipt = null)
    {
        var record = draft.At(new LeafPlace(State.Identity.Stream, State.Seq + 1, State.Head, Moment.Now, law));
        if (!Leaf.TryOfWords(record.Words as Bytes32[] ?? [.. record.Words], out var leaf, out var fault))
            throw new InvalidOperationException($"a leaf of our own is none: {fault}");
        foreach (var document in (ReadOnlySpan<SaltedDocument?>)[record.Facts, record.Body, record.Receipt ?? receipt])
            if (document is not null)
                _documents.Add(document);
        var word = (record.Receipt ?? receipt)?.Word ?? Bytes32.Zero;
        Add(happened(new LoggedLeaf(leaf, record.Opens, word)));
    }

    /// <summary>Adds what happened and is no leaf.</summary>
    public void Add(AgentEvent happened)
    {
        _events.Add(happened);
        State = State.Apply(happened);
    }

    private LeafDraft.Takeover Takeover(ulong epoch)
    {
        var before = Moment.LeaseBefore(State.Identity.Shard, epoch);
        return new LeafDraft.Takeover(before.Node, before.Epoch);
    }

    private Law Law(Bytes32 root, ulong epoch) => new(
        root, Moment.Head.Head.Number, Moment.Agent(State.Identity.Agent)?.Composition ?? Bytes32.Zero,
        UInt256.Of(Moment.Head.Operator), epoch);

    private ImmutableArray<ListedBudget> Budgets(Bytes32 root) => Moment.Governance.BudgetsOf(root);
}
