using System.Collections.Immutable;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Transactions;

/// <summary>A signed attempt as it is sent.</summary>
public sealed record Attempt(Bytes32 Hash, ReadOnlyMemory<byte> Raw, TransactionFees Fees, bool Cancels);

/// <summary>A call under way. <paramref name="Nonce"/> is null until its first attempt is signed.</summary>
public sealed record PendingCall(QueuedCall Call, ulong? Nonce, ImmutableList<Attempt> Attempts)
{
    public bool Cancelling => Attempts.Count > 0 && Attempts[^1].Cancels;
}

/// <summary>A call that was mined, kept while a reorganisation could still undo it.</summary>
public sealed record MinedCall(PendingCall Call, ulong Block);

/// <summary>The queue of one key: pending calls in order, and how the others ended.</summary>
/// <param name="Mined">Mined calls of the last blocks, in the order of their ends.</param>
/// <param name="Ended">Ends of the newest calls, by id.</param>
/// <param name="Order">Ids of <paramref name="Ended"/>, the oldest first.</param>
public sealed record QueueState(
    ImmutableList<PendingCall> Pending, ImmutableList<MinedCall> Mined, ImmutableDictionary<Bytes32, CallEnd> Ended,
    ImmutableQueue<Bytes32> Order)
{
    /// <summary>Blocks after which nobody undoes one any more.</summary>
    public const ulong Depth = 64;

    /// <summary>Ends that are remembered. Whoever asked for a call asks again within seconds, or not at all.</summary>
    public const int Remembered = 4_096;

    public static QueueState Empty { get; } = new([], [], ImmutableDictionary<Bytes32, CallEnd>.Empty, []);

    public bool Knows(Bytes32 id) => Ended.ContainsKey(id) || Pending.Exists(p => p.Call.Id == id);

    public QueueState Apply(QueueEvent happened) => happened switch
    {
        CallQueued queued => this with { Pending = Pending.Add(new PendingCall(queued.Call, null, [])) },
        AttemptSigned signed => Filled(signed).Change(signed.Id, call => call with
        {
            Nonce = signed.Nonce,
            Attempts = call.Attempts.Add(new Attempt(signed.Hash, signed.Raw, signed.Fees, signed.Cancels)),
        }),
        CallDisplaced displaced => Change(displaced.Id, call => call with { Nonce = null, Attempts = [] }),
        CallSettled settled => Settle(settled),
        CallTakenBack back => TakeBack(back.Id),
        _ => throw new InvalidOperationException($"the queue knows no event {happened.GetType().Name}"),
    };

    private QueueState Settle(CallSettled settled)
    {
        var call = Of(settled.Id);
        var next = this with
        {
            Pending = Pending.Remove(call),
            Ended = Ended.SetItem(settled.Id, settled.End),
            Order = Order.Enqueue(settled.Id),
        };
        if (settled.End is CallEnd.Mined { Block.Number: var block })
            next = next with { Mined = Mined.RemoveAll(m => m.Block + Depth < block).Add(new MinedCall(call, block)) };
        return next.Ended.Count > Remembered ? next.Forget() : next;
    }

    private QueueState Forget() => this with
    {
        Order = Order.Dequeue(out var oldest),
        Ended = Ended.Remove(oldest),
    };

    private QueueState TakeBack(Bytes32 id) => this with
    {
        Pending = Pending.Insert(0, Mined.Find(m => m.Call.Call.Id == id)!.Call),
        Mined = Mined.RemoveAll(m => m.Call.Call.Id == id),
        Ended = Ended.Remove(id),
        Order = [.. Order.Where(other => other != id)],
    };

    // An attempt that belongs to no call fills a gap of the chain; from here on it is a call like the others.
    private QueueState Filled(AttemptSigned signed) =>
        !signed.Cancels || Pending.Exists(p => p.Call.Id == signed.Id)
            ? this
            : this with
            {
                Pending = Pending.Insert(0, new PendingCall(
                    new QueuedCall(signed.Id, Address.Zero, ReadOnlyMemory<byte>.Empty, 0, 0, null), null, [])),
            };

    private QueueState Change(Bytes32 id, Func<PendingCall, PendingCall> change)
    {
        var call = Of(id);
        return this with { Pending = Pending.Replace(call, change(call)) };
    }

    private PendingCall Of(Bytes32 id) => Pending.Find(p => p.Call.Id == id)
        ?? throw new InvalidOperationException($"call {id} is not pending in this queue");
}
