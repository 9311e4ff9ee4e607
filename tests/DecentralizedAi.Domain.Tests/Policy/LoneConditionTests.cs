using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Explaining;
using DecentralizedAi.Domain.Tools;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>One condition, asked by itself, and what explain says of it, at the edges of what it takes.</summary>
public sealed class LoneConditionTests
{
    private const string Tools = """
        { "t.do": { "effect": "write", "args": { "a": "amount?", "b": "bool?", "d": "date?", "n": "integer?",
          "s": "text?", "u": "url?" } } }
        """;

    private const string Budgets = """
        { "EUR": { "asset": "0x0000000000000000000000000000000000000001", "decimals": "0", "burst": "9",
          "rate": "1 per day", "payees": "p" }, "USD": { "asset": "0x0000000000000000000000000000000000000002",
          "decimals": "0", "burst": "9", "rate": "1 per day", "payees": "p" } }
        """;

    [Theory]
    [InlineData("\"arg.b\": \"true\"", "b", "true", true)]
    [InlineData("\"arg.b\": \"true\"", "b", "false", false)]
    [InlineData("\"arg.b\": \"false\"", "b", "false", true)]
    [InlineData("\"arg.a\": { \"at_most\": \"5 EUR\" }", "a", "5 EUR", true)]
    [InlineData("\"arg.a\": { \"at_most\": \"5 EUR\" }", "a", "6 EUR", false)]
    [InlineData("\"arg.a\": { \"at_most\": \"5 EUR\" }", "a", "5 USD", false)]
    [InlineData("\"arg.a\": { \"at_most\": \"5 USD\" }", "a", "5 EUR", false)]
    [InlineData("\"arg.a\": { \"at_most\": \"5 USD\" }", "a", "5 USD", true)]
    [InlineData("\"arg.n\": { \"at_most\": \"5\" }", "n", "5", true)]
    [InlineData("\"arg.n\": { \"at_most\": \"5\" }", "n", "6", false)]
    [InlineData("\"arg.n\": { \"less_than\": \"5\" }", "n", "4", true)]
    [InlineData("\"arg.n\": { \"less_than\": \"5\" }", "n", "5", false)]
    [InlineData("\"arg.n\": { \"at_least\": \"5\" }", "n", "4", false)]
    [InlineData("\"arg.n\": { \"at_least\": \"5\" }", "n", "5", true)]
    [InlineData("\"arg.n\": { \"more_than\": \"5\" }", "n", "5", false)]
    [InlineData("\"arg.n\": { \"more_than\": \"5\" }", "n", "6", true)]
    [InlineData("\"arg.d\": { \"at_least\": \"2026-03-01\" }", "d", "2026-02-28", false)]
    [InlineData("\"arg.d\": { \"at_least\": \"2026-03-01\" }", "d", "2026-03-01", true)]
    [InlineData("\"arg.s\": { \"max_length\": \"3\" }", "s", "éa", true)]
    [InlineData("\"arg.s\": { \"max_length\": \"3\" }", "s", "éé", false)]
    [InlineData("\"arg.s\": { \"starts_with\": \"ab\" }", "s", "ab", true)]
    [InlineData("\"arg.s\": { \"starts_with\": \"ab\" }", "s", "Ab", false)]
    [InlineData("\"arg.u.host\": { \"in\": [ \"*.x.org\" ] }", "u", "https://A.X.org", true)]
    [InlineData("\"arg.u.host\": { \"in\": [ \"*.x.org\" ] }", "u", "https://x.org", false)]
    [InlineData("\"arg.u.host\": { \"in\": [ \"*.x.org\", \"x.org\" ] }", "u", "https://X.org", true)]
    [InlineData("\"arg.u.scheme\": \"https\"", "u", "HTTPS://x.org", true)]
    [InlineData("\"arg.u.path\": \"/A\"", "u", "https://x.org/a", false)]
    [InlineData("\"arg.u.port\": \"443\"", "u", "https://x.org/a", true)]
    [InlineData("\"arg.u.port\": \"443\"", "u", "http://x.org/a", false)]
    public void Holds_or_not(string condition, string argument, string value, bool holds)
    {
        var found = Explain(condition, argument, value, LabelSet.Of(Label.Instruction));
        Assert.Equal(holds, found.Decision is Decision.Allowed);
        Assert.Equal(holds, Assert.Single(found.Conditions).Holds);
    }

    [Theory]
    [InlineData("permit", false, Label.Dao, Label.Foreign)]
    [InlineData("permit", true, Label.Dao)]
    [InlineData("forbid", true, Label.Dao, Label.Foreign)]
    [InlineData("forbid", true, Label.Dao)]
    [InlineData("forbid", false, Label.Foreign)]
    public void Doubt_about_where_a_value_comes_from_tightens(string kind, bool holds, params Label[] labels)
    {
        var found = Explain("\"arg.s\": { \"from\": [ \"dao\" ] }", "s", "x", LabelSet.Of(labels), kind);
        Assert.Equal(holds, found.Rules.Single(rule => rule.Id == "r").Conditions.Single().Holds);
    }

    [Theory]
    [InlineData("09:00-17:00", "08:59:59", false)]
    [InlineData("09:00-17:00", "09:00:00", true)]
    [InlineData("09:00-17:00", "16:59:59", true)]
    [InlineData("09:00-17:00", "17:00:00", false)]
    [InlineData("22:00-06:00", "21:59:59", false)]
    [InlineData("22:00-06:00", "22:00:00", true)]
    [InlineData("22:00-06:00", "05:59:59", true)]
    [InlineData("22:00-06:00", "06:00:00", false)]
    [InlineData("12:00-00:00", "23:59:59", true)]
    [InlineData("12:00-00:00", "00:00:00", false)]
    public void Hours_begin_with_their_first_minute_and_end_before_their_last(string hours, string time, bool holds) =>
        Assert.Equal(holds, Explain($"\"time\": {{ \"hours\": \"{hours}\" }}", "s", "x", default, time: time)
            .Conditions.Single().Holds);

    private static Explanation Explain(
        string condition, string argument, string value, LabelSet labels, string kind = "permit",
        string time = "10:00:00")
    {
        var policy = PolicySamples.Read($$"""
            { "dai": "policy/1", "chain": "eip155:1", "agent": "a", "tools": {{Tools}}, "budgets": {{Budgets}},
              "lists": { "p": [ "0x0000000000000000000000000000000000000009" ] },
              "rules": [ { "id": "r", "{{kind}}": "t.do", "when": { {{condition}} } } ] }
            """);
        Assert.NotNull(policy);
        return PolicyExplainer.Explain(ToolCall.Of("t.do", new ToolArgument(argument, value)), policy, new Facts
        {
            Instructor = Instructor.Operator,
            Time = DateTimeOffset.Parse($"2026-03-02T{time}Z", System.Globalization.CultureInfo.InvariantCulture),
            Turn = LabelSet.Of(Label.Instruction),
            Labels = new Dictionary<string, LabelSet> { [argument] = labels },
        });
    }
}
