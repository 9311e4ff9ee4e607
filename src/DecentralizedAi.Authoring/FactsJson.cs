using System.Text.Json;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Authoring;

/// <summary>Reads calls and facts from JSON as section 2 of the policy language writes them.</summary>
public static class FactsJson
{
    /// <summary><c>{ tool, args: { name: text } }</c>.</summary>
    /// <exception cref="FormatException">A value is no text.</exception>
    /// <exception cref="KeyNotFoundException">A key is missing.</exception>
    public static ToolCall Call(JsonElement call) => ToolCall.Of(
        Text(call.GetProperty("tool")),
        call.GetProperty("args").EnumerateObject().Select(arg => new ToolArgument(arg.Name, Text(arg.Value))));

    /// <summary><c>{ instructor, time, turn, labels?, costs?, levels? }</c>.</summary>
    /// <exception cref="FormatException">No such instructor, time, label, resource or number.</exception>
    /// <exception cref="KeyNotFoundException">A key is missing.</exception>
    public static Facts Facts(JsonElement facts) => new()
    {
        Instructor = Instructor.Parse(Text(facts.GetProperty("instructor"))),
        Time = Time(Text(facts.GetProperty("time"))),
        Turn = Labels(facts.GetProperty("turn")),
        Labels = Members(facts, "labels").ToDictionary(arg => arg.Name, arg => Labels(arg.Value)),
        Costs = Members(facts, "costs").ToDictionary(cost => Resource(cost.Name), cost => Number(cost.Value)),
        Levels = Members(facts, "levels").ToDictionary(level => level.Name, level => new BudgetLevel(
            Number(level.Value.GetProperty("level")), Number(level.Value.GetProperty("spent")))),
    };

    private static IEnumerable<JsonProperty> Members(JsonElement facts, string name) =>
        facts.TryGetProperty(name, out var members) ? members.EnumerateObject() : Enumerable.Empty<JsonProperty>();

    private static DateTimeOffset Time(string text) => ClockText.TryInstant(text, out var second)
        ? DateTimeOffset.FromUnixTimeSeconds(second)
        : throw new FormatException($"'{text}' is no time (YYYY-MM-DDTHH:MM:SSZ, UTC)");

    private static LabelSet Labels(JsonElement labels) => RecordedFacts.Labels(labels.EnumerateArray().Select(Text));

    private static string Resource(string name) => ResourceNames.Parse(name) != ResourceKind.None
        ? name
        : throw new FormatException($"'{name}' is no resource (tokens, gpu_ms, calls, bytes)");

    private static UInt256 Number(JsonElement number) => UInt256.Parse(Text(number));

    private static string Text(JsonElement text) => text.ValueKind == JsonValueKind.String
        ? text.GetString()!
        : throw new FormatException($"{text.ValueKind} where a text is expected");
}
