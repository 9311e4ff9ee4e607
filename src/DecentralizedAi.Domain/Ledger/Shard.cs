using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>One of the 64 parts that the agents of an operator are spread over; a lease is taken per shard.</summary>
public readonly record struct Shard
{
    public const int Count = 64;

    private Shard(byte value) => Value = value;

    /// <summary>0 to 63.</summary>
    public byte Value { get; }

    /// <exception cref="ArgumentOutOfRangeException">64 or more.</exception>
    public static Shard Of(int value) => value is >= 0 and < Count
        ? new Shard((byte)value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "a shard is 0 to 63");

    public static Shard For(UInt256 agentId)
    {
        Span<byte> hash = stackalloc byte[32];
        WordHash.Of(Schema.Shard, agentId.ToWord()).CopyTo(hash);
        return new Shard((byte)(hash[31] & (Count - 1)));
    }

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
