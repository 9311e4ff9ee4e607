using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Compiling;
using DecentralizedAi.Domain.Policy.Conditions;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>All rules at once say what each rule says by itself.</summary>
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
        return count;
    }
}
