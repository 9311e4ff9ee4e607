using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Explaining;
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
}
