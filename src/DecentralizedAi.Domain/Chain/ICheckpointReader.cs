using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Chain;

/// <summary>A checkpoint as the ledger recorded it.</summary>
/// <param name="Leases">The operator's lease history that it commits to.</param>
/// <param name="Head">Head of the node's chain of checkpoints after it.</param>
public sealed record RecordedCheckpoint(
    Address Node, ulong Number, Bytes32 StreamsRoot, uint Streams, ulong Leaves, Bytes32 Leases, Bytes32 Head,
    ChainHead Block, Bytes32 Transaction)
{
    /// <summary>The leases of that history, by shard.</summary>
    public required IReadOnlyDictionary<int, Lease> Held { get; init; }
}

/// <summary>Checkpoints of nodes, from the ledger's events.</summary>
public interface ICheckpointReader
{
    /// <summary>The checkpoint of that number, or null where the node has not come so far at the head.</summary>
    Task<RecordedCheckpoint?> ReadAsync(Address node, ulong number, CancellationToken cancellation);
}
