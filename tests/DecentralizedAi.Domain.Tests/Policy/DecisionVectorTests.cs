using System.Text.Json;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

public sealed class DecisionVectorTests
{
    public static TheoryData<int> Decisions => new(Enumerable.Range(0, PolicyVectors.Section("decisions").Count));

    [Theory]
    [MemberData(nameof(Decisions))]
    public void Decides_as_the_vectors_say(int index)
    {
        var vector = PolicyVectors.Section("decisions")[index];
        var snapshot = PolicySamples.Snapshot(vector.GetProperty("doc").GetInt32());
        var decision = PolicyRules.Decide(
            PolicySamples.Call(vector.GetProperty("call")), snapshot, PolicySamples.Facts(vector.GetProperty("facts")));
        Assert.Equal(Expected(vector), Written(decision));
        Assert.Equal(snapshot.Root, decision.Policy);
    }

    [Theory]
    [MemberData(nameof(Decisions))]
    public void Decides_the_same_from_the_recorded_facts(int index)
    {
        var vector = PolicyVectors.Section("decisions")[index];
        var snapshot = PolicySamples.Snapshot(vector.GetProperty("doc").GetInt32());
        var recorded = RecordedFacts.Write(
            PolicySamples.Call(vector.GetProperty("call")), PolicySamples.Facts(vector.GetProperty("facts")));
        var (call, facts) = RecordedFacts.Read(recorded);
        Assert.Equal(Expected(vector), Written(PolicyRules.Decide(call, snapshot, facts)));
    }

    private static string Expected(JsonElement vector)
    {
        var rule = vector.GetProperty("rule").GetString() ?? "-";
        var verdict = vector.GetProperty("verdict").GetString();
        return verdict switch
        {
            "denied" => $"denied {rule} {vector.GetProperty("reason").GetString()}",
            "approval" => $"approval {rule} {Approvers(vector)} {vector.GetProperty("within").GetString()}",
            _ => $"{verdict} {rule}",
        };
    }

    private static string Approvers(JsonElement vector) =>
        string.Join(",", vector.GetProperty("approvers").EnumerateArray().Select(by => by.GetString()));

    private static string Written(Decision decision) => decision switch
    {
        Decision.Denied denied => $"denied {denied.Rule ?? "-"} {denied.Reason.ToString().ToLowerInvariant()}",
        Decision.Approval approval => $"approval {approval.Rule} "
            + $"{string.Join(",", approval.Approvers.Select(by => by.ToLower()))} {approval.Within}",
        _ => $"{decision.Verdict} {decision.Rule}",
    };
}
