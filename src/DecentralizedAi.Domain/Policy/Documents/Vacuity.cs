using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Policy.Documents;

/// <summary>
/// Refuses conditions that can never fail or never hold: each test, and all tests of one attribute together, over
/// the values of its type, absence aside.
/// </summary>
internal sealed class Vacuity(Reading reading)
{
    private const string CanFail = "a condition that can fail";
    private const string CanHold = "a condition that can hold";

    private readonly AssetTable _assets =
        new([.. reading.Assets.Select(asset => (asset.Key, asset.Value ?? 0))]);

    public void Check(
        PolicyAttribute attribute, IReadOnlyList<(ConditionLine Line, PolicyNode Node)> lines, PolicyNode node,
        bool inWhen)
    {
        var before = reading.Faults.Count;
        for (var i = 0; i < lines.Count; i++)
        {
            var (line, value) = lines[i];
            if (Of(attribute, line, inWhen) is { } expected)
                reading.Faults.Add("vacuous", value.Place, line.Written, expected);
        }
        if (lines.Count > 1)
            CheckTogether(attribute, lines, reading.Faults.Count == before, node);
    }

    private void CheckTogether(
        PolicyAttribute attribute, IReadOnlyList<(ConditionLine Line, PolicyNode Node)> lines, bool eachIsFine,
        PolicyNode node)
    {
        var bounds = lines.Where(line => attribute.Type?.Type == ArgumentType.Amount && line.Line.Operator != "from");
        var stranger = bounds.FirstOrDefault(line => AssetOf(line.Line) != AssetOf(bounds.First().Line)).Node;
        if (attribute.Kind == AttributeKind.Instructor
            && lines.FirstOrDefault(line => line.Line.Values is [InstructorTest.Anybody]).Node is { } any)
            reading.Fault("instructor", any, "'any' alone");
        else if (stranger is not null)
            reading.Fault("asset", stranger, "all bounds of a condition in one asset");
        else if (eachIsFine && NeverHolds(attribute, [.. lines.Select(line => line.Line)]))
            reading.Faults.Add("vacuous", node.Place, string.Join(" and ", lines.Select(line => line.Line.Operator)),
                "conditions that can hold together");
    }

    private static string AssetOf(ConditionLine line) => line.Values[0][(line.Values[0].IndexOf(' ') + 1)..];

    private string? Of(PolicyAttribute attribute, ConditionLine line, bool inWhen) => line.Operator switch
    {
        "turn" => !inWhen && line.Values is [TurnTest.Any] ? CanFail : null,
        "equals" or "in" => Members(attribute, line, inWhen),
        "from" when attribute.Kind == AttributeKind.Time => Instant(line) <= ClockText.FirstSecond ? CanFail : null,
        "from" => line.Values.Length == LabelSet.All.Count ? CanFail : null,
        "until" => Instant(line) <= ClockText.FirstSecond ? CanHold : null,
        "days" => line.Values.Length == 7 ? CanFail : null,
        // One span has an end that is not in it.
        "hours" => line.Values.Length > 1 && ClockSets.Minutes(line.Values).All(minute => minute) ? CanFail : null,
        "starts_with" => line.Values[0].Length == 0 || (attribute.Kind == AttributeKind.Path && line.Values[0] == "/")
            ? CanFail : null,
        "max_length" => attribute.Kind == AttributeKind.Path && line.Values[0] == "0" ? CanHold : null,
        _ => Bound(attribute, line),
    };

    private static string? Members(PolicyAttribute attribute, ConditionLine line, bool inWhen)
    {
        if (attribute.Kind == AttributeKind.Instructor)
            return !inWhen && line.Values is [InstructorTest.Anybody] ? CanFail : null;
        var all = attribute.Kind != AttributeKind.Argument ? 0
            : attribute.Type!.Type == ArgumentType.Bool ? 2
            : attribute.Type.Members.Length;
        return all > 0 && line.Values.Length == all ? CanFail : null;
    }

    private string? Bound(PolicyAttribute attribute, ConditionLine line)
    {
        var (interval, asset) = TestFactory.Bound(attribute, line, _assets);
        var isWhole = interval.First.IsZero && interval.Last == TestFactory.MostOf(attribute.Type!.Type);
        // With several assets a bound is also a condition on the asset.
        return interval.IsEmpty ? CanHold : isWhole && (asset < 0 || _assets.Count == 1) ? CanFail : null;
    }

    private bool NeverHolds(PolicyAttribute attribute, ImmutableArray<ConditionLine> lines)
    {
        if (attribute.Kind == AttributeKind.Time)
            return NeverComes(lines);
        var values = lines.Where(line => line.Operator != "from").ToImmutableArray();
        var members = values.FirstOrDefault(line => line.Operator == "equals")
            ?? values.FirstOrDefault(line => line.Operator == "in");
        if (members is not null)
            return !members.Values.Any(member => Passes(attribute, member, values.Remove(members)));
        var bounds = values.Where(line => line.Operator is "at_most" or "less_than" or "at_least" or "more_than");
        if (bounds.Any())
            return bounds.Select(line => TestFactory.Bound(attribute, line, _assets).Interval)
                .Aggregate((a, b) => a.Intersect(b)).IsEmpty;
        return values.FirstOrDefault(line => line.Operator == "starts_with") is { } prefix
            && values.FirstOrDefault(line => line.Operator == "max_length") is { } most
            && UInt256.Parse(most.Values[0])
                < UInt256.Of((UInt128)System.Text.Encoding.UTF8.GetByteCount(prefix.Values[0]));
    }

    private bool Passes(PolicyAttribute attribute, string member, ImmutableArray<ConditionLine> others)
    {
        if (attribute.Kind is AttributeKind.Argument && attribute.Type!.Type != ArgumentType.Url)
        {
            var value = default(ArgumentValue);
            ArgumentValue.TryRead(attribute.Type, member, _assets, ref value);
            var view = new CallView(new ReadOnlySpan<ArgumentValue>(in value), null!);
            foreach (var other in others)
            {
                if (!TestFactory.Create(attribute, other, 0, _assets).Holds(view))
                    return false;
            }
            return true;
        }
        return others.All(other => PassesAsText(member, other));
    }

    // Parts of urls and instructors, whose values are compared as they are written.
    private static bool PassesAsText(string member, ConditionLine other) => other.Operator switch
    {
        "starts_with" => member.StartsWith(other.Values[0], StringComparison.Ordinal),
        "max_length" => UInt256.Of((UInt128)member.Length) <= UInt256.Parse(other.Values[0]),
        _ => other.Values.Any(value => value == member || (value.StartsWith("*.", StringComparison.Ordinal)
            && member.EndsWith(value[1..], StringComparison.Ordinal))),
    };

    private static bool NeverComes(ImmutableArray<ConditionLine> lines)
    {
        var from = lines.FirstOrDefault(line => line.Operator == "from") is { } first
            ? Instant(first) : ClockText.FirstSecond;
        var until = lines.FirstOrDefault(line => line.Operator == "until") is { } last
            ? Instant(last) : ClockText.LastSecond + 1;
        var days = lines.FirstOrDefault(line => line.Operator == "days") is { } named
            ? ClockSets.Days(named.Values) : 0b1111111;
        var minutes = lines.FirstOrDefault(line => line.Operator == "hours") is { } spans
            ? ClockSets.Minutes(spans.Values) : null;
        // Whatever comes at all comes within eight days: each weekday is then whole once.
        for (var (second, day) = (from, 0); second < until && day < 9; day++)
        {
            var end = second - ClockText.FirstSecond;
            end = Math.Min(until, second - end % 86400 + 86400);
            if ((days & (1 << ClockText.DayOfWeek(second))) != 0 && HasMinute(minutes, second, end))
                return false;
            second = end;
        }
        return true;
    }

    private static bool HasMinute(bool[]? minutes, long second, long end)
    {
        if (minutes is null)
            return true;
        for (var minute = ClockText.MinuteOfDay(second); minute <= ClockText.MinuteOfDay(end - 1); minute++)
        {
            if (minutes[minute])
                return true;
        }
        return false;
    }

    private static long Instant(ConditionLine line)
    {
        ClockText.TryInstant(line.Values[0], out var second);
        return second;
    }
}
