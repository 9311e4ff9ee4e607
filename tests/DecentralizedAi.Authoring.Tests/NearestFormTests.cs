using DecentralizedAi.Domain.Policy.Documents;
using Xunit;

namespace DecentralizedAi.Authoring.Tests;

/// <summary>What somebody wrote almost right comes back as it should be; where two things may be meant, nothing does.
/// </summary>
public sealed class NearestFormTests
{
    private const string Document = """
        dai: policy/1
        chain: eip155:1
        agent: a
        tools:
          t.r: { effect: read, args: { b: bool, h: hash, n: integer, u: url, w: address } }
        budgets:
          calls: { burst: 9, rate: 9 per hour }
        rules:
          - { id: r, permit: t.r, when: { instructor: operator, time: { days: mon, hours: "09:00-17:00",
              from: "2026-01-01T00:00:00Z" }, arg.b: "true", arg.n: 7, arg.u.host: x.org } }
          - { id: s, ask: t.r, by: "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb", within: 1d }
        """;

    [Theory]
    [InlineData("arg.b: \"true\"", "arg.b: \"yes\"", "true")]
    [InlineData("arg.b: \"true\"", "arg.b: \"on\"", "true")]
    [InlineData("arg.b: \"true\"", "arg.b: \"True\"", "true")]
    [InlineData("arg.b: \"true\"", "arg.b: \"no\"", "false")]
    [InlineData("arg.b: \"true\"", "arg.b: \"off\"", "false")]
    [InlineData("arg.b: \"true\"", "arg.b: \"False\"", "false")]
    [InlineData("arg.b: \"true\"", "arg.b: \"1\"", null)]
    [InlineData("instructor: operator", "instructor: Operator", "operator")]
    [InlineData("instructor: operator", "instructor: agent/007", "agent/7")]
    [InlineData("instructor: operator", "instructor: agent/00", null)]
    [InlineData("days: mon", "days: Monday", "mon")]
    [InlineData("days: mon", "days: [ Friday-Monday ]", "fri-mon")]
    [InlineData("days: mon", "days: someday", null)]
    [InlineData("\"09:00-17:00\"", "\"9:30-17:05\"", "09:30-17:05")]
    [InlineData("\"09:00-17:00\"", "\"9:30:00-24:00\"", "09:30-00:00")]
    [InlineData("\"09:00-17:00\"", "\"9:30:30-17:00\"", null)]
    [InlineData("\"09:00-17:00\"", "\"9:00-25:00\"", null)]
    [InlineData("\"09:00-17:00\"", "\"25:00-9:00\"", null)]
    [InlineData("\"09:00-17:00\"", "\"9:00-9:00\"", null)]
    [InlineData("\"09:00-17:00\"", "\"9:00\"", null)]
    [InlineData("\"09:00-17:00\"", "\"9:00-12:00-17:00\"", null)]
    [InlineData("\"2026-01-01T00:00:00Z\"", "\"2026-02-28\"", "2026-02-28T00:00:00Z")]
    [InlineData("\"2026-01-01T00:00:00Z\"", "\"2026-02-29\"", null)]
    [InlineData("arg.n: 7", "arg.n: \"007\"", "7")]
    [InlineData("arg.n: 7", "arg.n: 1_000", "1000")]
    [InlineData("arg.n: 7", "arg.n: \"000\"", null)]
    [InlineData("arg.n: 7", "arg.n: seven", null)]
    [InlineData("arg.u.host: x.org", "arg.u.host: X.org", "x.org")]
    [InlineData("arg.u.host: x.org", "arg.u.host: \"https://x.org/\"", "x.org")]
    [InlineData("arg.u.host: x.org", "arg.u.host: \"x.org:443\"", "x.org")]
    [InlineData("arg.u.host: x.org", "arg.u.host: x.org.", "x.org")]
    [InlineData("arg.u.host: x.org", "arg.u.host: \":443\"", null)]
    [InlineData("arg.u.host: x.org", "arg.u.host: \"x .org\"", null)]
    [InlineData("burst: 9", "burst: +9", "9")]
    [InlineData("burst: 9", "burst: 9.", "9")]
    [InlineData("burst: 9", "burst: \"09\"", "9")]
    [InlineData("burst: 9", "burst: -9", null)]
    [InlineData("rate: 9 per hour", "rate: 9 per hours", "9 per hour")]
    [InlineData("rate: 9 per hour", "rate: 9 an hour", "9 per hour")]
    [InlineData("rate: 9 per hour", "rate: 9 a day", "9 per day")]
    [InlineData("rate: 9 per hour", "rate: 9/week", "9 per week")]
    [InlineData("rate: 9 per hour", "rate: 9 per month", null)]
    [InlineData("within: 1d", "within: 1 d", "1d")]
    [InlineData("within: 1d", "within: 1 day", null)]
    [InlineData("chain: eip155:1", "chain: 1", "eip155:1")]
    [InlineData("chain: eip155:1", "chain: eip155:001", "eip155:1")]
    [InlineData("chain: eip155:1", "chain: eip155:0", null)]
    [InlineData("chain: eip155:1", "chain: eip155:1a", null)]
    [InlineData("agent: a", "agent: My_Agent", "my-agent")]
    [InlineData("agent: a", "agent: my agent", null)]
    [InlineData("dai: policy/1", "dai: anything", "policy/1")]
    [InlineData("\"0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb\"", "\"0Xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb\"",
        "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb")]
    [InlineData("\"0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb\"", "\"0Xd1220a0cf47c7b9be7a2e6ba89f429762e7b9a\"", null)]
    [InlineData("\"0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb\"", "\"d1220a0cf47c7b9be7a2e6ba89f429762e7b9adb\"", null)]
    public void Comes_back_right_where_one_thing_is_meant(string written, string instead, string? nearest)
    {
        Assert.Contains(written, Document);
        var refused = Assert.IsType<DocumentAnswer.Refused>(PolicyFile.Read(Document.Replace(written, instead)));
        Assert.Equal(nearest, Assert.Single(refused.Faults).Nearest);
    }

    [Fact]
    public void Is_a_document_without_the_mistakes() => Assert.IsType<DocumentAnswer.Read>(PolicyFile.Read(Document));

    [Fact]
    public void Does_not_guess_at_long_texts()
    {
        foreach (var (length, isGuessed) in (ReadOnlySpan<(int, bool)>)[(64, true), (65, false)])
        {
            var name = new string('A', length);
            var refused = Assert.IsType<DocumentAnswer.Refused>(
                PolicyFile.Read(Document.Replace("agent: a", "agent: " + name)));
            Assert.Equal(isGuessed ? name.ToLowerInvariant() : null, Assert.Single(refused.Faults).Nearest);
        }
    }
}
