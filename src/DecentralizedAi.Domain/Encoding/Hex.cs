using System.Diagnostics.CodeAnalysis;

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
