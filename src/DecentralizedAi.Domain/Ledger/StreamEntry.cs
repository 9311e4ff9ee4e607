using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>What a checkpoint holds of a stream: leaves <c>FromSeq..ToSeq</c>; 10 words, hashed like a leaf.</summary>
/// <param name="Stream">Whose leaves.</param>
/// <param name="OperatorId">The operator of the node.</param>
/// <param name="LeaseEpoch">The lease under which the node wrote them.</param>
/// <param name="FromSeq">First leaf.</param>
/// <param name="ToSeq">Last leaf.</param>
/// <param name="PrevHead">Leaf hash at <c>FromSeq - 1</c>, or 0.</param>
/// <param name="Head">Leaf hash at <c>ToSeq</c>.</param>
/// <param name="LeavesRoot"><see cref="LeafTree.Root"/> of the leaves.</param>
/// <param name="State">Salted hash of the state snapshot, or 0; not checked.</param>
public sealed record StreamEntry(
    StreamId Stream, UInt256 OperatorId, ulong LeaseEpoch, ulong FromSeq, ulong ToSeq,
    Bytes32 PrevHead, Bytes32 Head, Bytes32 LeavesRoot, Bytes32 State)
{
    public const int WordCount = 10;

    public Bytes32 Hash() => WordHash.Leaf(ToWords());

    public Bytes32[] ToWords() =>
    [
        Schema.Entry.Word, Stream.Value, OperatorId.ToWord(), Word.Of(LeaseEpoch), Word.Of(FromSeq), Word.Of(ToSeq),
        PrevHead, Head, LeavesRoot, State,
    ];

    /// <summary>The entry of consecutive leaves of one stream.</summary>
    /// <exception cref="ArgumentException">No leaves, or they are not one chain.</exception>
    public static StreamEntry Of(
        UInt256 operatorId, ulong leaseEpoch, IReadOnlyList<Leaf> leaves, Bytes32 state = default)
    {
        if (leaves.Count == 0)
            throw new ArgumentException("an entry has at least one leaf", nameof(leaves));
        var hashes = Leaf.HashEach(leaves);
        for (var i = 1; i < leaves.Count; i++)
        {
            if (leaves[i].Prev != hashes[i - 1] || leaves[i].Seq != leaves[i - 1].Seq + 1
                || leaves[i].Stream != leaves[0].Stream)
                throw new ArgumentException($"leaf {leaves[i].Seq} does not follow the one before", nameof(leaves));
        }
        return new StreamEntry(leaves[0].Stream, operatorId, leaseEpoch, leaves[0].Seq, leaves[^1].Seq,
            leaves[0].Prev, hashes[^1], LeafTree.Root(hashes), state);
    }
}
