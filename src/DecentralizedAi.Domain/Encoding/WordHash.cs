namespace DecentralizedAi.Domain.Encoding;

/// <summary>Hashes of ABI words (static types, 32 bytes each, in order).</summary>
public static class WordHash
{
    /// <summary>H of the words alone.</summary>
    public static Bytes32 Of(params ReadOnlySpan<Bytes32> words) => Hash(words, []);

    /// <summary>E: H of the schema word followed by the words.</summary>
    public static Bytes32 Of(Schema schema, params ReadOnlySpan<Bytes32> words) => Hash(words, [schema.Word]);

    /// <summary>H(0x00 ‖ words): a leaf of a tree, which can never be mistaken for an inner node.</summary>
    public static Bytes32 Leaf(ReadOnlySpan<Bytes32> words)
    {
        Span<byte> bytes = stackalloc byte[1 + 32 * words.Length];
        bytes[0] = 0;
        Write(words, bytes[1..]);
        return Keccak256.Hash(bytes);
    }

    /// <summary>H(0x01 ‖ words): an inner node of a tree.</summary>
    public static Bytes32 Inner(params ReadOnlySpan<Bytes32> words)
    {
        Span<byte> bytes = stackalloc byte[1 + 32 * words.Length];
        bytes[0] = 1;
        Write(words, bytes[1..]);
        return Keccak256.Hash(bytes);
    }

    private static Bytes32 Hash(ReadOnlySpan<Bytes32> words, ReadOnlySpan<Bytes32> prefix)
    {
        Span<byte> bytes = stackalloc byte[32 * (prefix.Length + words.Length)];
        Write(prefix, bytes);
        Write(words, bytes[(32 * prefix.Length)..]);
        return Keccak256.Hash(bytes);
    }

    private static void Write(ReadOnlySpan<Bytes32> words, Span<byte> target)
    {
        for (var i = 0; i < words.Length; i++)
            words[i].CopyTo(target[(32 * i)..]);
    }
}
