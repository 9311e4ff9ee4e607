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

    // Beside a number they change it in a way that is not read here.
    private static readonly HashSet<string> Vague = new(StringComparer.OrdinalIgnoreCase)
    {
        "half", "quarter", "dozen", "couple", "few", "several", "point", "minus", "negative",
        "lakh", "lac", "crore", "billion", "trillion",
    };

    /// <summary>Words and marks after digits that multiply them in a way that is not read here, as a pattern.</summary>
    public const string OtherScales =
        "hundred|thousand|grand|million|dozen|lakh|lac|crore|billion|trillion|bn|bln|mln|mio|mrd|tsd|tn";

    /// <summary>A number in words, vague ones included, as a pattern.</summary>
    public static string Pattern { get; } = MakePattern();

    private static string MakePattern()
    {
        var all = string.Join('|', Small.Keys.Concat(Scales.Keys).Concat(Vague).OrderByDescending(w => w.Length));
        var scales = string.Join('|', Scales.Keys);
        const string parts = "half|quarter";
        var between = $@"\ |-|(?<={scales})\ and\ |\ and\ (a\ )?(?={parts})"
            + $@"|(?<={parts}|couple|dozen)\ of\ (a\ )?(?={scales})|(?<={parts})\ an?\ (?={scales})";
        return $@"(an?\ (?={scales}|{parts}|dozen|couple|few))?({all})(({between})({all})(?!\w))*";
    }

    /// <summary>What a factor after digits means: <c>thousand</c> is 1000. Zero for other words.</summary>
    public static int Scale(string word) => Scales.GetValueOrDefault(word);

    /// <summary>
    /// Reads words separated by spaces or hyphens; <c>a</c> may open and <c>and</c> may join. Null when they are no
    /// single number: <c>twelve fifty</c> and <c>two and a half thousand</c> are left to a person.
    /// </summary>
    public static long? Parse(string text)
    {
        long total = 0, group = 0;
        var last = long.MaxValue;
        var words = Words(text);
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

    /// <summary>True when no word is a number from ten up: in prose ("the two of them") that is rarely an amount.
    /// </summary>
    public static bool IsSmall(string text) => !Words(text)
        .Any(word => Scales.ContainsKey(word) || (Small.TryGetValue(word, out var value) && value >= 10));

    /// <summary>True when a word is a number.</summary>
    public static bool IsNumber(string text) =>
        Words(text).Any(word => Scales.ContainsKey(word) || Small.ContainsKey(word));

    private static string[] Words(string text) => text.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries);
}
