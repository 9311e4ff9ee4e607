using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace DecentralizedAi.Domain.Encoding;

/// <summary>An unsigned number of 256 bits, as the EVM has it; arithmetic is checked or saturates, never wraps.
/// </summary>
public readonly record struct UInt256 : IComparable<UInt256>
{
    // Four words and not two of 128 bits: these are read and compared through memory where a register would do.
    private readonly ulong _a, _b, _c, _d;

    private UInt256(ulong a, ulong b, ulong c, ulong d) => (_a, _b, _c, _d) = (a, b, c, d);

    private UInt256(UInt128 high, UInt128 low)
        : this((ulong)(high >> 64), (ulong)high, (ulong)(low >> 64), (ulong)low)
    {
    }

    public static UInt256 Zero => default;
    public static UInt256 One => new(0, 0, 0, 1);
    public static UInt256 MaxValue => new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>2^128 - 1: "no limit" of a budget.</summary>
    public static UInt256 MaxUInt128 => new(0, 0, ulong.MaxValue, ulong.MaxValue);

    public bool IsZero => (_a | _b | _c | _d) == 0;
    public bool FitsUInt128 => (_a | _b) == 0;
    public bool FitsUInt64 => (_a | _b | _c) == 0;

    /// <summary>The lower 64 bits, whatever stands above them.</summary>
    internal ulong Low64 => _d;

    /// <summary>Spreads numbers over the places of a table.</summary>
    internal uint Mixed
    {
        get
        {
            var all = _d ^ BitOperations.RotateLeft(_c, 17) ^ BitOperations.RotateLeft(_b, 31)
                ^ BitOperations.RotateLeft(_a, 47);
            return (uint)((all * 0x9E3779B97F4A7C15) >> 32);
        }
    }

    private UInt128 High => new(_a, _b);
    private UInt128 Low => new(_c, _d);

    public static UInt256 Of(ulong value) => new(0, 0, 0, value);
    public static UInt256 Of(UInt128 value) => new(0, value);
    public static UInt256 Of(UInt128 high, UInt128 low) => new(high, low);

    /// <summary>The lower 128 bits.</summary>
    /// <exception cref="OverflowException">The number is larger.</exception>
    public UInt128 ToUInt128() => FitsUInt128 ? Low : throw new OverflowException($"{this} needs more than 128 bits");

    /// <exception cref="OverflowException">The number is larger than 64 bits.</exception>
    public ulong ToUInt64() => checked((ulong)ToUInt128());

    public static UInt256 OfWord(Bytes32 word)
    {
        var (a, b, c, d) = word.Parts;
        return new UInt256(a, b, c, d);
    }

    /// <summary>The number as an ABI word.</summary>
    public Bytes32 ToWord() => Bytes32.Of(_a, _b, _c, _d);

    /// <summary>The word of an address, from its highest 4 bytes on.</summary>
    internal static UInt256 OfAddress(uint high, ulong middle, ulong low) => new(0, high, middle, low);

    /// <summary>Whether both are the same number; neither is copied.</summary>
    internal bool Is(in UInt256 other) => _d == other._d && _c == other._c && _b == other._b && _a == other._a;

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
                || !shifted.TryAdd(Of((ulong)(c - '0')), out result))
                return false;
        }
        value = result;
        return true;
    }

    public bool TryAdd(UInt256 other, out UInt256 sum)
    {
        var low = Low + other.Low;
        var carry = low < Low ? UInt128.One : UInt128.Zero;
        var high = High + other.High;
        var overflow = high < High;
        var carried = high + carry;
        sum = new UInt256(carried, low);
        return !overflow && carried >= high;
    }

    public bool TryMultiply(ulong factor, out UInt256 product)
    {
        var (overflowLow, low) = Wide(Low, factor);
        var (overflowHigh, high) = Wide(High, factor);
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
        >= 128 => new UInt256(value.Low << (bits - 128), 0),
        _ => new UInt256((value.High << bits) | (value.Low >> (128 - bits)), value.Low << bits),
    };

    public static UInt256 operator >>(UInt256 value, int bits) => bits switch
    {
        0 => value,
        >= 256 => Zero,
        >= 128 => new UInt256(0, value.High >> (bits - 128)),
        _ => new UInt256(value.High >> bits, (value.Low >> bits) | (value.High << (128 - bits))),
    };

    public static bool operator <(UInt256 a, UInt256 b) => a.CompareTo(b) < 0;
    public static bool operator >(UInt256 a, UInt256 b) => a.CompareTo(b) > 0;
    public static bool operator <=(UInt256 a, UInt256 b) => a.CompareTo(b) <= 0;
    public static bool operator >=(UInt256 a, UInt256 b) => a.CompareTo(b) >= 0;

    public static UInt256 Min(UInt256 a, UInt256 b) => a < b ? a : b;

    public int CompareTo(UInt256 other) =>
        _a != other._a ? _a.CompareTo(other._a)
        : _b != other._b ? _b.CompareTo(other._b)
        : _c != other._c ? _c.CompareTo(other._c)
        : _d.CompareTo(other._d);

    /// <summary>Quotient and remainder by a divisor of at most 64 bits.</summary>
    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    public (UInt256 Quotient, ulong Remainder) DivideBy(ulong divisor)
    {
        Span<ulong> limbs = [_a, _b, _c, _d];
        UInt128 rest = 0;
        for (var i = 0; i < 4; i++)
        {
            rest = (rest << 64) | limbs[i];
            limbs[i] = (ulong)(rest / divisor);
            rest %= divisor;
        }
        return (new UInt256(limbs[0], limbs[1], limbs[2], limbs[3]), (ulong)rest);
    }

    /// <summary>Decimal digits.</summary>
    public override string ToString()
    {
        if (FitsUInt128)
            return Low.ToString(CultureInfo.InvariantCulture);
        // 10^19 is the largest power of ten in 64 bits.
        const ulong Chunk = 10_000_000_000_000_000_000;
        var (rest, tail) = DivideBy(Chunk);
        return rest.ToString() + tail.ToString("D19", CultureInfo.InvariantCulture);
    }

    private UInt256 Subtract(UInt256 other)
    {
        var borrow = Low < other.Low ? UInt128.One : UInt128.Zero;
        return new UInt256(High - other.High - borrow, Low - other.Low);
    }

    private static (UInt128 High, UInt128 Low) Wide(UInt128 value, ulong factor)
    {
        var low = (UInt128)(ulong)value * factor;
        var high = (value >> 64) * factor;
        var sum = (high << 64) + low;
        return ((high >> 64) + (sum < low ? UInt128.One : UInt128.Zero), sum);
    }
}
