using System.Collections.Frozen;

namespace DecentralizedAi.Domain.Models;

/// <summary>What digits with separators in them are.</summary>
internal enum NumberReading
{
    /// <summary>One number, whoever reads it.</summary>
    Clear,

    /// <summary>Readers of different countries would read different numbers, or none: nobody guesses.</summary>
    Unclear,

    /// <summary>No number: a version, a date, an address of a host.</summary>
    Other,
}

/// <summary>
/// Digits as people write them: <c>1,234.50</c>, <c>1.234,50</c>, <c>1 234,50</c>, <c>1'234.50</c>. Where two
/// readings differ by a factor of thousand (<c>1.000</c>), neither is taken. The language is English, so one comma
/// before exactly three digits parts thousands.
/// </summary>
internal static class NumberText
{
    /// <summary>Characters that may stand between two digits of one number, for a class of a pattern.</summary>
    public const string Separators = @".,'’_\u00a0\u202f\u2009";

    private const int MaxDigits = 20;

    private static readonly FrozenDictionary<char, char> Same = new Dictionary<char, char>
    {
        ['’'] = '\'', ['\u00a0'] = ' ', ['\u202f'] = ' ', ['\u2009'] = ' ',
    }.ToFrozenDictionary();

    /// <summary>Reads digits and single separators between them, or a point and digits.</summary>
    /// <param name="value">Decimal text with a point, as exact as it was written; empty unless clear.</param>
    public static NumberReading Read(string written, out string value)
    {
        value = "";
        if (written.Count(char.IsAsciiDigit) > MaxDigits)
            return NumberReading.Unclear;
        if (written[0] == '.')
            return Take("0" + written, out value);
        var between = written.Where(c => !char.IsAsciiDigit(c)).ToArray();
        var marks = string.Concat(between.Select(c => Same.GetValueOrDefault(c, c)));
        var groups = written.Split(between);
        if (marks.Length == 0)
            return Take(written, out value);
        if (marks.Length == 1)
            return One(marks[0], groups[0], groups[1], out value);
        var (last, before) = (marks[^1], marks[..^1]);
        var parted = before.All(mark => mark == before[0]);
        if (parted && last is '.' or ',' && before[0] != last && Thousands(groups[..^1]))
            return Take($"{string.Concat(groups[..^1])}.{groups[^1]}", out value);
        if (parted && before[0] == last && last != '.' && Thousands(groups))
            return Take(string.Concat(groups), out value);
        return marks.All(mark => mark == '.') && !Thousands(groups) ? NumberReading.Other : NumberReading.Unclear;
    }

    private static NumberReading One(char mark, string before, string after, out string value)
    {
        value = "";
        var (thousands, zero) = (Thousands([before, after]), before == "0");
        return mark switch
        {
            '.' when !thousands => Take($"{before}.{after}", out value),
            ',' when zero || after.Length < 3 => Take($"{before}.{after}", out value),
            '.' => NumberReading.Unclear,
            _ => thousands ? Take(before + after, out value) : NumberReading.Unclear,
        };
    }

    private static bool Thousands(ReadOnlySpan<string> groups)
    {
        foreach (var group in groups[1..])
            if (group.Length != 3)
                return false;
        return groups[0].Length is >= 1 and <= 3 && groups[0][0] != '0';
    }

    private static NumberReading Take(string text, out string value)
    {
        var whole = text.TrimStart('0');
        value = whole.Length == 0 || whole[0] == '.' ? "0" + whole : whole;
        return NumberReading.Clear;
    }
}
