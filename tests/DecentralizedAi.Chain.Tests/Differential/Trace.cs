using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy.Limits;

namespace DecentralizedAi.Chain.Tests.Differential;

/// <summary>
/// A trace for <c>ArithmeticReplay.sol</c>: its words, and the digest of what the node's arithmetic makes of them.
/// </summary>
internal sealed class Trace
{
    private readonly List<Bytes32> _words = [];
    private readonly Bytes32[] _histories = new Bytes32[7];
    private Bucket _bucket;
    private uint _steps;

    public Bytes32 Digest { get; private set; }

    /// <summary>The number of steps, then the steps.</summary>
    public IEnumerable<Bytes32> Words => _words.Prepend(Word.Of(_steps));

    public Bucket Bucket => _bucket;

    public void Set(ulong time, BucketLimits limits)
    {
        Step(0, Word.Of(time), limits.PerAction.ToWord(), limits.Burst.ToWord(), limits.Rate.ToWord(),
            limits.Lifetime.ToWord());
        _bucket = (_bucket.IsListed ? _bucket.Update(time, limits) : _bucket.List(time, limits)).Bucket;
        Budget(BucketAnswer.Ok);
    }

    public void Unlist(ulong time)
    {
        Step(1, Word.Of(time));
        _bucket = _bucket.Unlist(time).Bucket;
        Budget(BucketAnswer.Ok);
    }

    public void Settle(ulong time)
    {
        Step(2, Word.Of(time));
        _bucket = _bucket.Settle(time);
        Budget(BucketAnswer.Ok);
    }

    public void Take(ulong time, UInt256 amount)
    {
        Step(3, Word.Of(time), amount.ToWord());
        (_bucket, var answer) = _bucket.Spend(time, amount);
        Budget(answer);
    }

    public void Spends(Spent spent)
    {
        Step(4, spent.Stream.Value, spent.Vault.Word, Word.Of(spent.Number), spent.Opened, spent.Action,
            spent.Asset.Word, spent.To.Word, spent.Amount.ToWord(), Word.Of(spent.Epoch));
        History(0, new SpendStep(spent.Hash()));
    }

    /// <param name="made">Its head and leases are those of the trace.</param>
    public void Head(UInt256 chainId, Address ledger, Address node, Checkpoint made)
    {
        Step(5, chainId.ToWord(), ledger.Word, node.Word, Word.Of(made.Number), default, made.StreamsRoot,
            Word.Of(made.Streams), Word.Of(made.Leaves), Word.Of(made.Block), Word.Of(made.Time), default);
        _histories[1] = (made with { Head = _histories[1], Leases = _histories[2] }).NextHead(chainId, ledger, node);
        Digest = WordHash.Of(Digest, _histories[1]);
    }

    public void Lease(LeaseStep step)
    {
        Step(6, Word.Of(step.Shard.Value), step.Node.Word, Word.Of(step.Epoch), Word.Of(step.Block));
        History(2, step);
    }

    public void Publication(PublicationStep step)
    {
        Step(7, step.Root, step.LimitsHash, Word.Of(step.Block));
        History(3, step);
    }

    public void Freeze(FreezeStep step)
    {
        Step(8, Word.Of(step.On), Word.Of(step.Block));
        History(4, step);
    }

    public void Composition(CompositionStep step)
    {
        Step(9, step.Composition, step.OperatorId.ToWord(), step.Vault.Word, Word.Of(step.Block));
        History(5, step);
    }

    public void Key(KeyStep step)
    {
        Step(10, step.Key.Word, Word.Of(step.Role), Word.Of(step.On), Word.Of(step.Block));
        History(6, step);
    }

    /// <param name="limits">Ascending by asset.</param>
    public void Limits(IReadOnlyList<AssetLimit> limits)
    {
        Step(11, [Word.Of((ulong)limits.Count), .. limits.SelectMany(l => (Bytes32[])[l.Asset.Word,
            l.PerAction.ToWord(), l.Burst.ToWord(), l.Rate.ToWord(), l.Lifetime.ToWord(), l.PayeesRoot,
            l.AskAbove.ToWord(), l.AskBy.Word])]);
        Digest = WordHash.Of(Digest, VaultLimits.HashOf(limits));
    }

    public void Payee(Bytes32 root, Payee payee, IReadOnlyList<Bytes32> path)
    {
        Step(12, [root, payee.Address.Word, Word.Of(payee.Mode), Word.Of((ulong)path.Count), .. path]);
        Digest = WordHash.Of(Digest, payee.Leaf, Flag(PayeeTree.Proves(root, payee.Leaf, path)));
    }

    public void Names(UInt256 chainId, Address ledger, UInt256 agent, byte what)
    {
        Step(13, chainId.ToWord(), ledger.Word, agent.ToWord(), Word.Of(what));
        var target = FreezeTarget.Of(what, agent);
        Digest = WordHash.Of(Digest, StreamId.For(chainId, ledger, agent).Value, target.Word, Slots.Freezes(target),
            Word.Of(Shard.For(agent).Value));
    }

    public void Approval(SigningDomain domain, TypedData.Approval approval)
    {
        Step(14, domain.Ledger.Word, approval.Stream.Value, approval.Action.Value, approval.Call, approval.Asset.Word,
            approval.Amount.ToWord(), approval.To.Word, approval.PolicyRoot, Word.Of(approval.Deadline));
        Digest = WordHash.Of(Digest, domain.Separator, approval.Digest(domain));
    }

    private void Step(ulong kind, params IEnumerable<Bytes32> words)
    {
        _steps++;
        _words.Add(Word.Of(kind));
        _words.AddRange(words);
    }

    private void Budget(BucketAnswer answer) => Digest = WordHash.Of(Digest, Word.Of(Number(answer)),
        _bucket.Level.ToWord(), _bucket.Spent.ToWord(), Flag(_bucket.IsListed));

    private void History(int index, IHistoryStep step)
    {
        _histories[index] = step.After(_histories[index]);
        Digest = WordHash.Of(Digest, _histories[index]);
    }

    private static Bytes32 Flag(bool on) => Word.Of(on ? 1UL : 0UL);

    // TokenBucket.Refusal.
    private static ulong Number(BucketAnswer answer) => answer switch
    {
        BucketAnswer.Ok => 0, BucketAnswer.Unlisted => 1, BucketAnswer.PerAction => 2, BucketAnswer.Lifetime => 3,
        BucketAnswer.Burst => 4, _ => throw new InvalidOperationException($"a vault does not answer {answer}"),
    };
}
