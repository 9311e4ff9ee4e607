using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Policy.Values;

/// <summary>Amounts as people write them: digits, perhaps a point and at most <c>decimals</c> digits more.</summary>
public static class AmountText
{
    /// <summary>The most decimals an asset may have: 10^38 still fits the 128 bits of an amount.</summary>
    public const int MaxDecimals = 38;

    /// <summary>Reads a number as smallest units, at most 2^128 - 1.</summary>
    /// <param name="decimals">0 to 38.</param>
    public static bool TryUnits(ReadOnlySpan<char> text, int decimals, out UInt256 units)
    {
        units = default;
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (!UInt256.TryParse(whole, out var value) || (point >= 0 && fraction.IsEmpty) || fraction.Length > decimals)
            return false;
        for (var i = 0; i < decimals; i++)
        {
            var digit = i < fraction.Length ? fraction[i] : '0';
            if (!char.IsAsciiDigit(digit) || !value.TryMultiply(10, out value)
                || !value.TryAdd(UInt256.Of((UInt128)(digit - '0')), out value))
                return false;
        }
        units = value;
        return value.FitsUInt128;
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
}
