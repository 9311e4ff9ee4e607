using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

public sealed class RecordedFactsTests
{
    private static readonly ToolCall Call = ToolCall.Of("t.r", new ToolArgument("x", "1"), new ToolArgument("y", "é"));

    private static Facts Everything => new()
    {
        Instructor = Instructor.Agent(7),
        Time = DateTimeOffset.FromUnixTimeSeconds(ClockText.LastSecond),
        Turn = LabelSet.Of(Label.Dao, Label.Foreign),
        Labels = new Dictionary<string, LabelSet> { ["x"] = LabelSet.Of(Label.Chain, Label.Instruction) },
        Costs = new Dictionary<string, UInt256> { ["gpu_ms"] = UInt256.Of(5) },
        Levels = new Dictionary<string, BudgetLevel> { ["USDC"] = new(UInt256.Of(3), UInt256.Of(4)) },
    };

    [Fact]
    public void Come_back_as_they_were()
    {
        var written = RecordedFacts.Write(Call, Everything);
        Assert.Equal(["dao", "foreign"], written.Turn);
        Assert.Equal(["instruction", "chain"], written.Labels["x"]);
        var (call, facts) = RecordedFacts.Read(written);
        Assert.Equal(Call, call);
        Assert.Equal(
            (Everything.Instructor, Everything.Time, Everything.Turn), (facts.Instructor, facts.Time, facts.Turn));
        Assert.Equal(Everything.Labels, facts.Labels);
        Assert.Equal(Everything.Costs, facts.Costs);
        Assert.Equal(Everything.Levels, facts.Levels);
    }

    [Fact]
    public void Name_what_does_not_exist()
    {
        var written = RecordedFacts.Write(Call, Everything);
        Assert.Equal("'gpu' is no resource", Message(written with
        {
            Costs = new Dictionary<string, UInt256> { ["gpu"] = UInt256.One },
        }));
        Assert.Equal("'guess' is no label (dao, instruction, chain, foreign)",
            Message(written with { Turn = ["dao", "guess"] }));
        Assert.Equal("253402300800 s lie behind the year 9999",
            Message(written with { TimeSeconds = written.TimeSeconds + 1 }));
    }

    [Fact]
    public void Cannot_be_of_a_time_before_1970() => Assert.Throws<OverflowException>(() =>
        RecordedFacts.Write(Call, Everything with { Time = DateTimeOffset.FromUnixTimeSeconds(-1) }));

    private static string Message(FactsDocument document) =>
        Assert.Throws<FormatException>(() => RecordedFacts.Read(document)).Message;
}
