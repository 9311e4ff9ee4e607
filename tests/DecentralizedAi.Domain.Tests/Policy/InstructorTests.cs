using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

public sealed class InstructorTests
{
    private const string Checksummed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    [Theory]
    [InlineData("operator", InstructorKind.Operator)]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", InstructorKind.Account)]
    [InlineData("schedule/monthly-bills", InstructorKind.Schedule)]
    [InlineData("event/paid", InstructorKind.Event)]
    [InlineData("agent/7", InstructorKind.Agent)]
    [InlineData("agent/18446744073709551615", InstructorKind.Agent)]
    public void Reads_who_may_ask(string text, InstructorKind kind)
    {
        Assert.True(Instructor.TryParse(text, out var instructor));
        Assert.Equal((kind, text, text), (instructor.Kind, instructor.Text, instructor.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Operator")]
    [InlineData("schedule/")]
    [InlineData("schedule/No_Id")]
    [InlineData("event/")]
    [InlineData("xevent/paid")]
    [InlineData("agent/")]
    [InlineData("agent/07")]
    [InlineData("agent/18446744073709551616")]
    [InlineData("agents/7")]
    [InlineData("0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    public void Refuses_whoever_is_none_of_them(string? text)
    {
        Assert.False(Instructor.TryParse(text, out var instructor));
        Assert.Equal((InstructorKind.None, ""), (instructor.Kind, instructor.Text));
    }

    [Fact]
    public void Compares_accounts_in_lower_case() =>
        Assert.Equal(Instructor.Parse(Checksummed), Instructor.Parse(Checksummed.ToLowerInvariant()));

    [Fact]
    public void Is_made_of_what_it_names()
    {
        Assert.Equal(Instructor.Parse("operator"), Instructor.Operator);
        Assert.Equal(Instructor.Parse(Checksummed), Instructor.Account(Address.Parse(Checksummed)));
        Assert.Equal(Instructor.Parse("agent/7"), Instructor.Agent(7));
        Assert.Equal(Instructor.Parse("schedule/daily"), Instructor.Schedule("daily"));
        Assert.Equal(Instructor.Parse("event/paid"), Instructor.Event("paid"));
        Assert.Throws<FormatException>(() => Instructor.Schedule("No_Id"));
    }

    [Fact]
    public void Says_what_it_could_not_read() => Assert.Equal(
        "'bob' is no instructor (an address, schedule/NAME, event/NAME, agent/N or operator)",
        Assert.Throws<FormatException>(() => Instructor.Parse("bob")).Message);
}
