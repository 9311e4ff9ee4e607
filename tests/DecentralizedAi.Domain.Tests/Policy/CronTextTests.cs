using DecentralizedAi.Domain.Policy.Values;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

public sealed class CronTextTests
{
    [Theory]
    [InlineData("* * * *")]
    [InlineData("* * * * * *")]
    [InlineData("*  * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * 32 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * 0 *")]
    [InlineData("* * * * 7")]
    [InlineData("05 * * * *")]
    [InlineData("5-5 * * * *")]
    [InlineData("9-5 * * * *")]
    [InlineData("5/2 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("*/05 * * * *")]
    [InlineData("1, * * * *")]
    [InlineData("-1 * * * *")]
    [InlineData("+1 * * * *")]
    [InlineData("mon * * * *")]
    [InlineData("0 0 1 * 1")]
    [InlineData("0 0 */2 * 1")]
    [InlineData("0 0 31 4,6,9,11 *")]
    [InlineData("0 0 30 2 *")]
    public void Refuses_what_two_readers_could_read_differently(string text) => Assert.Null(CronText.TryParse(text));

    [Theory]
    [InlineData("0 9 1 * *", "2026-11-25T10:00:00Z", "2026-12-01T09:00:00Z")]
    [InlineData("0 9 1 * *", "2026-12-01T08:59:59Z", "2026-12-01T09:00:00Z")]
    [InlineData("0 9 1 * *", "2026-12-01T09:00:00Z", "2027-01-01T09:00:00Z")]
    [InlineData("1-5,3 * * * *", "2026-11-25T10:02:00Z", "2026-11-25T10:03:00Z")]
    [InlineData("*/1 * * * *", "2026-11-25T10:00:00Z", "2026-11-25T10:01:00Z")]
    [InlineData("* * * * *", "2026-11-25T10:00:01Z", "2026-11-25T10:01:00Z")]
    [InlineData("*/20 0-6,22 * 1,7 1-5", "2026-07-03T22:40:00Z", "2026-07-06T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z")]
    [InlineData("30 6 * * 0", "2026-11-25T10:00:00Z", "2026-11-29T06:30:00Z")]
    public void Finds_the_next_minute(string text, string after, string next)
    {
        var cron = CronText.TryParse(text)!;
        ClockText.TryInstant(after, out var second);
        var found = cron.NextAfter(second)!.Value;
        Assert.Equal(next, ClockText.WriteInstant(found));
        Assert.True(cron.IsDue(found));
        Assert.True(cron.IsDue(found + 59));
    }

    [Fact]
    public void Finds_exactly_the_minutes_that_are_due()
    {
        var cron = CronText.TryParse("5-50/15,7 3,21-23 * * 2-6/2")!;
        ClockText.TryInstant("2026-01-01T00:00:00Z", out var second);
        var end = second + 21 * 86400;
        var due = new List<long>();
        for (var minute = second + 60; minute < end; minute += 60)
        {
            if (cron.IsDue(minute))
                due.Add(minute);
        }
        var found = new List<long>();
        for (var next = cron.NextAfter(second); next < end; next = cron.NextAfter(next.Value))
            found.Add(next!.Value);
        Assert.Equal(due, found);
        Assert.Equal(3 * 3 * 4 * 5, found.Count);
    }

    [Fact]
    public void Ends_with_the_year_9999() =>
        Assert.Null(CronText.TryParse("0 0 1 1 *")!.NextAfter(ClockText.LastSecond - 60));
}
