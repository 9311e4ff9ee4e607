using System.Globalization;

namespace DecentralizedAi.Domain.Models;

/// <summary>Numbers as text.</summary>
internal static class DecimalText
{
    /// <summary>True when both are decimal numbers with a point and equal: <c>12.50</c> is <c>12.5</c>.</summary>
    public static bool Same(string a, string b) =>
        decimal.TryParse(a, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var left)
        && decimal.TryParse(b, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var right)
        && left == right;
}
