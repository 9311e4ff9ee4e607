using System.Text;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>Texts of which one stands for every way in which conditions can tell texts apart.</summary>
internal static class TextSamples
{
    /// <summary>Longer texts are not tried: what only they show stays in doubt.</summary>
    public const int Longest = 70_000;

    private const string Fillers = "xzqjkvwyXZQJKVWY0123456789";

    /// <param name="lines">All conditions on the text, of both documents.</param>
    /// <param name="starts">Texts to begin with: one that is plain, perhaps the empty one.</param>
    public static IEnumerable<string> Of(IReadOnlyCollection<ConditionLine> lines, params string[] starts)
    {
        var members = Values(lines, "equals", "in").ToArray();
        var prefixes = Values(lines, "starts_with").ToArray();
        var lengths = Values(lines, "max_length")
            .Select(text => int.TryParse(text, out var length) ? length : int.MaxValue)
            .Where(length => length < Longest).Distinct().Order().ToArray();
        // A filler that no written text holds: what is added then makes no other of them.
        var filler = Fillers.FirstOrDefault(c => !members.Concat(prefixes).Any(text => text.Contains(c)), 'x');
        foreach (var text in starts.Concat(members))
            yield return text;
        foreach (var start in starts.Concat(prefixes).Concat(members).Distinct())
        {
            yield return start;
            yield return start + filler;
            foreach (var length in lengths)
            {
                yield return Padded(start, length, filler);
                yield return Padded(start, length + 1, filler);
            }
        }
    }

    private static string Padded(string start, int bytes, char filler) =>
        start + new string(filler, Math.Max(0, bytes - Encoding.UTF8.GetByteCount(start)));

    private static IEnumerable<string> Values(IEnumerable<ConditionLine> lines, params string[] operators) =>
        lines.Where(line => operators.Contains(line.Operator)).SelectMany(line => line.Values).Distinct();
}

/// <summary>Instants of which one stands for every way in which conditions can tell times apart.</summary>
internal static class TimeSamples
{
    private const long Day = 86_400;

    // A Monday in the middle of the morning: where it makes no difference, a time that nobody wonders at.
    private static readonly long Plain = DateTimeOffset.Parse(
        "2026-01-05T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();

    public static IEnumerable<long> Of(IReadOnlyCollection<ConditionLine> lines)
    {
        yield return Plain;
        var bounds = lines.Where(line => line.Operator is "from" or "until").Select(Instant)
            .Distinct().Order().ToArray();
        var minutes = lines.Where(line => line.Operator == "hours").SelectMany(line => line.Values).SelectMany(Ends)
            .Append(600).Append(0).Distinct().ToArray();
        var edges = bounds.Length == 0 ? [Plain] : bounds;
        foreach (var second in Week(edges[0] - 9 * Day, edges[0], minutes))
            yield return second;
        for (var i = 0; i < edges.Length; i++)
        {
            var end = i + 1 < edges.Length ? edges[i + 1] : ClockText.LastSecond + 1;
            foreach (var second in Week(edges[i], Math.Min(end, edges[i] + 9 * Day), minutes))
                yield return second;
        }
    }

    // Nine days hold every weekday whole, so each pair of day and minute that comes at all comes within them.
    private static IEnumerable<long> Week(long start, long end, int[] minutes)
    {
        start = Math.Max(start, ClockText.FirstSecond);
        if (start < end)
            yield return start;
        for (var day = start - (start - ClockText.FirstSecond) % Day; day < end; day += Day)
        {
            foreach (var minute in minutes)
            {
                if (day + minute * 60L is var second && second >= start && second < end)
                    yield return second;
            }
        }
    }

    private static long Instant(ConditionLine line)
    {
        ClockText.TryInstant(line.Values[0], out var second);
        return second;
    }

    private static IEnumerable<int> Ends(string span)
    {
        ClockText.TryMinute(span.AsSpan(0, 5), out var start);
        ClockText.TryMinute(span.AsSpan(6), out var end);
        return [start, end];
    }
}
