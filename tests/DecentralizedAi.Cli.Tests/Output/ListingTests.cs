using DecentralizedAi.Cli.Output;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Output;

/// <summary>A listing on a terminal of some width, and in a file.</summary>
public sealed class ListingTests
{
    private const string Address = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private static readonly string Id = new('7', 78);

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void No_line_is_wider_than_the_terminal(int width) =>
        Assert.All(Lines(width), line => Assert.InRange(line.Length, 0, width));

    [Fact]
    public void What_does_not_fit_is_shortened_broken_or_put_below()
    {
        Assert.Equal(
        [
            "state  voter           amount  reason",
            "open   0x7099…79C8       12.5  The new host is cheaper than the old one and",
            "                               answers at night as well, which it did not do.",
            "  " + Id,
            "over   0x7099…79C8  1000000    short",
            "  " + Id,
        ], Lines(80));
    }

    [Fact]
    public void A_file_gets_every_value_whole_and_no_row_is_broken()
    {
        var lines = Lines(null);
        Assert.Equal(3, lines.Count);
        Assert.All(lines.Skip(1), line =>
        {
            Assert.Contains(Address, line, StringComparison.Ordinal);
            Assert.Contains(Id, line, StringComparison.Ordinal);
        });
        Assert.Equal("open", lines[1].Split(' ')[0]);
    }

    [Fact]
    public void Colours_are_there_where_they_are_wanted_and_nowhere_else()
    {
        Assert.Contains("\u001b[", string.Concat(Lines(80, colour: true)), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', string.Concat(Lines(80)));
        Assert.DoesNotContain('\u001b', string.Concat(Lines(null)));
    }

    [Fact]
    public void A_stranger_s_words_are_one_row_and_no_command_of_the_terminal()
    {
        var listing = new Listing(new Column("words", Fit.Wrap));
        listing.Add(new Cell("first\nsecond \u001b[31mred [bold]not markup[/]"));
        Assert.Equal(["words", "first second \\u{1b}[31mred [bold]not markup[/]"], Drawn(listing, 80, false));
    }

    [Fact]
    public void Nothing_is_said_to_be_nothing() =>
        Assert.Equal(["no votes"], Drawn(new Listing(new Column("voter")), 80, false));

    [Theory]
    [InlineData(-5, "5 s ago")]
    [InlineData(40, "in 40 s")]
    [InlineData(-600, "10 min ago")]
    [InlineData(7_200, "in 2 h")]
    [InlineData(-864_000, "10 d ago")]
    public void A_time_says_how_far_away_it_is(int seconds, string words)
    {
        var now = new DateTimeOffset(2026, 11, 5, 12, 0, 0, TimeSpan.Zero);
        var cell = Moments.Cell(now.AddSeconds(seconds), now);
        Assert.Equal(Moments.Utc(now.AddSeconds(seconds)), cell.Text);
        Assert.EndsWith($"Z ({words})", cell.Seen, StringComparison.Ordinal);
    }

    private static List<string> Lines(int? width, bool colour = false)
    {
        var listing = new Listing(new("state"), new("id", Fit.Below), new("voter", Fit.Middle),
            new("amount", Number: true), new("reason", Fit.Wrap));
        listing.Add(new("open", Tone.Open), new(Id), new(Address), new("12.5"),
            new("The new host is cheaper than the old one and answers at night as well, which it did not do."));
        listing.Add(new("over", Tone.Good), new(Id), new(Address), new("1000000"), new("short"));
        return Drawn(listing, width, colour);
    }

    private static List<string> Drawn(Listing listing, int? width, bool colour)
    {
        var text = new StringWriter();
        new Page(text, new Screen(width, colour)).Draw(listing, "no votes");
        return [.. text.ToString().TrimEnd('\n').Split('\n')];
    }
}
