using System.Globalization;

namespace DecentralizedAi.Domain.Policy.Values;

/// <summary>Dates, instants, hours of the day and durations as a policy writes them; all UTC.</summary>
public static class ClockText
{
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>The first second of the year 1, as unix seconds.</summary>
    public const long FirstSecond = -62135596800;

    /// <summary>The last second of the year 9999, as unix seconds.</summary>
    public const long LastSecond = 253402300799;

    /// <summary>Reads <c>YYYY-MM-DD</c>, a day that exists, as its number of days since 0001-01-01.</summary>
    public static bool TryDate(ReadOnlySpan<char> text, out int day)
    {
        var fits = DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        day = date.DayNumber;
        return fits && text.Length == 10 && text.IndexOfAnyExcept("0123456789-") < 0;
    }

    /// <summary>Reads <c>YYYY-MM-DDTHH:MM:SSZ</c> as unix seconds.</summary>
    public static bool TryInstant(ReadOnlySpan<char> text, out long second)
    {
        second = 0;
        if (text.Length != 20 || text[10] != 'T' || text[16] != ':' || text[19] != 'Z'
            || !TryDate(text[..10], out var day) || !TryMinute(text[11..16], out var minute)
            || !TryTwoDigits(text[17..19], 59, out var seconds))
            return false;
        second = FirstSecond + day * 86400L + minute * 60L + seconds;
        return true;
    }

    /// <summary>Writes unix seconds as <see cref="TryInstant"/> reads them.</summary>
    public static string WriteInstant(long second) => DateTimeOffset.FromUnixTimeSeconds(second)
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads <c>HH:MM</c>, 00:00 to 23:59, as minutes of the day.</summary>
    public static bool TryMinute(ReadOnlySpan<char> text, out int minute)
    {
        minute = 0;
        if (text.Length != 5 || text[2] != ':' || !TryTwoDigits(text[..2], 23, out var hours)
            || !TryTwoDigits(text[3..], 59, out var minutes))
            return false;
        minute = hours * 60 + minutes;
        return true;
    }

    /// <summary>Reads <c>N</c> seconds or <c>N</c> and <c>s m h d</c>: 1 to 2^32 - 1 seconds.</summary>
    public static bool TryDuration(ReadOnlySpan<char> text, out uint seconds)
    {
        seconds = 0;
        if (text.IsEmpty)
            return false;
        var unit = text[^1] switch { 's' => 1u, 'm' => 60u, 'h' => 3600u, 'd' => 86400u, _ => 0u };
        var digits = unit == 0 ? text : text[..^1];
        if (!Encoding.UInt256.TryParse(digits, out var number)
            || !number.TryMultiply(unit == 0 ? 1 : unit, out var total) || total > Encoding.UInt256.Of(uint.MaxValue))
            return false;
        seconds = (uint)total.ToUInt64();
        return seconds > 0;
    }

    /// <summary>A duration in the largest unit that it is whole in: <c>1 day</c>, <c>36 hours</c>, <c>90 seconds</c>.
    /// </summary>
    public static string WriteDuration(uint seconds) => (seconds % 86400, seconds % 3600, seconds % 60) switch
    {
        (0, _, _) => Count(seconds / 86400, "day"),
        (_, 0, _) => Count(seconds / 3600, "hour"),
        (_, _, 0) => Count(seconds / 60, "minute"),
        _ => Count(seconds, "second"),
    };

    private static string Count(uint number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {unit}{(number == 1 ? "" : "s")}");

    /// <summary>0 for <c>sun</c> to 6 for <c>sat</c>; -1 for anything else.</summary>
    public static int DayOf(string name) => Array.IndexOf(DayNames, name);

    /// <summary>The name of a day of the week, 0 = <c>sun</c>.</summary>
    public static string DayName(int day) => DayNames[day];

    /// <summary>The day of the week of an instant, 0 = Sunday.</summary>
    public static int DayOfWeek(long second) => (int)((Math.DivRem(second - FirstSecond, 86400).Quotient + 1) % 7);

    /// <summary>The minute of the day of an instant.</summary>
    public static int MinuteOfDay(long second) => (int)((second - FirstSecond) % 86400 / 60);

    private static bool TryTwoDigits(ReadOnlySpan<char> text, int most, out int number)
    {
        number = 0;
        if (!char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[1]))
            return false;
        number = (text[0] - '0') * 10 + text[1] - '0';
        return number <= most;
    }
}
