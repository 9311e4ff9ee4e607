using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace DecentralizedAi.Domain.Encoding;

/// <summary>32 bytes: a hash, a salt or an ABI word. Ordered as an unsigned big-endian number.</summary>
public readonly record struct Bytes32 : IComparable<Bytes32>
{
    private readonly ulong _a, _b, _c, _d;

    private Bytes32(ReadOnlySpan<byte> bytes)
    {
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    private Bytes32(ulong a, ulong b, ulong c, ulong d) => (_a, _b, _c, _d) = (a, b, c, d);

    public static Bytes32 Zero => default;
    public bool IsZero => (_a | _b | _c | _d) == 0;

    /// <summary>From exactly 32 bytes.</summary>
    /// <exception cref="FormatException">Another length.</exception>
    public static Bytes32 Of(ReadOnlySpan<byte> bytes) => bytes.Length == 32
        ? new Bytes32(bytes)
        : throw new FormatException($"expected 32 bytes, got {bytes.Length}");

    /// <summary>From <c>0x</c> and 64 hexadecimal digits of either case.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static Bytes32 Parse(string text) => TryParse(text, out var value)
        ? value
        : throw new FormatException($"'{text}' is not 0x and 64 hexadecimal digits");

    public static bool TryParse([NotNullWhen(true)] string? text, out Bytes32 value)
    {
        value = default;
        if (text is not { Length: 66 } || text[0] != '0' || text[1] != 'x')
            return false;
        var digits = text.AsSpan(2);
        var hasUpper = false;
        if (!Hex.TryEightBytes(digits[..16], out var a, ref hasUpper)
            || !Hex.TryEightBytes(digits[16..32], out var b, ref hasUpper)
            || !Hex.TryEightBytes(digits[32..48], out var c, ref hasUpper)
            || !Hex.TryEightBytes(digits[48..], out var d, ref hasUpper))
            return false;
        value = new(a, b, c, d);
        return true;
    }

    /// <summary>From four parts of 64 bits, the highest first.</summary>
    internal static Bytes32 Of(ulong a, ulong b, ulong c, ulong d) => new(a, b, c, d);

    /// <summary>Four parts of 64 bits, the highest first.</summary>
    internal (ulong A, ulong B, ulong C, ulong D) Parts => (_a, _b, _c, _d);

    /// <summary>Writes the 32 bytes to the start of <paramref name="target"/>.</summary>
    public void CopyTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, _a);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(target[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(target[24..], _d);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[32];
        CopyTo(bytes);
        return bytes;
    }

    public int CompareTo(Bytes32 other) =>
        _a != other._a ? _a.CompareTo(other._a)
        : _b != other._b ? _b.CompareTo(other._b)
        : _c != other._c ? _c.CompareTo(other._c)
        : _d.CompareTo(other._d);

    /// <summary><c>0x</c> and 64 lower-case digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[32];
        CopyTo(bytes);
        return Hex.Encode(bytes);
    }
}
