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
    public static Bytes32 Leaf(ReadOnlySpan<Bytes32> words) => One(0, words);

    /// <summary>H(0x01 ‖ words): an inner node of a tree.</summary>
    public static Bytes32 Inner(params ReadOnlySpan<Bytes32> words) => One(1, words);

    /// <summary><see cref="Leaf"/> of each of several leaves with equally many words, one after the other.</summary>
    public static void Leaves(ReadOnlySpan<Bytes32> words, Span<Bytes32> hashes) => Each(0, words, hashes);

    /// <summary><see cref="Inner"/> of each of several nodes with equally many words, one after the other.</summary>
    /// <param name="hashes">May begin where <paramref name="words"/> does.</param>
    public static void Inners(ReadOnlySpan<Bytes32> words, Span<Bytes32> hashes) => Each(1, words, hashes);

    private static Bytes32 One(byte kind, ReadOnlySpan<Bytes32> words)
    {
        Span<byte> bytes = stackalloc byte[1 + 32 * words.Length];
        Write(kind, words, bytes);
        return Keccak256.Hash(bytes);
    }

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
                Write(kind, words.Slice(i * count, count), messages[(i * length)..]);
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

    private static void Write(byte kind, ReadOnlySpan<Bytes32> words, Span<byte> target)
    {
        target[0] = kind;
        Write(words, target[1..]);
    }

    private static void Write(ReadOnlySpan<Bytes32> words, Span<byte> target)
    {
        for (var i = 0; i < words.Length; i++)
            words[i].CopyTo(target[(32 * i)..]);
    }
}
