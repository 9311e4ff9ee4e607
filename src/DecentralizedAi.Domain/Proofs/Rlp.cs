using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Proofs;

/// <summary>One item of RLP: a string of bytes, or a list of items.</summary>
/// <param name="IsList">Whether the payload is items.</param>
/// <param name="Payload">The bytes without the prefix.</param>
/// <param name="Raw">The bytes with the prefix.</param>
public readonly record struct RlpItem(bool IsList, ReadOnlyMemory<byte> Payload, ReadOnlyMemory<byte> Raw)
{
    /// <summary>The bytes of a string.</summary>
    /// <exception cref="FormatException">A list.</exception>
    public ReadOnlySpan<byte> Bytes => !IsList ? Payload.Span : throw new FormatException("RLP: a list, not bytes");

    /// <summary>The items of a list, at most <paramref name="limit"/>.</summary>
    /// <exception cref="FormatException">A string, more items, or malformed content.</exception>
    public IReadOnlyList<RlpItem> Items(int limit)
    {
        if (!IsList)
            throw new FormatException("RLP: bytes, not a list");
        var items = new List<RlpItem>();
        for (var rest = Payload; !rest.IsEmpty; rest = rest[items[^1].Raw.Length..])
        {
            if (items.Count == limit)
                throw new FormatException($"RLP: a list of more than {limit} items");
            items.Add(Rlp.ReadFirst(rest));
        }
        return items;
    }

    /// <summary>A number without leading zeros.</summary>
    /// <exception cref="FormatException">Leading zeros, or more than 256 bits.</exception>
    public UInt256 ToNumber()
    {
        var bytes = Bytes;
        if (bytes.Length > 32 || bytes is [0, ..])
            throw new FormatException("RLP: not a number of at most 256 bits without leading zeros");
        Span<byte> word = stackalloc byte[32];
        word.Clear();
        bytes.CopyTo(word[(32 - bytes.Length)..]);
        return UInt256.OfWord(Bytes32.Of(word));
    }
}

/// <summary>Recursive length prefix, strict: only the shortest form of a length is read.</summary>
public static class Rlp
{
    /// <summary>Reads one item that fills <paramref name="bytes"/>.</summary>
    /// <exception cref="FormatException">Malformed, or bytes after the item.</exception>
    public static RlpItem Read(ReadOnlyMemory<byte> bytes)
    {
        var item = ReadFirst(bytes);
        return item.Raw.Length == bytes.Length ? item : throw new FormatException("RLP: bytes after the item");
    }

    internal static RlpItem ReadFirst(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            throw new FormatException("RLP: no bytes");
        var prefix = bytes.Span[0];
        if (prefix < 0x80)
            return new RlpItem(false, bytes[..1], bytes[..1]);
        var isList = prefix >= 0xc0;
        var first = isList ? 0xc0 : 0x80;
        var (start, length) = prefix - first < 56
            ? (1, prefix - first)
            : (1 + prefix - first - 55, LongLength(bytes.Span[1..], prefix - first - 55));
        if (length > bytes.Length - start)
            throw new FormatException("RLP: the item ends too early");
        var payload = bytes.Slice(start, length);
        if (!isList && length == 1 && payload.Span[0] < 0x80)
            throw new FormatException("RLP: a small byte with a prefix");
        return new RlpItem(isList, payload, bytes[..(start + length)]);
    }

    private static int LongLength(ReadOnlySpan<byte> bytes, int size)
    {
        // 2^24 bytes are far above every header and node of a trie.
        if (size > 3 || bytes.Length < size || bytes[0] == 0)
            throw new FormatException("RLP: a length that is too large, cut or padded");
        var length = 0;
        foreach (var b in bytes[..size])
            length = (length << 8) | b;
        return length >= 56 ? length : throw new FormatException("RLP: a long length of a short item");
    }
}
