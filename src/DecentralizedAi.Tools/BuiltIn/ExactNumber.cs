using System.Globalization;
using System.Numerics;

namespace DecentralizedAi.Tools.BuiltIn;

/// <summary>A decimal number of any size: digits and how many of them stand after the point.</summary>
internal readonly record struct ExactNumber
{
    /// <summary>Digits after the point of a quotient that does not end.</summary>
    public const int Places = 18;

    private const int MaxDigits = 60;

    private readonly BigInteger _digits;
    private readonly int _scale;

    private ExactNumber(BigInteger digits, int scale)
    {
        while (scale > 0 && digits % 10 == 0)
            (digits, scale) = (digits / 10, scale - 1);
        (_digits, _scale) = (digits, scale);
    }

    public static ExactNumber Hundred { get; } = new(100, 0);

    public bool IsZero => _digits.IsZero;

    /// <summary>Reads an optional minus, digits, and a point between digits.</summary>
    public static bool TryParse(string text, out ExactNumber number)
    {
        number = default;
        var digits = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        var point = digits.IndexOf('.');
        if (digits.Length is 0 or > MaxDigits || point == 0 || point == digits.Length - 1
            || digits.IndexOfAnyExcept("0123456789.") >= 0 || digits.Count('.') > 1)
            return false;
        var whole = text.Replace(".", "");
        number = new(BigInteger.Parse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
            point < 0 ? 0 : digits.Length - point - 1);
        return true;
    }

    public ExactNumber Plus(ExactNumber other)
    {
        var scale = Math.Max(_scale, other._scale);
        return new(At(scale) + other.At(scale), scale);
    }

    public ExactNumber Minus(ExactNumber other) => Plus(new(-other._digits, other._scale));

    public ExactNumber Times(ExactNumber other) => new(_digits * other._digits, _scale + other._scale);

    /// <summary>Cut towards zero after <see cref="Places"/> digits when it does not end there.</summary>
    public ExactNumber Over(ExactNumber other, out bool exact)
    {
        var (above, below) = (
            _digits * BigInteger.Pow(10, Places + other._scale), other._digits * BigInteger.Pow(10, _scale));
        var quotient = BigInteger.DivRem(above, below, out var rest);
        exact = rest.IsZero;
        return new(quotient, Places);
    }

    public override string ToString()
    {
        var digits = BigInteger.Abs(_digits).ToString(CultureInfo.InvariantCulture).PadLeft(_scale + 1, '0');
        var text = _scale == 0 ? digits : $"{digits[..^_scale]}.{digits[^_scale..]}";
        return _digits.Sign < 0 ? "-" + text : text;
    }

    private BigInteger At(int scale) => _digits * BigInteger.Pow(10, scale - _scale);
}
