namespace DecentralizedAi.Domain.Policy.Values;

/// <summary>
/// A schedule of five fields (minute, hour, day, month, weekday), UTC. Day or weekday is <c>*</c>, so that "and"
/// against "or" never has to be known.
/// </summary>
public sealed class CronText
{
    private static readonly (int First, int Last)[] Bounds = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)];

    // February counts as a leap one: the 29th exists.
    private static readonly int[] MonthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    // The 29th of February returns within eight years, also around a century that is not a leap year.
    private const int LongestWaitDays = 8 * 366;

    private readonly ulong[] _fields;

    private CronText(string written, ulong[] fields) => (Written, _fields) = (written, fields);

    public string Written { get; }

    /// <summary>Null for anything that is no schedule, or names only days that do not exist.</summary>
    public static CronText? TryParse(string text)
    {
        var parts = text.Split(' ');
        if (parts.Length != 5)
            return null;
        var fields = new ulong[5];
        for (var i = 0; i < 5; i++)
        {
            if (!TryField(parts[i], Bounds[i].First, Bounds[i].Last, out fields[i]))
                return null;
        }
        return (parts[2] == "*" || parts[4] == "*") && HasDay(fields) ? new(text, fields) : null;
    }

    /// <summary>Whether the schedule names the minute that holds this instant.</summary>
    /// <param name="second">Unix seconds.</param>
    public bool IsDue(long second) => IsDay(second) && Has(1, HourOf(second)) && Has(0, MinuteOf(second));

    /// <summary>The first whole minute after an instant that the schedule names, as unix seconds; null when the year
    /// 9999 ends before.</summary>
    /// <param name="second">Unix seconds.</param>
    public long? NextAfter(long second)
    {
        var minute = second - Mod(second, 60) + 60;
        for (var days = 0; days <= LongestWaitDays && minute <= ClockText.LastSecond; days++)
        {
            var end = minute - Mod(minute, 86400) + 86400;
            // Days and hours are looked up once: an agent asks at every look, mostly for a time far off.
            if (IsDay(minute))
                while (minute < end)
                {
                    if (!Has(1, HourOf(minute)))
                        minute += 3600 - Mod(minute, 3600);
                    else if (Has(0, MinuteOf(minute)))
                        return minute;
                    else
                        minute += 60;
                }
            minute = end;
        }
        return null;
    }

    private bool IsDay(long second)
    {
        var date = DateTimeOffset.FromUnixTimeSeconds(second).UtcDateTime;
        return Has(2, date.Day) && Has(3, date.Month) && Has(4, (int)date.DayOfWeek);
    }

    private bool Has(int field, int value) => (_fields[field] & (1UL << value)) != 0;

    private static int HourOf(long second) => (int)(Mod(second, 86400) / 3600);
    private static int MinuteOf(long second) => (int)(Mod(second, 3600) / 60);
    private static long Mod(long value, long by) => ((value % by) + by) % by;

    private static bool HasDay(ulong[] fields)
    {
        for (var month = 1; month <= 12; month++)
        {
            var days = (1UL << (MonthLengths[month - 1] + 1)) - 2;
            if ((fields[3] & (1UL << month)) != 0 && (fields[2] & days) != 0)
                return true;
        }
        return false;
    }

    private static bool TryField(string text, int first, int last, out ulong values)
    {
        values = 0;
        foreach (var item in text.Split(','))
        {
            var slash = item.IndexOf('/');
            var range = slash < 0 ? item : item[..slash];
            var step = 1;
            int low = first, high = last;
            if (range != "*" && !TryRange(range, slash >= 0, out low, out high))
                return false;
            if (low < first || high > last || (slash >= 0 && (!TryNumber(item[(slash + 1)..], out step) || step < 1)))
                return false;
            for (var value = low; value <= high; value += step)
                values |= 1UL << value;
        }
        return true;
    }

    private static bool TryRange(string text, bool needsTwo, out int low, out int high)
    {
        high = 0;
        var hyphen = text.IndexOf('-');
        if (hyphen < 0)
            return TryNumber(text, out low) && (high = low) >= 0 && !needsTwo;
        return TryNumber(text[..hyphen], out low) && TryNumber(text[(hyphen + 1)..], out high) && low < high;
    }

    private static bool TryNumber(string text, out int number)
    {
        number = 0;
        if (text.Length is 0 or > 2 || (text.Length == 2 && text[0] == '0') || !text.All(char.IsAsciiDigit))
            return false;
        number = int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        return true;
    }
}
