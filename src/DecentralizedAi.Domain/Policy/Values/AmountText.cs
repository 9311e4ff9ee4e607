using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Policy.Values;

/// <summary>Amounts as people write them: digits, perhaps a point and at most <c>decimals</c> digits more.</summary>
public static class AmountText
{
    /// <summary>The most decimals an asset may have: 10^38 still fits the 128 bits of an amount.</summary>
    public const int MaxDecimals = 38;

    // 10^0 to 10^19, the last that 64 bits hold.
    private static readonly ulong[] Tens = PowersOfTen();

    /// <summary>Reads a number as smallest units, at most 2^128 - 1.</summary>
    /// <param name="decimals">0 to 38.</param>
    public static bool TryUnits(ReadOnlySpan<char> text, int decimals, out UInt256 units)
    {
        units = default;
        if (text.Length + decimals < Tens.Length)
            return TryFew(text, decimals, out units);
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (!UInt256.TryParse(whole, out var value) || (point >= 0 && fraction.IsEmpty) || fraction.Length > decimals)
            return false;
        for (var i = 0; i < decimals; i++)
        {
            var digit = i < fraction.Length ? fraction[i] : '0';
            if (!char.IsAsciiDigit(digit) || !value.TryMultiply(10, out var shifted)
                || !shifted.TryAdd(UInt256.Of((UInt128)(digit - '0')), out value))
                return false;
        }
        units = value;
        return value.FitsUInt128;
    }

    // What fits 64 bits whatever the digits are: nearly every amount.
    private static bool TryFew(ReadOnlySpan<char> text, int decimals, out UInt256 units)
    {
        units = default;
        var value = 0UL;
        var whole = Digits(text, ref value);
        if (whole == 0 || (whole > 1 && text[0] == '0'))
            return false;
        var fraction = 0;
        if (whole < text.Length)
        {
            fraction = text.Length - whole - 1;
            if (text[whole] != '.' || fraction == 0 || fraction > decimals
                || Digits(text[(whole + 1)..], ref value) != fraction)
                return false;
        }
        units = UInt256.Of(value * Tens[decimals - fraction]);
        return true;
    }

    /// <summary>Appends the digits at the start of a text to a number; how many there are.</summary>
    private static int Digits(ReadOnlySpan<char> text, ref ulong value)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var digit = (uint)text[i] - '0';
            if (digit > 9)
                return i;
            value = 10 * value + digit;
        }
        return text.Length;
    }

    /// <summary>The one canonical way to write a number that <see cref="TryUnits"/> reads: without trailing zeros of
    /// a fraction.</summary>
    public static string Canonical(string text) =>
        text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;

    /// <summary>Units as a canonical number.</summary>
    public static string Write(UInt256 units, int decimals)
    {
        var digits = units.ToString().PadLeft(decimals + 1, '0');
        return decimals == 0
            ? digits
            : Canonical(string.Concat(digits.AsSpan(0, digits.Length - decimals), ".",
                digits.AsSpan(digits.Length - decimals)));
    }

    private static ulong[] PowersOfTen()
    {
        var powers = new ulong[20];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 10;
        return powers;
    }
}
