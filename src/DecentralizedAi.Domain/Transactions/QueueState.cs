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

/// <summary>The queue of one key: pending calls in order, and how the others ended.</summary>
public sealed record QueueState(ImmutableList<PendingCall> Pending, ImmutableDictionary<Bytes32, CallEnd> Ended)
{
    public static QueueState Empty { get; } = new([], ImmutableDictionary<Bytes32, CallEnd>.Empty);

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
        CallSettled settled => this with
        {
            Pending = Pending.RemoveAll(p => p.Call.Id == settled.Id),
            Ended = Ended.SetItem(settled.Id, settled.End),
        },
        _ => throw new InvalidOperationException($"the queue knows no event {happened.GetType().Name}"),
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
        var index = Pending.FindIndex(p => p.Call.Id == id);
        return index < 0
            ? throw new InvalidOperationException($"call {id} is not pending in this queue")
            : this with { Pending = Pending.SetItem(index, change(Pending[index])) };
    }
}
