using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Policy;

/// <summary>Snapshots of the vectors' documents, and calls and facts read from vectors.</summary>
internal static class PolicySamples
{
    // Compiled for each test: one that was kept would hide from all tests but the first what compiles it wrongly.
    public static PolicySnapshot Snapshot(int document) => Compile(PolicyVectors.Canonical(document));

    public static PolicySnapshot Compile(string canonical)
    {
        var answer = PolicySnapshot.Compile(System.Text.Encoding.UTF8.GetBytes(canonical));
        return Assert.IsType<CompileAnswer.Compiled>(answer).Snapshot;
    }

    /// <summary>A document as anybody may write its JSON; null when it is refused.</summary>
    public static PolicySnapshot? Read(string json) =>
        JsonTree.Read(System.Text.Encoding.UTF8.GetBytes(json)).Root is { } root
            && PolicySnapshot.Compile(PolicyDocument.Read(root)) is CompileAnswer.Compiled compiled
            ? compiled.Snapshot
            : null;

    public static ToolCall Call(JsonElement call) => ToolCall.Of(call.GetProperty("tool").GetString()!,
        call.GetProperty("args").EnumerateObject().Select(arg => new ToolArgument(arg.Name, arg.Value.GetString()!)));

    public static Facts Facts(JsonElement facts) => new()
    {
        Instructor = Instructor.Parse(facts.GetProperty("instructor").GetString()!),
        Time = facts.GetProperty("time").GetDateTimeOffset(),
        Turn = Labels(facts.GetProperty("turn")),
        Labels = facts.GetProperty("labels").EnumerateObject().ToDictionary(arg => arg.Name, arg => Labels(arg.Value)),
        Levels = facts.TryGetProperty("levels", out var levels)
            ? levels.EnumerateObject().ToDictionary(level => level.Name, level => new BudgetLevel(
                UInt256.Parse(level.Value.GetProperty("level").GetString()!),
                UInt256.Parse(level.Value.GetProperty("spent").GetString()!)))
            : [],
    };

    private static LabelSet Labels(JsonElement labels) =>
        RecordedFacts.Labels(labels.EnumerateArray().Select(label => label.GetString()!));
}
