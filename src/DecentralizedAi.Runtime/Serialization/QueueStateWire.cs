using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Transactions;
using P = DecentralizedAi.Runtime.Protos.Queue;

namespace DecentralizedAi.Runtime.Serialization;

/// <summary>A queue's state as Protobuf: what a snapshot spares the next owner to read.</summary>
internal static class QueueStateWire
{
    public static P.QueueState Write(QueueState state) => new()
    {
        Pending = { state.Pending.Select(Write) },
        Mined = { state.Mined.Select(mined => new P.MinedCall { Call = Write(mined.Call), Block = mined.Block }) },
        Ended = { state.Order.Select(id => QueueWire.Write(new CallSettled(id, state.Ended[id]))) },
    };

    public static QueueState Read(P.QueueState m)
    {
        var ended = m.Ended.Select(QueueWire.Read).ToList();
        return QueueState.Empty with
        {
            Pending = [.. m.Pending.Select(Read)],
            Mined = [.. m.Mined.Select(mined => new MinedCall(Read(mined.Call), mined.Block))],
            Ended = QueueState.Empty.Ended.AddRange(ended.Select(one => KeyValuePair.Create(one.Id, one.End))),
            Order = [.. ended.Select(one => one.Id)],
        };
    }

    private static P.PendingCall Write(PendingCall call)
    {
        var message = new P.PendingCall
        {
            Call = QueueWire.Write(new CallQueued(call.Call)),
            Attempts =
            {
                call.Attempts.Select(attempt => new P.Attempt
                {
                    Hash = Wire.Of(attempt.Hash),
                    Raw = Wire.Of(attempt.Raw),
                    MaxFee = Wire.Of(attempt.Fees.MaxFee),
                    PriorityFee = Wire.Of(attempt.Fees.PriorityFee),
                    Cancels = attempt.Cancels,
                }),
            },
        };
        if (call.Nonce is { } nonce)
            message.Nonce = nonce;
        return message;
    }

    private static PendingCall Read(P.PendingCall m) => new(
        QueueWire.Read(m.Call).Call, m.HasNonce ? m.Nonce : null,
        [.. m.Attempts.Select(attempt => new Attempt(Wire.Bytes32(attempt.Hash), attempt.Raw.Memory,
            new TransactionFees(Wire.UInt256(attempt.MaxFee), Wire.UInt256(attempt.PriorityFee)), attempt.Cancels))]);
}
