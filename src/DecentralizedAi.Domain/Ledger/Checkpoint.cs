using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>What a node's anchor key writes on chain; each head commits to the one before.</summary>
/// <param name="Number">From 1, without gaps, per node.</param>
/// <param name="Head">The head before.</param>
/// <param name="StreamsRoot"><see cref="StreamsTree.Root"/>.</param>
/// <param name="Streams">Number of entries, more than 0.</param>
/// <param name="Leaves">Number of leaves, more than 0.</param>
/// <param name="Block">Block in which it was mined.</param>
/// <param name="Time">Unix seconds of that block.</param>
/// <param name="Leases">The operator's lease history at that moment.</param>
public sealed record Checkpoint(
    ulong Number, Bytes32 Head, Bytes32 StreamsRoot, uint Streams, ulong Leaves, ulong Block, ulong Time,
    Bytes32 Leases)
{
    /// <summary>The head after this checkpoint.</summary>
    public Bytes32 NextHead(UInt256 chainId, Address ledger, Address node) => WordHash.Of(Schema.Checkpoint,
        chainId.ToWord(), ledger.Word, node.Word, Word.Of(Number), Head, StreamsRoot, Word.Of(Streams),
        Word.Of(Leaves), Word.Of(Block), Word.Of(Time), Leases);
}
