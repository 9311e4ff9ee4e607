using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Transactions;

/// <summary>A transaction that somebody wants mined, once.</summary>
/// <param name="Id">The caller's id; the same id is queued once and never again.</param>
/// <param name="NotAfter">Unix milliseconds after which it is cancelled; 0 = never.</param>
/// <param name="Agent">Agent that hears of the end; null = a part of this node does.</param>
public sealed record QueuedCall(
    Bytes32 Id, Address To, ReadOnlyMemory<byte> Data, ulong Gas, ulong NotAfter, ulong? Agent);

/// <summary>What happened in a queue; each is on disk before anything follows from it.</summary>
public abstract record QueueEvent
{
    private protected QueueEvent() { }
}

/// <summary>A call stands at the end of the queue.</summary>
public sealed record CallQueued(QueuedCall Call) : QueueEvent;

/// <summary>One signed attempt. A call may have several, all of one nonce, of which one is mined at most.</summary>
/// <param name="Cancels">The attempt does nothing but use the nonce.</param>
public sealed record AttemptSigned(
    Bytes32 Id, ulong Nonce, Bytes32 Hash, ReadOnlyMemory<byte> Raw, TransactionFees Fees, bool Cancels) : QueueEvent;

/// <summary>A stranger used the nonce: none of our attempts can be mined any more; the call gets a new nonce.</summary>
public sealed record CallDisplaced(Bytes32 Id, ulong Nonce) : QueueEvent;

/// <summary>
/// A reorganisation undid the block in which a call ended: it is pending again, with the attempts that it had.
/// </summary>
public sealed record CallTakenBack(Bytes32 Id) : QueueEvent;

/// <summary>The end of a call.</summary>
public sealed record CallSettled(Bytes32 Id, CallEnd End) : QueueEvent;

/// <summary>How a call ended; closed. Nothing of a call happens after its end, unless the chain takes it back.</summary>
public abstract record CallEnd
{
    private CallEnd() { }

    /// <summary>Mined and final.</summary>
    public sealed record Mined(Bytes32 Hash, ChainHead Block) : CallEnd;

    /// <summary>Mined and final, without effect.</summary>
    public sealed record Reverted(Bytes32 Hash, ChainHead Block, string Reason) : CallEnd;

    /// <summary>Its nonce was used to do nothing, or it expired before it had one.</summary>
    public sealed record Cancelled(string Reason) : CallEnd;
}
