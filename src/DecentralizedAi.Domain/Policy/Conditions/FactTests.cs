using System.Collections.Frozen;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Policy.Conditions;

/// <summary>Who asked is one of a set, or anybody.</summary>
internal sealed class InstructorTest(ConditionLine line) : Test(line)
{
    public const string Anybody = "any";

    private readonly bool _any = line.Values is [Anybody];
    private readonly FrozenSet<string> _instructors = line.Values.ToFrozenSet(StringComparer.Ordinal);

    public override bool Holds(in CallView call) => _any || _instructors.Contains(call.Facts.Instructor.Text);
}

/// <summary>The turn has read nothing foreign, or may have.</summary>
internal sealed class TurnTest(ConditionLine line) : Test(line)
{
    public const string Clean = "clean";
    public const string Any = "any";

    private readonly bool _any = line.Values[0] == Any;

    public override bool Holds(in CallView call) => _any || call.Facts.Turn.IsClean;
}

/// <summary>The day of the week is one of a set.</summary>
internal sealed class DaysTest(ConditionLine line) : Test(line)
{
    private readonly int _days = ClockSets.Days(line.Values);

    public override bool Holds(in CallView call) => (_days & (1 << ClockText.DayOfWeek(call.Second))) != 0;
}

/// <summary>The minute of the day lies in one of the spans; a span may go over midnight.</summary>
internal sealed class HoursTest(ConditionLine line) : Test(line)
{
    private readonly (int Start, int End)[] _spans = [.. line.Values.Select(ClockSets.Span)];

    public override bool Holds(in CallView call)
    {
        var minute = ClockText.MinuteOfDay(call.Second);
        foreach (var (start, end) in _spans)
        {
            if (start < end ? start <= minute && minute < end : start <= minute || minute < end)
                return true;
        }
        return false;
    }
}

/// <summary>Not before, and before, an instant.</summary>
internal sealed class SpanTest(ConditionLine line, long from, long until) : Test(line)
{
    public override bool Holds(in CallView call) => from <= call.Second && call.Second < until;
}

/// <summary>Days and hours as written, for tests and for what can never hold.</summary>
internal static class ClockSets
{
    public const int MinutesOfDay = 1440;

    /// <summary>Bit 0 = Sunday.</summary>
    public static int Days(IEnumerable<string> names) =>
        names.Aggregate(0, (days, name) => days | (1 << ClockText.DayOf(name)));

    /// <summary>Start and end of <c>HH:MM-HH:MM</c> in minutes of the day.</summary>
    public static (int Start, int End) Span(string written)
    {
        ClockText.TryMinute(written.AsSpan(0, 5), out var start);
        ClockText.TryMinute(written.AsSpan(6), out var end);
        return (start, end);
    }

    /// <summary>By minute of the day, whether it lies in a span.</summary>
    public static bool[] Minutes(IEnumerable<string> spans)
    {
        var minutes = new bool[MinutesOfDay];
        foreach (var (start, end) in spans.Select(Span))
        {
            for (var minute = start; minute != end; minute = (minute + 1) % MinutesOfDay)
                minutes[minute] = true;
        }
        return minutes;
    }
}
