using System.Globalization;

namespace DecentralizedAi.Cli.Output;

/// <summary>Times as they are shown: RFC 3339 in UTC, and to people also how far away that is.</summary>
internal static class Moments
{
    private static readonly TimeSpan Near = TimeSpan.FromHours(20);

    /// <summary>RFC 3339 in UTC, to the second.</summary>
    public static string Utc(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>On a terminal the time in UTC, with the day where it is another, and how far away it is.</summary>
    public static Cell Cell(DateTimeOffset at, DateTimeOffset now) => new(Utc(at), Seen: at.UtcDateTime.ToString(
        (at - now).Duration() < Near ? "HH:mm:ss'Z'" : "yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)
        + " (" + Apart(at, now) + ")");

    /// <summary>As <c>3 min ago</c> or <c>in 2 d</c>.</summary>
    public static string Apart(DateTimeOffset at, DateTimeOffset now)
    {
        var span = (at - now).Duration();
        var (number, unit) = span switch
        {
            { TotalSeconds: < 90 } => (span.TotalSeconds, "s"),
            { TotalMinutes: < 90 } => (span.TotalMinutes, "min"),
            { TotalHours: < 36 } => (span.TotalHours, "h"),
            _ => (span.TotalDays, "d"),
        };
        var words = string.Create(CultureInfo.InvariantCulture, $"{number:0} {unit}");
        return at > now ? "in " + words : words + " ago";
    }
}
