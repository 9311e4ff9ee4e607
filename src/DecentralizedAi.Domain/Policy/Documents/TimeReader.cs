using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>Reads the conditions on <c>time</c>.</summary>
internal sealed class TimeReader(Reading reading)
{
    private const int DaysOfWeek = 7;

    public ConditionLine? Read(string @operator, PolicyNode node) => @operator switch
    {
        "days" => Days(node),
        "hours" => Hours(node),
        _ => Instant(@operator, node),
    };

    private ConditionLine? Instant(string @operator, PolicyNode node)
    {
        if (reading.Scalar(node, "an instant") is not { } text)
            return null;
        if (ClockText.TryInstant(text, out _))
            return new(@operator, [text], false);
        reading.Fault("time", node, "YYYY-MM-DDTHH:MM:SSZ, UTC");
        return null;
    }

    private ConditionLine? Days(PolicyNode node)
    {
        var items = node is ScalarNode ? [node] : reading.FilledList(node, "days")?.Items ?? [];
        var days = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (reading.Scalar(item, "a day") is not { } text)
                return null;
            if (Range(text) is not { } range)
            {
                reading.Fault("days", item, "mon, tue, wed, thu, fri, sat, sun or a range as in fri-mon");
                return null;
            }
            foreach (var day in range)
            {
                if (!days.Add(day))
                    reading.Faults.Add("duplicate", node.Place, day, "each day once");
            }
        }
        return days.Count == 0 ? null : new("days", [.. days], true);
    }

    private static IEnumerable<string>? Range(string text)
    {
        var ends = text.Split('-').Select(ClockText.DayOf).ToArray();
        if (ends.Length > 2 || ends.Contains(-1) || (ends.Length == 2 && ends[0] == ends[1]))
            return null;
        var length = ends.Length == 1 ? 1 : (ends[1] - ends[0] + DaysOfWeek) % DaysOfWeek + 1;
        return Enumerable.Range(ends[0], length).Select(day => ClockText.DayName(day % DaysOfWeek));
    }

    private ConditionLine? Hours(PolicyNode node)
    {
        var items = node is ScalarNode ? [node] : reading.FilledList(node, "spans of hours")?.Items ?? [];
        SortedSet<string>? spans = null;
        string? first = null;
        foreach (var item in items)
        {
            if (reading.Scalar(item, "a span of hours") is not { } text)
                return null;
            if (text.Length != 11 || text[5] != '-' || !ClockText.TryMinute(text.AsSpan(0, 5), out var start)
                || !ClockText.TryMinute(text.AsSpan(6), out var end) || start == end)
            {
                reading.Fault(
                    "hours", item, "HH:MM-HH:MM, 00:00 to 23:59, with different ends; until midnight is -00:00");
                return null;
            }
            if (first is null)
                first = text;
            else if (!(spans ??= new(StringComparer.Ordinal) { first }).Add(text))
                reading.Fault("duplicate", item, "each span once");
        }
        return first is null ? null : new("hours", spans is null ? [first] : [.. spans], true);
    }
}
