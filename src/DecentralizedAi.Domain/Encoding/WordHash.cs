namespace DecentralizedAi.Domain.Encoding;

/// <summary>Hashes of ABI words (static types, 32 bytes each, in order).</summary>
public static class WordHash
{
    private const int AtOnce = 8;

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

    /// <summary><see cref="Leaf"/> of each of several leaves with equally many words, one after the other.</summary>
    public static void Leaves(ReadOnlySpan<Bytes32> words, Span<Bytes32> hashes) => Each(0, words, hashes);

    /// <summary><see cref="Inner"/> of each of several nodes with equally many words, one after the other.</summary>
    /// <param name="hashes">May begin where <paramref name="words"/> does.</param>
    public static void Inners(ReadOnlySpan<Bytes32> words, Span<Bytes32> hashes) => Each(1, words, hashes);

    private static void Each(byte kind, ReadOnlySpan<Bytes32> words, Span<Bytes32> hashes)
    {
        if (hashes.IsEmpty)
            return;
        var count = words.Length / hashes.Length;
        var length = 1 + 32 * count;
        Span<byte> messages = stackalloc byte[AtOnce * length];
        while (!hashes.IsEmpty)
        {
            var now = Math.Min(AtOnce, hashes.Length);
            for (var i = 0; i < now; i++)
            {
                messages[i * length] = kind;
                Write(words.Slice(i * count, count), messages[(i * length + 1)..]);
            }
            Keccak256.HashEach(messages[..(now * length)], hashes[..now]);
            words = words[(now * count)..];
            hashes = hashes[now..];
        }
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
