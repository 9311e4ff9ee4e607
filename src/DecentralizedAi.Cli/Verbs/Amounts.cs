using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Amounts as people write them and as contracts count them.</summary>
internal static class Amounts
{
    /// <summary>Smallest units as a decimal number; nothing is rounded.</summary>
    public static string Whole(UInt256 units, int decimals)
    {
        var digits = units.ToString().PadLeft(decimals + 1, '0');
        var fraction = digits[^decimals..].TrimEnd('0');
        return fraction.Length == 0 ? digits[..^decimals] : $"{digits[..^decimals]}.{fraction}";
    }

    /// <summary>A decimal number as smallest units.</summary>
    /// <exception cref="CliException">DAI-1050: not a number with a point and at most that many decimals.</exception>
    public static UInt256 Units(string text, int decimals)
    {
        var parts = text.Split('.');
        if (parts.Length <= 2 && parts[0].Length > 0 && (parts.Length == 1 || parts[1].Length is > 0 and var length
                && length <= decimals)
            && text.All(c => char.IsAsciiDigit(c) || c == '.')
            && UInt256.TryParse(
                (parts[0] + (parts.ElementAtOrDefault(1) ?? "").PadRight(decimals, '0')).TrimStart('0') is { Length: > 0 } all
                    ? all
                    : "0", out var units))
            return units;
        throw CliException.Usage("DAI-1050", $"'{text}' is not an amount with at most {decimals} decimals", "AMOUNT",
            "write digits and one point, as in 12.5");
    }
}
