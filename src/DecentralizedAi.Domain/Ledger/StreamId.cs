using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>One agent's chain of leaves on one ledger of one chain.</summary>
public readonly record struct StreamId : IComparable<StreamId>
{
    private StreamId(Bytes32 value) => Value = value;

    public Bytes32 Value { get; }

    public static StreamId Of(Bytes32 value) => new(value);

    public static StreamId For(UInt256 chainId, Address ledger, UInt256 agentId) =>
        new(WordHash.Of(Schema.Stream, chainId.ToWord(), ledger.Word, agentId.ToWord()));

    public int CompareTo(StreamId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString();
}
