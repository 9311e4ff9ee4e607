using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Explaining;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

public sealed class PolicyExplainerTests
{
    [Fact]
    public void Explains_every_decision_of_the_vectors_as_it_was_decided()
    {
        foreach (var vector in PolicyVectors.Section("decisions"))
        {
            var snapshot = PolicySamples.Snapshot(vector.GetProperty("doc").GetInt32());
            var call = PolicySamples.Call(vector.GetProperty("call"));
            var explanation = PolicyExplainer.Explain(call, snapshot, PolicySamples.Facts(vector.GetProperty("facts")));
            Assert.Equal(vector.GetProperty("verdict").GetString(), explanation.Decision.Verdict);
            // A rule matches exactly when its conditions say so.
            Assert.All(explanation.Rules, rule => Assert.Equal(
                rule.Conditions.Where(condition => condition.Place != "unless").All(condition => condition.Holds)
                && (rule.Conditions.All(condition => condition.Place != "unless")
                    || rule.Conditions.Any(condition => condition is { Place: "unless", Holds: false })),
                rule.Matches));
            Assert.Equal(explanation.Decision is Decision.Allowed, explanation.Change is null);
            if (explanation.Decision is Decision.Denied { Reason: DenialReason.Budget })
                Assert.Contains(explanation.Budget, line => !line.Holds);
            if (explanation.Decision is Decision.Denied { Reason: DenialReason.Rule or DenialReason.Silence })
                Assert.Empty(explanation.Budget);
        }
    }

    [Theory]
    [InlineData(481, "permit 'pay-vendors' would match if instructor in "
        + "[0x27b1fdb04752bbc536007a920d24acb045561c26, schedule/monthly-bills] (is operator)")]
    [InlineData(482, "'office-hours' would not forbid it if its exception held: time hours [09:00-17:00] (is 17:00)")]
    [InlineData(485, "permit 'pay-vendors' would match if arg.to from [dao, instruction] (is foreign)")]
    [InlineData(487, "50 USDC is more than the 49.999999 USDC that may leave now")]
    [InlineData(496, "the call must fit its tool: no tool 'wallet.drain' in this policy")]
    [InlineData(476, "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb must approve within 1 day")]
    public void Says_what_would_have_to_change(int index, string change)
    {
        var vector = PolicyVectors.Section("decisions")[index];
        Assert.Equal(change, PolicyExplainer.Explain(
            PolicySamples.Call(vector.GetProperty("call")), PolicySamples.Snapshot(0),
            PolicySamples.Facts(vector.GetProperty("facts"))).Change);
    }

    [Fact]
    public void Says_of_a_forbidden_call_that_nothing_would_permit_it_either()
    {
        var vector = PolicyVectors.Section("decisions")[482];
        var facts = PolicySamples.Facts(vector.GetProperty("facts")) with { Instructor = Instructor.Operator };
        Assert.Equal(
            "'office-hours' would not forbid it if its exception held: time hours [09:00-17:00] (is 17:00); and permit "
            + "'pay-vendors' would match if instructor in [0x27b1fdb04752bbc536007a920d24acb045561c26, "
            + "schedule/monthly-bills] (is operator)",
            PolicyExplainer.Explain(PolicySamples.Call(vector.GetProperty("call")), PolicySamples.Snapshot(0), facts)
                .Change);
    }

    [Fact]
    public void Marks_what_the_vault_holds_too()
    {
        var vector = PolicyVectors.Section("decisions")[475];
        var lines = PolicyExplainer.Explain(PolicySamples.Call(vector.GetProperty("call")), PolicySamples.Snapshot(0),
            PolicySamples.Facts(vector.GetProperty("facts"))).Conditions.ToArray();
        Assert.Equal(Enforcer.Vault, lines.Single(line => line is { Place: "when", Attribute: "arg.to" }).By);
        Assert.Equal(Enforcer.Vault, lines.Single(line => line is { Place: "when", Attribute: "arg.amount" }).By);
        Assert.Equal(Enforcer.Nodes, lines.Single(line => line is { Place: "when", Attribute: "instructor" }).By);
        var budget = lines.Where(line => line.Place == "budget").ToArray();
        Assert.Equal(6, budget.Length);
        Assert.All(budget, line => Assert.Equal((Enforcer.Vault, true), (line.By, line.Holds)));
    }

    [Theory]
    [InlineData("3", null, null)]
    [InlineData("4", "4 calls are more than the 3 left now", "calls at most 3 (is 4)")]
    [InlineData(null, "the policy has no budget of calls", "calls at most nothing (is 3)")]
    public void Says_which_resource_a_call_without_money_lacks(string? cost, string? why, string? line)
    {
        var known = new Dictionary<string, BudgetLevel> { ["calls"] = new(UInt256.Of(3), UInt256.Zero) };
        var explanation = PolicyExplainer.Explain(
            ToolCall.Of("web.fetch", new ToolArgument("url", "https://status.example.org/")), PolicySamples.Snapshot(0),
            Quiet with
            {
                Costs = new Dictionary<string, UInt256> { ["calls"] = UInt256.Parse(cost ?? "3") },
                Levels = cost is null ? [] : known,
            });
        Assert.Equal((why, why), (explanation.Why, explanation.Change));
        Assert.Equal(why is null ? null : "read-status-pages",
            explanation.Decision is Decision.Denied { Reason: DenialReason.Budget, Rule: var rule } ? rule : null);
        var budget = Assert.Single(explanation.Budget);
        Assert.Equal(("calls", "budget", why is null, Enforcer.Nodes),
            (budget.Rule, budget.Place, budget.Holds, budget.By));
        if (line is not null)
            Assert.Equal(line, budget.ToString());
    }

    [Fact]
    public void Names_the_resource_that_lacks_and_not_the_one_that_is_used_up_by_the_call()
    {
        var explanation = PolicyExplainer.Explain(
            ToolCall.Of("web.fetch", new ToolArgument("url", "https://status.example.org/")), PolicySamples.Snapshot(0),
            Quiet with
            {
                Costs = new Dictionary<string, UInt256> { ["calls"] = UInt256.Of(3), ["tokens"] = UInt256.Of(9) },
                Levels = new Dictionary<string, BudgetLevel>
                {
                    ["calls"] = new(UInt256.Of(3), UInt256.Zero), ["tokens"] = new(UInt256.Of(8), UInt256.Zero),
                },
            });
        Assert.Equal("9 tokens are more than the 8 left now", explanation.Why);
        Assert.Equal([true, false], explanation.Budget.Select(line => line.Holds));
    }

    [Fact]
    public void Says_of_a_tool_that_the_policy_lacks_what_may_be_published()
    {
        var denied = Assert.IsType<Decision.Denied>(
            PolicyRules.Decide(ToolCall.Of("wallet.drain"), PolicySamples.Snapshot(0), Quiet));
        Assert.Equal(("the policy knows no such tool", null), (denied.Why, denied.Rule));
    }

    [Fact]
    public void Says_of_a_call_that_nobody_asked_for_that_nobody_did()
    {
        var explanation = PolicyExplainer.Explain(PolicySamples.Call(PolicyVectors.Section("decisions")[475]
            .GetProperty("call")), PolicySamples.Snapshot(0), Quiet with { Instructor = default });
        Assert.EndsWith("(is nobody)",
            explanation.Conditions.Single(condition => condition.Attribute == "instructor").ToString());
    }

    [Fact]
    public void Marks_no_exception_as_held_by_the_vault()
    {
        var snapshot = Assert.IsType<CompileAnswer.Compiled>(PolicySnapshot.Compile(ChangedDocument.Read(
            ChangedDocument.Rule, "{ 'id': 'r', 'permit': 'm.pay', 'when': { 'instructor': 'any', 'arg.to': { 'from': "
            + "[ 'dao' ] } }, 'unless': { 'arg.to': { 'in': 'people' } } }"))).Snapshot;
        var explanation = PolicyExplainer.Explain(
            ToolCall.Of("m.pay", new ToolArgument("amount", "1 EUR"), new ToolArgument("to", ChangedDocument.Asset)),
            snapshot, Quiet);
        Assert.Equal(("r", Enforcer.Nodes), explanation.Conditions.Where(condition => condition.Place == "unless")
            .Select(condition => (condition.Rule, condition.By)).Single());
    }

    [Fact]
    public void Covers_a_payment_of_all_that_is_left()
    {
        var vector = PolicyVectors.Section("decisions")[475];
        var facts = PolicySamples.Facts(vector.GetProperty("facts"));
        var paid = PolicySamples.Snapshot(0).MoneyOf(PolicySamples.Call(vector.GetProperty("call")))!.Value.Units;
        var explanation = PolicyExplainer.Explain(PolicySamples.Call(vector.GetProperty("call")),
            PolicySamples.Snapshot(0),
            facts with { Levels = new Dictionary<string, BudgetLevel> { ["USDC"] = new(paid, UInt256.Zero) } });
        Assert.All(explanation.Budget, line => Assert.True(line.Holds));
        Assert.IsType<Decision.Allowed>(explanation.Decision);
    }

    private static Facts Quiet => new()
    {
        Instructor = Instructor.Operator,
        Time = new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero),
    };
}
