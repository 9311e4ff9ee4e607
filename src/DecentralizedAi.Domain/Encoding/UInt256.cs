using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace DecentralizedAi.Domain.Encoding;

/// <summary>An unsigned number of 256 bits, as the EVM has it; arithmetic is checked or saturates, never wraps.
/// </summary>
public readonly record struct UInt256 : IComparable<UInt256>
{
    private readonly UInt128 _high, _low;

    private UInt256(UInt128 high, UInt128 low) => (_high, _low) = (high, low);

    public static UInt256 Zero => default;
    public static UInt256 One => new(0, 1);
    public static UInt256 MaxValue => new(UInt128.MaxValue, UInt128.MaxValue);

    /// <summary>2^128 - 1: "no limit" of a budget.</summary>
    public static UInt256 MaxUInt128 => new(0, UInt128.MaxValue);

    public bool IsZero => _high == 0 && _low == 0;
    public bool FitsUInt128 => _high == 0;
    public bool FitsUInt64 => _high == 0 && _low <= ulong.MaxValue;

    /// <summary>The lower 64 bits, whatever stands above them.</summary>
    internal ulong Low64 => (ulong)_low;

    /// <summary>Spreads numbers over the places of a table.</summary>
    internal uint Mixed
    {
        get
        {
            var all = (ulong)_low ^ BitOperations.RotateLeft((ulong)(_low >> 64), 17)
                ^ BitOperations.RotateLeft((ulong)_high, 31) ^ BitOperations.RotateLeft((ulong)(_high >> 64), 47);
            return (uint)((all * 0x9E3779B97F4A7C15) >> 32);
        }
    }

    public static UInt256 Of(UInt128 value) => new(0, value);
    public static UInt256 Of(UInt128 high, UInt128 low) => new(high, low);

    /// <summary>The lower 128 bits.</summary>
    /// <exception cref="OverflowException">The number is larger.</exception>
    public UInt128 ToUInt128() => _high == 0 ? _low : throw new OverflowException($"{this} needs more than 128 bits");

    /// <exception cref="OverflowException">The number is larger than 64 bits.</exception>
    public ulong ToUInt64() => checked((ulong)ToUInt128());

    public static UInt256 OfWord(Bytes32 word)
    {
        var (a, b, c, d) = word.Parts;
        return new UInt256(new UInt128(a, b), new UInt128(c, d));
    }

    /// <summary>The number as an ABI word.</summary>
    public Bytes32 ToWord() =>
        Bytes32.Of((ulong)(_high >> 64), (ulong)_high, (ulong)(_low >> 64), (ulong)_low);

    /// <summary>From decimal digits without sign or leading zero.</summary>
    /// <exception cref="FormatException">Anything else, or 2^256 and more.</exception>
    public static UInt256 Parse(string text) => TryParse(text, out var value)
        ? value
        : throw new FormatException($"'{text}' is not a number from 0 to 2^256 - 1 in decimal digits");

    public static bool TryParse([NotNullWhen(true)] string? text, out UInt256 value) =>
        TryParse(text is null ? [] : text.AsSpan(), out value);

    public static bool TryParse(ReadOnlySpan<char> text, out UInt256 value)
    {
        value = default;
        if (text.IsEmpty || text.Length > 78 || (text.Length > 1 && text[0] == '0'))
            return false;
        UInt256 result = default;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c)
                || !result.TryMultiply(10, out var shifted)
                || !shifted.TryAdd(new UInt256(0, (UInt128)(c - '0')), out result))
                return false;
        }
        value = result;
        return true;
    }

    public bool TryAdd(UInt256 other, out UInt256 sum)
    {
        var low = _low + other._low;
        var carry = low < _low ? UInt128.One : UInt128.Zero;
        var high = _high + other._high;
        var overflow = high < _high;
        var carried = high + carry;
        sum = new UInt256(carried, low);
        return !overflow && carried >= high;
    }

    public bool TryMultiply(ulong factor, out UInt256 product)
    {
        var (overflowLow, low) = Wide(_low, factor);
        var (overflowHigh, high) = Wide(_high, factor);
        var sum = high + overflowLow;
        product = new UInt256(sum, low);
        return overflowHigh == 0 && sum >= high;
    }

    public UInt256 SaturatingAdd(UInt256 other) => TryAdd(other, out var sum) ? sum : MaxValue;

    public UInt256 SaturatingMultiply(ulong factor) => TryMultiply(factor, out var product) ? product : MaxValue;

    /// <summary>The difference, or 0 where it would be negative.</summary>
    public UInt256 SaturatingSubtract(UInt256 other) => this <= other ? Zero : Subtract(other);

    public static UInt256 operator +(UInt256 a, UInt256 b) =>
        a.TryAdd(b, out var sum) ? sum : throw new OverflowException($"{a} + {b} needs more than 256 bits");

    public static UInt256 operator -(UInt256 a, UInt256 b) =>
        a >= b ? a.Subtract(b) : throw new OverflowException($"{a} - {b} is negative");

    public static UInt256 operator <<(UInt256 value, int bits) => bits switch
    {
        0 => value,
        >= 256 => Zero,
        >= 128 => new UInt256(value._low << (bits - 128), 0),
        _ => new UInt256((value._high << bits) | (value._low >> (128 - bits)), value._low << bits),
    };

    public static UInt256 operator >>(UInt256 value, int bits) => bits switch
    {
        0 => value,
        >= 256 => Zero,
        >= 128 => new UInt256(0, value._high >> (bits - 128)),
        _ => new UInt256(value._high >> bits, (value._low >> bits) | (value._high << (128 - bits))),
    };

    public static bool operator <(UInt256 a, UInt256 b) => a.CompareTo(b) < 0;
    public static bool operator >(UInt256 a, UInt256 b) => a.CompareTo(b) > 0;
    public static bool operator <=(UInt256 a, UInt256 b) => a.CompareTo(b) <= 0;
    public static bool operator >=(UInt256 a, UInt256 b) => a.CompareTo(b) >= 0;

    public static UInt256 Min(UInt256 a, UInt256 b) => a < b ? a : b;

    public int CompareTo(UInt256 other) =>
        _high != other._high ? _high.CompareTo(other._high) : _low.CompareTo(other._low);

    /// <summary>Quotient and remainder by a divisor of at most 64 bits.</summary>
    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    public (UInt256 Quotient, ulong Remainder) DivideBy(ulong divisor)
    {
        Span<ulong> limbs = [(ulong)(_high >> 64), (ulong)_high, (ulong)(_low >> 64), (ulong)_low];
        UInt128 rest = 0;
        for (var i = 0; i < 4; i++)
        {
            rest = (rest << 64) | limbs[i];
            limbs[i] = (ulong)(rest / divisor);
            rest %= divisor;
        }
        return (new UInt256(new UInt128(limbs[0], limbs[1]), new UInt128(limbs[2], limbs[3])), (ulong)rest);
    }

    /// <summary>Decimal digits.</summary>
    public override string ToString()
    {
        if (_high == 0)
            return _low.ToString(CultureInfo.InvariantCulture);
        // 10^19 is the largest power of ten in 64 bits.
        const ulong Chunk = 10_000_000_000_000_000_000;
        var (rest, tail) = DivideBy(Chunk);
        return rest.ToString() + tail.ToString("D19", CultureInfo.InvariantCulture);
    }

    private UInt256 Subtract(UInt256 other)
    {
        var borrow = _low < other._low ? UInt128.One : UInt128.Zero;
        return new UInt256(_high - other._high - borrow, _low - other._low);
    }

    private static (UInt128 High, UInt128 Low) Wide(UInt128 value, ulong factor)
    {
        var low = (UInt128)(ulong)value * factor;
        var high = (value >> 64) * factor;
        var sum = (high << 64) + low;
        return ((high >> 64) + (sum < low ? UInt128.One : UInt128.Zero), sum);
    }
}
