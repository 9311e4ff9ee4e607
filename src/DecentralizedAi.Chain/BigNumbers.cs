using System.Numerics;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain;

/// <summary>Between our numbers and those of Nethereum.</summary>
internal static class BigNumbers
{
    public static BigInteger ToBig(this UInt256 value) =>
        new(value.ToWord().ToArray(), isUnsigned: true, isBigEndian: true);

    public static BigInteger ToBig(this ulong value) => value;

    /// <exception cref="OverflowException">Negative, or more than 256 bits.</exception>
    public static UInt256 ToUInt256(this BigInteger value)
    {
        Span<byte> word = stackalloc byte[32];
        word.Clear();
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        if (bytes.Length > 32)
            throw new OverflowException($"{value} needs more than 256 bits");
        bytes.CopyTo(word[(32 - bytes.Length)..]);
        return UInt256.OfWord(Bytes32.Of(word));
    }

    public static ulong ToUlong(this BigInteger value) => checked((ulong)value);
}
