namespace DecentralizedAi.Domain.Policy.Values;

/// <summary>Content ids as text: version 1 in lower-case base32, or version 0 in base58.</summary>
public static class CidText
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int MostBytes = 128;

    /// <summary>Whether the text is one, with a digest of the length that it states.</summary>
    public static bool IsCid(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[MostBytes];
        return text.Length switch
        {
            46 when text[0] == 'Q' => TryBase58(text, bytes[..34]) && bytes[0] == 0x12 && bytes[1] == 0x20,
            > 1 and <= MostBytes when text[0] == 'b' => TryBase32(text[1..], bytes, out var length)
                && IsVersion1(bytes[..length]),
            _ => false,
        };
    }

    private static bool IsVersion1(ReadOnlySpan<byte> bytes) =>
        TryVarint(ref bytes, out var version) && version == 1
        && TryVarint(ref bytes, out _)
        && TryVarint(ref bytes, out _)
        && TryVarint(ref bytes, out var length) && length == (ulong)bytes.Length;

    private static bool TryVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(9, bytes.Length); i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                // The shortest form only: two texts must not name one content.
                var shortest = i == 0 || bytes[i] != 0;
                bytes = bytes[(i + 1)..];
                return shortest;
            }
        }
        return false;
    }

    private static bool TryBase32(ReadOnlySpan<char> text, Span<byte> bytes, out int length)
    {
        length = 0;
        int buffer = 0, bits = 0;
        foreach (var c in text)
        {
            var digit = Base32.IndexOf(c);
            if (digit < 0)
                return false;
            buffer = ((buffer << 5) | digit) & 0xFFF;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[length++] = (byte)(buffer >> bits);
            }
        }
        return bits < 5 && (buffer & ((1 << bits) - 1)) == 0;
    }

    private static bool TryBase58(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        bytes.Clear();
        foreach (var c in text)
        {
            var carry = Base58.IndexOf(c);
            if (carry < 0)
                return false;
            for (var i = bytes.Length - 1; i >= 0; i--)
            {
                carry += bytes[i] * 58;
                bytes[i] = (byte)carry;
                carry >>= 8;
            }
            if (carry != 0)
                return false;
        }
        return true;
    }
}
