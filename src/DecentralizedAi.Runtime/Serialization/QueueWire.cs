using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Transactions;
using P = DecentralizedAi.Runtime.Protos.Queue;

namespace DecentralizedAi.Runtime.Serialization;

/// <summary>Events of a transaction queue as Protobuf.</summary>
internal static class QueueWire
{
    public static P.CallQueued Write(CallQueued queued)
    {
        var call = queued.Call;
        var message = new P.CallQueued
        {
            Id = Wire.Of(call.Id),
            To = Wire.Of(call.To),
            Data = Wire.Of(call.Data),
            Gas = call.Gas,
            NotAfter = call.NotAfter,
        };
        if (call.Agent is { } agent)
            message.Agent = agent;
        return message;
    }

    public static CallQueued Read(P.CallQueued m) => new(new QueuedCall(
        Wire.Bytes32(m.Id), Wire.Address(m.To), m.Data.Memory, m.Gas, m.NotAfter, m.HasAgent ? m.Agent : null));

    public static P.AttemptSigned Write(AttemptSigned signed) => new()
    {
        Id = Wire.Of(signed.Id),
        Nonce = signed.Nonce,
        Hash = Wire.Of(signed.Hash),
        Raw = Wire.Of(signed.Raw),
        MaxFee = Wire.Of(signed.Fees.MaxFee),
        PriorityFee = Wire.Of(signed.Fees.PriorityFee),
        Cancels = signed.Cancels,
    };

    public static AttemptSigned Read(P.AttemptSigned m) => new(
        Wire.Bytes32(m.Id), m.Nonce, Wire.Bytes32(m.Hash), m.Raw.Memory,
        new TransactionFees(Wire.UInt256(m.MaxFee), Wire.UInt256(m.PriorityFee)), m.Cancels);

    public static P.CallDisplaced Write(CallDisplaced displaced) =>
        new() { Id = Wire.Of(displaced.Id), Nonce = displaced.Nonce };

    public static CallDisplaced Read(P.CallDisplaced m) => new(Wire.Bytes32(m.Id), m.Nonce);

    public static P.CallTakenBack Write(CallTakenBack back) => new() { Id = Wire.Of(back.Id) };

    public static CallTakenBack Read(P.CallTakenBack m) => new(Wire.Bytes32(m.Id));

    public static P.CallSettled Write(CallSettled settled) =>
        new() { Id = Wire.Of(settled.Id), End = Write(settled.End) };

    public static CallSettled Read(P.CallSettled m) => new(Wire.Bytes32(m.Id), Read(m.End));

    public static P.CallEnd Write(CallEnd end) => end switch
    {
        CallEnd.Mined mined => Mined(P.CallEnd.Types.Kind.Mined, mined.Hash, mined.Block, ""),
        CallEnd.Reverted reverted =>
            Mined(P.CallEnd.Types.Kind.Reverted, reverted.Hash, reverted.Block, reverted.Reason),
        CallEnd.Cancelled cancelled =>
            new P.CallEnd { Kind = P.CallEnd.Types.Kind.Cancelled, Reason = cancelled.Reason },
        _ => throw new UnknownManifestException($"no wire form for {end.GetType().Name}"),
    };

    public static CallEnd Read(P.CallEnd m) => m.Kind switch
    {
        P.CallEnd.Types.Kind.Mined => new CallEnd.Mined(Wire.Bytes32(m.Hash), Block(m)),
        P.CallEnd.Types.Kind.Reverted => new CallEnd.Reverted(Wire.Bytes32(m.Hash), Block(m), m.Reason),
        P.CallEnd.Types.Kind.Cancelled => new CallEnd.Cancelled(m.Reason),
        _ => throw new UnknownManifestException($"an end of kind {m.Kind} is from a later edition"),
    };

    private static P.CallEnd Mined(
        P.CallEnd.Types.Kind kind, Domain.Encoding.Bytes32 hash, ChainHead block, string reason) => new()
        {
            Kind = kind,
            Hash = Wire.Of(hash),
            BlockNumber = block.Number,
            BlockHash = Wire.Of(block.Hash),
            BlockTime = block.Time,
            Reason = reason,
        };

    private static ChainHead Block(P.CallEnd m) => new(m.BlockNumber, Wire.Bytes32(m.BlockHash), m.BlockTime);
}
