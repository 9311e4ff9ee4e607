namespace DecentralizedAi.Domain.Encoding;

/// <summary>Numbers and addresses as 32-byte ABI words.</summary>
public static class Word
{
    public static Bytes32 Of(ulong value) => UInt256.Of(value).ToWord();

    /// <summary>The number in a word.</summary>
    /// <exception cref="FormatException">It needs more than 64 bits.</exception>
    public static ulong ToUInt64(Bytes32 word) => UInt256.OfWord(word) is { FitsUInt64: true } number
        ? number.ToUInt64()
        : throw new FormatException($"{word} needs more than 64 bits");
}
