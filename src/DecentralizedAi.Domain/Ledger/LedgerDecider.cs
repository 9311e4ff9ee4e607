using System.Collections.Immutable;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>What a node knows of one stream: how far it is anchored, and the leaves after that.</summary>
public sealed record StreamTail(
    ulong Agent, ulong AnchoredSeq, Bytes32 AnchoredHead, ImmutableList<LoggedLeaf> Pending)
{
    public ulong NextSeq => AnchoredSeq + (ulong)Pending.Count + 1;
    public Bytes32 LastHash => Pending.IsEmpty ? AnchoredHead : Pending[^1].Hash;
}

/// <summary>What became of leaves that an agent offered; closed.</summary>
public abstract record OfferAnswer
{
    private OfferAnswer() { }

    /// <summary>Held until they are anchored.</summary>
    public sealed record Taken(LedgerState State) : OfferAnswer;

    /// <summary>Leaves before them are missing here: offer again from <paramref name="Seq"/>.</summary>
    public sealed record OfferFrom(ulong Seq) : OfferAnswer;

    /// <summary>They contradict what is anchored or held: the stream has forked and is not anchored further.
    /// </summary>
    public sealed record Forked(ulong Seq, Bytes32 Known, Bytes32 Offered) : OfferAnswer;
}

/// <summary>A batch of one node: what one checkpoint anchors.</summary>
public sealed record LedgerBatch(Bytes32 StreamsRoot, ImmutableArray<LedgerEntry> Entries)
{
    public uint Streams => (uint)Entries.Length;
    public ulong Leaves => (ulong)Entries.Sum(e => e.Leaves.Count);
}

/// <summary>One stream's part of a batch.</summary>
public sealed record LedgerEntry(ulong Agent, StreamEntry Entry, ImmutableList<LoggedLeaf> Leaves);

/// <summary>The streams of a node and the batch under way.</summary>
public sealed record LedgerState
{
    private LedgerState() { }

    public static LedgerState Empty { get; } = new();

    public ImmutableDictionary<StreamId, StreamTail> Streams { get; private init; } =
        ImmutableDictionary<StreamId, StreamTail>.Empty;

    /// <summary>Those of the streams that have pending leaves: most agents of a node are silent.</summary>
    public ImmutableSortedSet<StreamId> Waiting { get; private init; } = [];

    /// <summary>Leaves that are in no checkpoint.</summary>
    public int Pending { get; private init; }

    public LedgerBatch? InFlight { get; init; }

    /// <summary>Batches that were anchored so far: what was read from the database before the last of them may tell
    /// less than is known here.</summary>
    public int Anchorings { get; private init; }

    /// <summary>Unix ms of the last batch.</summary>
    public ulong CutAt { get; init; }

    /// <summary>Unix ms until which this node anchors nothing while it still holds the lease of a shard that it does
    /// not serve any more: whoever serves it names this node's head to take the lease, and must not find another.
    /// </summary>
    public ulong YieldsUntil { get; init; }

    /// <summary>With what is known of a stream.</summary>
    public LedgerState With(StreamId stream, StreamTail tail) => this with
    {
        Streams = Streams.SetItem(stream, tail),
        Waiting = tail.Pending.IsEmpty ? Waiting.Remove(stream) : Waiting.Add(stream),
        Pending = Pending - Held(stream) + tail.Pending.Count,
    };

    /// <summary>Without a stream.</summary>
    public LedgerState Without(StreamId stream) => this with
    {
        Streams = Streams.Remove(stream),
        Waiting = Waiting.Remove(stream),
        Pending = Pending - Held(stream),
    };

    /// <summary>The batch under way is anchored.</summary>
    public LedgerState Settled() => this with { InFlight = null, Anchorings = Anchorings + 1 };

    private int Held(StreamId stream) => Streams.GetValueOrDefault(stream)?.Pending.Count ?? 0;
}

/// <summary>Builds the batches of a node. Pure; one batch is under way at a time, because each checkpoint's head
/// commits to the one before.</summary>
public static class LedgerDecider
{
    // Time for the heir to open this node's batches and to try twice; a shard that nobody wants delays no more.
    private const ulong Yielding = 10_000;

    /// <summary>Leaves of one stream in order; those that are known already are skipped.</summary>
    public static OfferAnswer Offer(LedgerState state, StreamId stream, IReadOnlyList<LoggedLeaf> leaves)
    {
        if (!state.Streams.TryGetValue(stream, out var tail))
            throw new InvalidOperationException($"stream {stream} was not opened before its leaves were offered");
        foreach (var logged in leaves)
        {
            var leaf = logged.Leaf;
            if (leaf.Seq > tail.NextSeq)
                return new OfferAnswer.OfferFrom(tail.NextSeq);
            if (leaf.Seq < tail.NextSeq)
            {
                if (KnownHash(tail, leaf.Seq) is { } known && known != logged.Hash)
                    return new OfferAnswer.Forked(leaf.Seq, known, logged.Hash);
                continue;
            }
            if (leaf.Prev != tail.LastHash)
                return new OfferAnswer.Forked(leaf.Seq - 1, tail.LastHash, leaf.Prev);
            tail = tail with { Pending = tail.Pending.Add(logged) };
        }
        return new OfferAnswer.Taken(leaves.Count == 0 ? state : state.With(stream, tail));
    }

    /// <summary>How far a stream is anchored, from the database. Leaves held already are kept if they follow.</summary>
    public static LedgerState Open(
        LedgerState state, StreamId stream, ulong agent, ulong anchoredSeq, Bytes32 anchoredHead)
    {
        var pending = state.Streams.TryGetValue(stream, out var tail) ? tail.Pending : [];
        var rest = pending.RemoveAll(l => l.Leaf.Seq <= anchoredSeq);
        if (!rest.IsEmpty && rest[0].Leaf.Prev != anchoredHead)
            rest = [];
        return state.With(stream, new StreamTail(agent, anchoredSeq, anchoredHead, rest));
    }

    /// <summary>Forgets a stream whose agent went elsewhere.</summary>
    /// <param name="now">Unix ms.</param>
    public static LedgerState Leave(LedgerState state, StreamId stream, ulong now) =>
        state.Without(stream) with { YieldsUntil = now + Yielding };

    /// <summary>
    /// The next batch: all pending leaves of streams whose lease this node holds; null while one is under way, or
    /// while there is nothing, or before it is time.
    /// </summary>
    /// <param name="now">Unix ms.</param>
    /// <param name="every">Milliseconds between batches.</param>
    /// <param name="enough">Pending leaves that make a batch due at once.</param>
    public static LedgerBatch? Cut(
        LedgerState state, GovernanceView head, Address self, ulong now, ulong every, int enough)
    {
        if (state.InFlight is not null || (now < state.CutAt + every && state.Pending < enough)
            || (now < state.YieldsUntil && HoldsForAnother(state, head, self)))
            return null;
        var entries = ImmutableArray.CreateBuilder<LedgerEntry>();
        foreach (var tail in state.Waiting.Select(stream => state.Streams[stream]))
        {
            var shard = Shard.For(UInt256.Of(tail.Agent)).Value;
            if (!head.Leases.TryGetValue(shard, out var lease) || lease.Node != self)
                continue;
            // An epoch above the lease is of a lease that a reorganisation took back: it waits until it is there again.
            var leaves = tail.Pending.TakeWhile(l => l.Law.LeaseEpoch <= lease.Epoch).ToImmutableList();
            if (leaves.IsEmpty)
                continue;
            var entry = StreamEntry.Of(
                UInt256.Of(head.Operator), lease.Epoch, leaves.ConvertAll(l => l.Leaf));
            entries.Add(new LedgerEntry(tail.Agent, entry, leaves));
        }
        return entries.Count == 0
            ? null
            : new LedgerBatch(StreamsTree.Of(entries.Select(e => e.Entry)).Root, entries.ToImmutable());
    }

    public static LedgerState Sent(LedgerState state, LedgerBatch batch, ulong now) =>
        state with { InFlight = batch, CutAt = now };

    /// <summary>The batch is on chain for good.</summary>
    /// <param name="voids">Streams whose shard another node had taken: their leaves stay pending.</param>
    public static LedgerState Anchored(LedgerState state, IReadOnlySet<StreamId> voids)
    {
        var next = state;
        foreach (var entry in state.InFlight?.Entries ?? [])
            if (!voids.Contains(entry.Entry.Stream)
                && state.Streams.TryGetValue(entry.Entry.Stream, out var tail) && tail.AnchoredSeq < entry.Entry.ToSeq)
                next = next.With(entry.Entry.Stream, tail with
                {
                    AnchoredSeq = entry.Entry.ToSeq,
                    AnchoredHead = entry.Entry.Head,
                    Pending = tail.Pending.RemoveAll(l => l.Leaf.Seq <= entry.Entry.ToSeq),
                });
        return next.Settled();
    }

    /// <summary>The batch will never be on chain; its leaves go into the next.</summary>
    public static LedgerState Dropped(LedgerState state) => state with { InFlight = null };

    private static bool HoldsForAnother(LedgerState state, GovernanceView head, Address self)
    {
        var served = state.Streams.Values.Select(tail => (int)Shard.For(UInt256.Of(tail.Agent)).Value).ToHashSet();
        return head.Leases.Any(lease => lease.Value.Node == self && !served.Contains(lease.Key));
    }

    private static Bytes32? KnownHash(StreamTail tail, ulong seq) =>
        seq == tail.AnchoredSeq ? tail.AnchoredHead
        : seq < tail.AnchoredSeq ? null
        : tail.Pending[(int)(seq - tail.AnchoredSeq - 1)].Hash;
}
