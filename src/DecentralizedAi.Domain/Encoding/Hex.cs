using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DecentralizedAi.Domain.Encoding;

/// <summary>Bytes written as <c>0x</c> and hexadecimal digits.</summary>
public static class Hex
{
    /// <summary><c>0x</c> and two lower-case digits a byte.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>Reads <c>0x</c> and exactly two digits for each byte of <paramref name="target"/>.</summary>
    public static bool TryDecode([NotNullWhen(true)] string? text, Span<byte> target) =>
        text is not null && text.Length == 2 + 2 * target.Length && text.StartsWith("0x", StringComparison.Ordinal)
        && Convert.FromHexString(text.AsSpan(2), target, out _, out var written)
            is System.Buffers.OperationStatus.Done && written == target.Length;

    /// <summary>Reads 16 digits as 8 bytes of which the first is the highest.</summary>
    /// <param name="text">Exactly 16 characters.</param>
    /// <param name="hasUpper">Set when a digit is in upper case, else left as it is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryEightBytes(ReadOnlySpan<char> text, out ulong value, ref bool hasUpper)
    {
        // Saturating, so that no character above 255 becomes a digit by losing its upper half.
        var characters = Vector128.NarrowWithSaturation(
            Vector128.Create(MemoryMarshal.Cast<char, ushort>(text)[..8]),
            Vector128.Create(MemoryMarshal.Cast<char, ushort>(text)[8..]));
        var digits = characters - Vector128.Create((byte)'0');
        var letters = (characters | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a');
        var isDigit = Vector128.LessThanOrEqual(digits, Vector128.Create((byte)9));
        var isLetter = Vector128.LessThanOrEqual(letters, Vector128.Create((byte)5));
        hasUpper |= Vector128.LessThanOrEqualAny(characters - Vector128.Create((byte)'A'), Vector128.Create((byte)5));
        var halves = Vector128.ConditionalSelect(isDigit, digits, letters + Vector128.Create((byte)10)).AsUInt16();
        // In each pair the first character is the lower byte and the higher half of the byte it writes.
        var bytes = ((halves << 4) | (halves >> 8)) & Vector128.Create((ushort)0xFF);
        value = BinaryPrimitives.ReverseEndianness(Vector128.Narrow(bytes, bytes).AsUInt64().ToScalar());
        return (isDigit | isLetter) == Vector128<byte>.AllBitsSet;
    }

    /// <summary>Reads 40 digits as 20 bytes of which the first is the highest.</summary>
    /// <param name="text">Exactly 40 characters.</param>
    internal static bool TryTwentyBytes(
        ReadOnlySpan<char> text, out uint high, out ulong middle, out ulong low, out bool hasUpper)
    {
        // The first 32 digits and the last 32: what overlaps is read twice, at no cost.
        var units = MemoryMarshal.Cast<char, ushort>(text);
        var characters = Vector512.NarrowWithSaturation(Vector512.Create(units[..32]), Vector512.Create(units[8..]));
        var digits = characters - Vector512.Create((byte)'0');
        var letters = (characters | Vector512.Create((byte)0x20)) - Vector512.Create((byte)'a');
        var isDigit = Vector512.LessThanOrEqual(digits, Vector512.Create((byte)9));
        var isLetter = Vector512.LessThanOrEqual(letters, Vector512.Create((byte)5));
        hasUpper = Vector512.LessThanOrEqualAny(characters - Vector512.Create((byte)'A'), Vector512.Create((byte)5));
        var halves = Vector512.ConditionalSelect(isDigit, digits, letters + Vector512.Create((byte)10)).AsUInt16();
        var bytes = ((halves << 4) | (halves >> 8)) & Vector512.Create((ushort)0xFF);
        var parts = Vector512.Narrow(bytes, bytes).GetLower().AsUInt64();
        high = BinaryPrimitives.ReverseEndianness((uint)parts.ToScalar());
        middle = BinaryPrimitives.ReverseEndianness(parts.GetElement(2));
        low = BinaryPrimitives.ReverseEndianness(parts.GetElement(3));
        return (isDigit | isLetter) == Vector512<byte>.AllBitsSet;
    }

    /// <summary>Reads <c>0x</c> and an even number of digits.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static byte[] Decode(string text)
    {
        var bytes = new byte[Math.Max(0, (text.Length - 2) / 2)];
        return TryDecode(text, bytes)
            ? bytes
            : throw new FormatException($"'{text}' is not 0x and an even number of hexadecimal digits");
    }
}
