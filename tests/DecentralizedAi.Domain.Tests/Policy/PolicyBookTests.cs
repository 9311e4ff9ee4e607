using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>A node asks the policy of the agent that acts and no other's, whatever names both have.</summary>
public sealed class PolicyBookTests
{
    private static readonly Facts Anytime =
        new() { Instructor = Instructor.Operator, Time = DateTimeOffset.UnixEpoch };

    [Fact]
    public void Knows_each_of_many_agents()
    {
        var policies = Enumerable.Range(0, 300).Select(i => Policy($"a{i}", "t.do")).ToArray();
        var book = new PolicyBook(policies);
        Assert.All(policies, policy => Assert.Equal((policy.Root, "t-do"), Decide(book, policy.Agent, "t.do")));
        Assert.All(policies, policy => Assert.Equal((policy.Root, null), Decide(book, policy.Agent, "t.undo")));
        Assert.All(Enumerable.Range(300, 300), i => Assert.Null(Decide(book, $"a{i}", "t.do")));
    }

    // They begin and end alike; some differ only in how often one letter comes, some only in the middle.
    [Fact]
    public void Knows_names_that_look_alike_by_their_lengths_and_middles()
    {
        string[] agents = ["zzzzzzzz-b-zzzzzzzz", "zzzzzzzz-c-zzzzzzzz", .. Runs('z')];
        string[] tools = ["tttttttt.b.tttttttt", "tttttttt.c.tttttttt", .. Runs('t')];
        var policies = agents.Select(agent => Policy(agent, tools)).ToArray();
        var book = new PolicyBook(policies);
        foreach (var policy in policies)
        {
            Assert.All(tools, tool => Assert.Equal((policy.Root, RuleOf(tool)), Decide(book, policy.Agent, tool)));
            Assert.Equal((policy.Root, null), Decide(book, policy.Agent, "tttttttt.d.tttttttt"));
        }
        Assert.Null(Decide(book, "zzzzzzzz-d-zzzzzzzz", tools[0]));
    }

    private static IEnumerable<string> Runs(char letter) =>
        Enumerable.Range(8, 9).Append(40).Append(41).Select(length => new string(letter, length));

    [Fact]
    public void Denies_everything_without_a_policy() => Assert.Null(Decide(new([]), "a", "t.do"));

    private static (Bytes32 Root, string? Rule)? Decide(PolicyBook book, string agent, string tool) =>
        book.Decide(agent, ToolCall.Of(tool), Anytime) is { } decision ? (decision.Policy, decision.Rule) : null;

    private static string RuleOf(string tool) => tool.Replace('.', '-');

    /// <summary>Each tool is permitted by a rule of its name.</summary>
    private static PolicySnapshot Policy(string agent, params string[] tools)
    {
        var policy = PolicySamples.Read($$"""
            { "dai": "policy/1", "chain": "eip155:1", "agent": "{{agent}}",
              "tools": { {{string.Join(", ", tools.Append("t.undo").Select(Tool))}} },
              "rules": [ {{string.Join(", ", tools.Select(Rule))}} ] }
            """);
        Assert.NotNull(policy);
        return policy;

        static string Tool(string name) => $$"""
            "{{name}}": { "effect": "read" }
            """;

        static string Rule(string name) => $$"""
            { "id": "{{RuleOf(name)}}", "permit": "{{name}}" }
            """;
    }
}
