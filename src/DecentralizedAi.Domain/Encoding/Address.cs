using System.Diagnostics.CodeAnalysis;

namespace DecentralizedAi.Domain.Encoding;

/// <summary>An account or contract on an EVM chain: 20 bytes. Ordered as an unsigned big-endian number.</summary>
public readonly record struct Address : IComparable<Address>
{
    private Address(Bytes32 word) => Word = word;

    /// <summary>The address as an ABI word: left-padded with zeros.</summary>
    public Bytes32 Word { get; }

    public static Address Zero => default;
    public bool IsZero => Word.IsZero;

    /// <summary>From exactly 20 bytes.</summary>
    /// <exception cref="FormatException">Another length.</exception>
    public static Address Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 20)
            throw new FormatException($"expected 20 bytes, got {bytes.Length}");
        Span<byte> word = stackalloc byte[32];
        word.Clear();
        bytes.CopyTo(word[12..]);
        return new Address(Bytes32.Of(word));
    }

    /// <summary>From an ABI word whose upper 12 bytes are zero.</summary>
    /// <exception cref="FormatException">Dirty upper bytes.</exception>
    public static Address OfWord(Bytes32 word)
    {
        Span<byte> bytes = stackalloc byte[32];
        word.CopyTo(bytes);
        return bytes[..12].IndexOfAnyExcept((byte)0) < 0
            ? new Address(word)
            : throw new FormatException($"{word} is not a left-padded address");
    }

    /// <summary>From <c>0x</c> and 40 digits: all lower case, or with a right EIP-55 checksum.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static Address Parse(string text) => TryParse(text, out var address)
        ? address
        : throw new FormatException($"'{text}' is not an address (0x and 40 digits, lower case or EIP-55)");

    public static bool TryParse([NotNullWhen(true)] string? text, out Address address)
    {
        var isAddress = TryRead(text, out var high, out var middle, out var low);
        address = new(Bytes32.Of(0, high, middle, low));
        return isAddress;
    }

    /// <summary>The same as the last three quarters of the address' word; zeros when it is none.</summary>
    internal static bool TryRead(
        [NotNullWhen(true)] string? text, out uint high, out ulong middle, out ulong low)
    {
        if (text is { Length: 42 } && text[0] == '0' && text[1] == 'x'
            && Hex.TryTwentyBytes(text.AsSpan(2), out high, out middle, out low, out var hasUpper)
            && (!hasUpper || new Address(Bytes32.Of(0, high, middle, low)).ToString() == text))
            return true;
        (high, middle, low) = (0, 0, 0);
        return false;
    }

    public byte[] ToArray() => Word.ToArray()[12..];

    public int CompareTo(Address other) => Word.CompareTo(other.Word);

    /// <summary><c>0x</c> and 40 lower-case digits: the form that is hashed and compared.</summary>
    public string ToLower() => "0x" + Word.ToString()[26..];

    /// <summary>EIP-55: the form shown to people.</summary>
    public override string ToString()
    {
        var digits = ToLower().ToCharArray();
        Span<byte> hash = stackalloc byte[32];
        Keccak256.Hash(new string(digits, 2, 40)).CopyTo(hash);
        for (var i = 0; i < 40; i++)
        {
            var nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            if (nibble >= 8)
                digits[i + 2] = char.ToUpperInvariant(digits[i + 2]);
        }
        return new string(digits);
    }
}
