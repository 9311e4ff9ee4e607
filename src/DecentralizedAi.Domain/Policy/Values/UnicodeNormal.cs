using System.Text;

namespace DecentralizedAi.Domain.Policy.Values;

/// <summary>
/// Normalization form C by tables of Unicode 15.0 of our own: the runtime's answer depends on its version, and in
/// invariant globalization it calls every text normal.
/// </summary>
internal static class UnicodeNormal
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TailCount = 28, HangulCount = LeadCount * VowelCount * TailCount;

    private static readonly Dictionary<int, (int First, int Second)> Parts = ReadParts();

    private static readonly Dictionary<(int First, int Second), int> Composites =
        Parts.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The character without the marks that are composed into it; itself where there are none.</summary>
    public static Rune Unmarked(Rune rune)
    {
        while (Parts.TryGetValue(rune.Value, out var parts) && Rune.IsValid(parts.First))
            rune = new Rune(parts.First);
        return rune;
    }

    /// <summary>Whether well-formed text is in normalization form C.</summary>
    public static bool IsComposed(ReadOnlySpan<char> text)
    {
        // Below U+0300 nothing combines and nothing is decomposed by form C.
        if (text.IndexOfAnyExceptInRange('\0', '\u02FF') < 0)
            return true;
        var written = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (InRuns(UnicodeMarks.NeverComposed, 2, rune.Value) >= 0)
                return false;
            written.Add(rune.Value);
        }
        var parts = new List<int>(written.Count + 8);
        foreach (var point in written)
            Decompose(point, parts);
        Order(parts);
        return Compose(parts).SequenceEqual(written);
    }

    /// <summary>The index of the run of (first, last, ...) that holds a code point, or -1.</summary>
    internal static int InRuns(ReadOnlySpan<int> runs, int width, int point)
    {
        int low = 0, high = runs.Length / width - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (point < runs[middle * width])
                high = middle - 1;
            else if (point > runs[middle * width + 1])
                low = middle + 1;
            else
                return middle;
        }
        return -1;
    }

    private static int Class(int point)
    {
        var run = InRuns(UnicodeMarks.Classes, 3, point);
        return run < 0 ? 0 : UnicodeMarks.Classes[run * 3 + 2];
    }

    // A Hangul syllable stays whole: its parts would compose to itself, and its first with nothing before it.
    private static void Decompose(int point, List<int> into)
    {
        if (Parts.TryGetValue(point, out var parts))
        {
            Decompose(parts.First, into);
            into.Add(parts.Second);
        }
        else
        {
            into.Add(point);
        }
    }

    /// <summary>Puts each run of marks in the order of their classes; marks of one class keep theirs.</summary>
    private static void Order(List<int> points)
    {
        for (var start = 0; start < points.Count;)
        {
            var end = start;
            while (end < points.Count && Class(points[end]) > 0)
                end++;
            // A stable sort, because a text may be one run of a hundred thousand marks.
            if (end - start > 1)
            {
                var ordered = points[start..end].OrderBy(Class).ToArray();
                for (var i = 0; i < ordered.Length; i++)
                    points[start + i] = ordered[i];
            }
            start = Math.Max(end, start + 1);
        }
    }

    private static List<int> Compose(List<int> points)
    {
        var composed = new List<int>(points.Count);
        int starter = -1, last = -1;
        foreach (var point in points)
        {
            var mark = Class(point);
            // Blocked when something of the same or a higher class stands between the starter and this mark.
            if (starter >= 0 && last < mark && Pair(composed[starter], point) is var pair and > 0)
            {
                composed[starter] = pair;
                continue;
            }
            composed.Add(point);
            (starter, last) = mark == 0 ? (composed.Count - 1, -1) : (starter, mark);
        }
        return composed;
    }

    private static int Pair(int first, int second)
    {
        if (first - LeadBase is >= 0 and < LeadCount && second - VowelBase is >= 0 and < VowelCount)
            return HangulBase + ((first - LeadBase) * VowelCount + second - VowelBase) * TailCount;
        if (first - HangulBase is >= 0 and < HangulCount && (first - HangulBase) % TailCount == 0
            && second - TailBase is > 0 and < TailCount)
            return first + second - TailBase;
        return Composites.GetValueOrDefault((first, second));
    }

    private static Dictionary<int, (int First, int Second)> ReadParts()
    {
        var pairs = UnicodeCompositions.Pairs;
        var parts = new Dictionary<int, (int First, int Second)>(pairs.Length / 3);
        for (var i = 0; i < pairs.Length; i += 3)
            parts.Add(pairs[i + 2], (pairs[i], pairs[i + 1]));
        return parts;
    }
}
