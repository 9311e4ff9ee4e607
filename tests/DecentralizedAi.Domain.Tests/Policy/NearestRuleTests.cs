using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Explaining;
using DecentralizedAi.Domain.Tools;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>A refused call is told of the rule that lacks least, and of everything that this rule lacks.</summary>
public sealed class NearestRuleTests
{
    private const string LacksTwo =
        """{ "id": "a", "permit": "t.do", "when": { "arg.n": { "at_most": "5" }, "instructor": "agent/2" } }""";

    private const string LacksOne = """{ "id": "b", "permit": "t.do", "when": { "arg.n": { "at_most": "6" } } }""";

    [Theory]
    [InlineData(LacksTwo,
        "permit 'a' would match if arg.n at most 5 (is 7) and instructor equals agent/2 (is operator)")]
    [InlineData(LacksTwo + "," + LacksOne, "permit 'b' would match if arg.n at most 6 (is 7)")]
    // An exception that holds is what is lacking; each of its tests would have to fail, and one that fails is enough.
    [InlineData("""{ "id": "c", "permit": "t.do", "unless": { "arg.n": "7" } }""",
        "permit 'c' would match if not arg.n equals 7 (is 7)")]
    [InlineData("""{ "id": "c", "permit": "t.do", "unless": { "arg.n": { "at_least": "1", "at_most": "9" } } }""",
        "permit 'c' would match if not arg.n at least 1 (is 7) and not arg.n at most 9 (is 7)")]
    [InlineData("""
        { "id": "c", "permit": "t.do", "when": { "turn": "clean" }, "unless": { "arg.n": { "at_least": "1",
          "at_most": "6" } } }
        """, "permit 'c' would match if turn is clean (is not clean: foreign text was read)")]
    [InlineData("""
        { "id": "c", "permit": "t.do", "when": { "turn": "clean" }, "unless": { "arg.n": "7" } }
        """, "permit 'c' would match if turn is clean (is not clean: foreign text was read) and not arg.n equals 7 "
        + "(is 7)")]
    // Two tests of an exception count as two, one that fails counts for nothing.
    [InlineData(LacksTwo + """, { "id": "c", "permit": "t.do", "unless": { "arg.n": "7" } }""",
        "permit 'c' would match if not arg.n equals 7 (is 7)")]
    [InlineData(LacksOne + """
        , { "id": "c", "permit": "t.do", "unless": { "arg.n": { "at_least": "1", "at_most": "9" } } }
        """, "permit 'b' would match if arg.n at most 6 (is 7)")]
    [InlineData("""
        { "id": "a", "permit": "t.do", "when": { "turn": "clean" }, "unless": { "arg.n": { "at_least": "1",
          "at_most": "9" } } }
        """ + "," + """
        { "id": "b", "permit": "t.do", "when": { "arg.n": "6", "instructor": "agent/2" } }
        """, "permit 'b' would match if arg.n equals 6 (is 7) and instructor equals agent/2 (is operator)")]
    [InlineData("""
        { "id": "a", "permit": "t.do", "when": { "turn": "clean" }, "unless": { "arg.n": { "at_least": "1",
          "at_most": "6" } } }
        """ + "," + """
        { "id": "b", "permit": "t.do", "when": { "arg.n": "6", "instructor": "agent/2" } }
        """, "permit 'a' would match if turn is clean (is not clean: foreign text was read)")]
    // What holds does not count.
    [InlineData(LacksTwo + """
        , { "id": "c", "permit": "t.do", "when": { "instructor": "operator", "turn": "any",
          "arg.n": { "at_least": "1", "at_most": "6" } } }
        """, "permit 'c' would match if arg.n at most 6 (is 7)")]
    // Of two that lack as much, the one that needs nobody's approval.
    [InlineData(LacksOne + "," + Ask, "permit 'b' would match if arg.n at most 6 (is 7)")]
    [InlineData(LacksTwo + "," + Ask, "ask 'z' would match if arg.n equals 6 (is 7)")]
    [InlineData("""{ "id": "f", "forbid": "t.do", "when": { "arg.n": "6" } }""",
        "a vote has to permit this tool: no rule does")]
    public void Tells_what_the_nearest_rule_lacks(string rules, string change) =>
        Assert.Equal(change, Explain(rules, 7).Change);

    private const string Ask = """
        { "id": "z", "ask": "t.do", "when": { "arg.n": "6" }, "within": "1h",
          "by": "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb" }
        """;

    [Theory]
    [InlineData("""{ "id": "f", "forbid": "t.do" }""", "nothing in the call helps: 'f' forbids the tool always")]
    [InlineData("""
        { "id": "f", "forbid": "t.do", "unless": { "arg.n": { "in": [ "3", "9" ], "at_least": "9" } } }
        """, "'f' would not forbid it if its exception held: arg.n at least 9 (is 7) and arg.n in [3, 9] (is 7)")]
    [InlineData("""{ "id": "f", "forbid": "t.do", "when": { "arg.n": { "at_least": "1", "at_most": "9" } } }""",
        "'f' would not forbid it if not arg.n at least 1 (is 7), or not arg.n at most 9 (is 7)")]
    [InlineData("""
        { "id": "f", "forbid": "t.do", "when": { "arg.n": "7" }, "unless": { "instructor": { "in": [ "agent/2" ] } } }
        """, "'f' would not forbid it if its exception held: instructor in [agent/2] (is operator), or not arg.n "
        + "equals 7 (is 7)")]
    [InlineData("""
        { "id": "f", "forbid": "t.do", "when": { "arg.n": "7" } }, { "id": "g", "forbid": "t.do", "when": { "arg.n":
          { "at_least": "7" } } }, { "id": "h", "forbid": "t.do", "when": { "arg.n": "8" } }
        """, "'f' would not forbid it if not arg.n equals 7 (is 7); and 'g' would not forbid it if not arg.n at "
        + "least 7 (is 7)")]
    public void Tells_how_each_forbid_that_matches_is_escaped(string rules, string change) =>
        Assert.Equal(change, Explain(rules + """, { "id": "p", "permit": "t.do" }""", 7).Change);

    private static Explanation Explain(string rules, int n)
    {
        var policy = PolicySamples.Read("""
            { "dai": "policy/1", "chain": "eip155:1", "agent": "a",
              "tools": { "t.do": { "effect": "write", "args": { "n": "integer" } } }, "rules": [
            """ + rules + "] }");
        Assert.NotNull(policy);
        return PolicyExplainer.Explain(ToolCall.Of("t.do", new ToolArgument("n", $"{n}")), policy, new Facts
        {
            Instructor = Instructor.Operator, Time = DateTimeOffset.UnixEpoch, Turn = LabelSet.Of(Label.Foreign),
        });
    }
}
