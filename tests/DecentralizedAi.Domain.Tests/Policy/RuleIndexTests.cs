using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Compiling;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Explaining;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>All rules at once say what each rule says by itself, and what is decided is what they say.</summary>
public sealed class RuleIndexTests
{
    private const int Documents = 300;
    private const int CallsOfDocument = 60;

    [Fact]
    public void Matches_the_rules_of_the_vectors_as_each_does_alone()
    {
        foreach (var vector in PolicyVectors.Section("decisions"))
            Compare(PolicySamples.Snapshot(vector.GetProperty("doc").GetInt32()),
                PolicySamples.Call(vector.GetProperty("call")), PolicySamples.Facts(vector.GetProperty("facts")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Matches_random_rules_as_each_does_alone(int seed) => CompareRandom(seed, Documents);

    // The same, soon enough to be asked of every mutant.
    [Fact]
    public void Matches_some_rules_as_each_does_alone() => CompareRandom(4, Documents / 10);

    // Names of 63 characters and more are found another way; one that no rule names holds for rules without hosts.
    [Theory]
    [InlineData(5, 12)]
    [InlineData(59, 66)]
    public void Matches_hosts_long_and_short_as_each_rule_does_alone(int letters, int more)
    {
        var (name, longer) = (new string('l', letters) + ".org", new string('m', more) + ".org");
        var policy = PolicySamples.Read($$"""
            { "dai": "policy/1", "chain": "eip155:1", "agent": "a",
              "tools": { "t.link": { "effect": "read", "args": { "u": "url" } },
                "t.more": { "effect": "read", "args": { "u": "url" } } },
              "rules": [
                { "id": "a", "permit": "t.link", "when": { "arg.u.host": { "in": [ "a.org", "b.org" ] } } },
                { "id": "b", "permit": "t.link", "when": { "turn": "clean" } },
                { "id": "c", "permit": "t.more", "when": { "arg.u.host":
                  { "in": [ "c.org", "*.d.org", "*.{{name}}", "*.e.{{name}}", "*.{{longer}}", "{{longer}}" ] } } },
                { "id": "d", "permit": "t.more", "when": { "arg.u.host": { "in": [ "*.e.{{name}}" ] } } },
                { "id": "e", "permit": "t.more", "when": { "turn": "clean" } } ] }
            """);
        Assert.NotNull(policy);
        string[] hosts =
            ["a.org", "b.org", "c.org", "d.org", "z.org", name, longer, new('n', 90), new string('n', 60) + ".org"];
        foreach (var host in hosts.SelectMany(host => new[] { "", "e.", "f.e.", "fe.", "f" }.Select(sub => sub + host)))
        {
            foreach (var tool in policy.Document.Tools.Keys)
                Compare(policy, ToolCall.Of(tool, new ToolArgument("u", $"https://{host}/")), Quiet);
        }
    }

    [Fact]
    public void Matches_several_conditions_on_one_argument_as_each_rule_does_alone()
    {
        var policy = PolicySamples.Read("""
            { "dai": "policy/1", "chain": "eip155:1", "agent": "a",
              "tools": { "t.do": { "effect": "write", "args": { "n": "integer?", "s": "text?" } } },
              "rules": [
                { "id": "a", "permit": "t.do", "when": { "arg.s": { "equals": "x", "in": [ "x", "y" ] } } },
                { "id": "b", "forbid": "t.do", "when": { "arg.n":
                  { "at_least": "5", "more_than": "6", "at_most": "9" } } },
                { "id": "c", "permit": "t.do", "when": { "arg.s": { "max_length": "4294967299" } } },
                { "id": "d", "permit": "t.do", "when": { "arg.n": { "at_least": "5", "at_most": "7" } },
                  "unless": { "arg.n": { "at_least": "6", "at_most": "8" } } } ] }
            """);
        Assert.NotNull(policy);
        foreach (var text in new[] { null, "x", "y", "abcdef" })
        {
            foreach (var number in new int?[] { null, 4, 5, 6, 7, 8, 9, 10 })
                Compare(policy, ToolCall.Of("t.do", new[] { ("n", number?.ToString()), ("s", text) }
                    .Where(argument => argument.Item2 is not null)
                    .Select(argument => new ToolArgument(argument.Item1, argument.Item2!))), Quiet);
        }
    }

    private static Facts Quiet => new()
    {
        Instructor = Instructor.Operator, Time = DateTimeOffset.UnixEpoch, Turn = LabelSet.Of(Label.Dao),
    };

    private static void CompareRandom(int seed, int documents)
    {
        var (policies, calls) = (new RandomPolicies(seed), new RandomCalls(seed));
        var (accepted, matched) = (0, 0);
        for (var i = 0; i < documents; i++)
        {
            if (PolicySamples.Read(policies.Document()) is not { } snapshot)
                continue;
            accepted++;
            for (var call = 0; call < CallsOfDocument; call++)
                matched += Compare(snapshot, calls.Call(), calls.Facts());
        }
        Assert.InRange(accepted, documents / 4, documents);
        Assert.InRange(matched, documents, int.MaxValue);
    }

    /// <summary>How many rules match.</summary>
    private static int Compare(PolicySnapshot policy, ToolCall call, Facts facts)
    {
        if (policy.Tool(call.Tool) is not { } tool)
            return 0;
        var values = new ArgumentValue[tool.Signature.Arguments.Length];
        if (CallFit.Read(call, tool.Arguments, policy.Assets, values) is not null)
            return 0;
        var view = new CallView(values, facts);
        var (expected, count) = (0UL, 0);
        for (var i = 0; i < tool.Rules.Length; i++)
        {
            if (!tool.Rules[i].Matches(view))
                continue;
            expected |= 1UL << i;
            count++;
        }
        Assert.True(expected == tool.Matching(view),
            $"{call} of {System.Text.Encoding.UTF8.GetString(policy.Canonical.Span)}");
        CompareDecision(policy, call, facts, Plain(tool, view));
        CompareExplanation(PolicyExplainer.Explain(call, policy, facts), tool, view);
        return count;
    }

    // What is said of a condition is what it says by itself, also where all rules were asked at once.
    private static void CompareExplanation(Explanation explanation, CompiledTool tool, in CallView view)
    {
        for (var i = 0; i < tool.Rules.Length; i++)
        {
            var conditions = tool.Rules[i].Conditions;
            for (var j = 0; j < conditions.Length; j++)
                Assert.Equal(conditions[j].Attribute.IsIn(view) ? conditions[j].Test.Holds(view)
                    : conditions[j].Attribute.Holds(view), explanation.Rules[i].Conditions[j].Holds);
        }
    }

    private static void CompareDecision(
        PolicySnapshot policy, ToolCall call, Facts facts, (string Verdict, string? Rule) plain)
    {
        var decision = PolicyRules.Decide(call, policy, facts);
        Assert.Same(decision, new PolicyBook([policy]).Decide(policy.Agent, call, facts));
        Assert.Equal(plain.Rule, decision.Rule);
        // What the rules let through may still be more than a budget covers, or more than it allows without approval.
        var verdict = decision is Decision.Denied { Reason: DenialReason.Budget } ? "over budget" : decision.Verdict;
        string[] possible = plain.Verdict switch
        {
            "denied" => ["denied"],
            "approval" => ["approval", "over budget"],
            _ => policy.Tool(call.Tool)!.IsMoney ? ["allowed", "approval", "over budget"] : ["allowed", "over budget"],
        };
        Assert.Contains(verdict, possible);
    }

    /// <summary>What the rules say by looking at each as it is written, and the one that they cite.</summary>
    private static (string Verdict, string? Rule) Plain(CompiledTool tool, in CallView view)
    {
        var matching = new List<RuleLine>();
        foreach (var rule in tool.Rules)
        {
            if (rule.Matches(view))
                matching.Add(rule.Line);
        }
        foreach (var (kind, verdict) in new[]
            { (RuleKind.Forbid, "denied"), (RuleKind.Ask, "approval"), (RuleKind.Permit, "allowed") })
        {
            var ids = matching.Where(rule => rule.Kind == kind).Select(rule => rule.Id);
            if (ids.Min(StringComparer.Ordinal) is { } smallest)
                return (verdict, smallest);
        }
        return ("denied", null);
    }
}
