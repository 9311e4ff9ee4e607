namespace DecentralizedAi.Domain.Models;

/// <summary>English number words below a thousand million, such as <c>two hundred and fifty</c>.</summary>
internal static class NumberWords
{
    private static readonly Dictionary<string, int> Small = new(StringComparer.OrdinalIgnoreCase)
    {
        ["zero"] = 0, ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6,
        ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10, ["eleven"] = 11, ["twelve"] = 12,
        ["thirteen"] = 13, ["fourteen"] = 14, ["fifteen"] = 15, ["sixteen"] = 16, ["seventeen"] = 17,
        ["eighteen"] = 18, ["nineteen"] = 19, ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fourty"] = 40,
        ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90,
    };

    private static readonly Dictionary<string, int> Scales = new(StringComparer.OrdinalIgnoreCase)
    {
        ["hundred"] = 100, ["thousand"] = 1_000, ["grand"] = 1_000, ["million"] = 1_000_000,
    };

    /// <summary>The words, longest first, as alternatives of a pattern.</summary>
    public static string Alternatives { get; } =
        string.Join('|', Small.Keys.Concat(Scales.Keys).OrderByDescending(word => word.Length));

    /// <summary>What a factor after digits means: <c>thousand</c> is 1000. Zero for other words.</summary>
    public static int Scale(string word) => Scales.GetValueOrDefault(word);

    /// <summary>
    /// Reads words separated by spaces or hyphens; <c>a</c> may open and <c>and</c> may join. Null when they are no
    /// single number: <c>twelve fifty</c> is left to a person.
    /// </summary>
    public static long? Parse(string text)
    {
        long total = 0, group = 0;
        var last = long.MaxValue;
        var words = text.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i].Equals("and", StringComparison.OrdinalIgnoreCase))
                continue;
            if (i == 0 && words[i].Equals("a", StringComparison.OrdinalIgnoreCase))
                group = 1;
            else if (Small.TryGetValue(words[i], out var small))
            {
                // Twenty takes a unit and a hundred takes anything below it; everything else is two numbers.
                if (group != 0 && small >= (last is >= 20 and <= 90 ? 10 : last == 100 ? 100 : 0))
                    return null;
                group += small;
                last = small;
            }
            else if (Scales.TryGetValue(words[i], out var scale))
            {
                group = Math.Max(group, i == 0 ? 1 : group);
                if (group == 0 || (scale == 100 && group >= 100) || (total != 0 && scale >= 1000 && total < scale))
                    return null;
                group *= scale;
                last = scale == 100 ? 100 : long.MaxValue;
                if (scale >= 1000)
                    (total, group) = (total + group, 0);
            }
            else
                return null;
        }
        return total + group;
    }

    /// <summary>True for a single word below ten, which in prose is rarely an amount ("the two of them").</summary>
    public static bool IsUnit(string text) => Small.TryGetValue(text, out var value) && value < 10;
}
