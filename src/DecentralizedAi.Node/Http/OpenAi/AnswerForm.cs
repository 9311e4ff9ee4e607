using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Node.Http.OpenAi;

/// <summary>
/// JSON instead of words: what the node knows of an instruction, in the members that a schema chooses. No model writes
/// it, so it always fits, and says only what the log says too.
/// </summary>
internal sealed class AnswerForm
{
    private const string Parameter = "response_format";

    private readonly ChosenPart _chosen;

    private AnswerForm(ChosenPart chosen) => _chosen = chosen;

    /// <summary>Reads a <c>response_format</c>; null for words.</summary>
    /// <exception cref="HttpProblemException">DAI-6017: a kind or a schema that answers here do not have.</exception>
    public static AnswerForm? Read(JsonElement format)
    {
        if (format.ValueKind != JsonValueKind.Object)
            throw Refused("is no object with a 'type'");
        switch (format.TryGetProperty("type", out var type) ? type.ToString() : "")
        {
            case "text":
                return null;
            case "json_object":
                return new(ChosenPart.All);
            case "json_schema":
                return format.TryGetProperty("json_schema", out var named) && named.ValueKind == JsonValueKind.Object
                    && named.TryGetProperty("schema", out var schema)
                    ? new(AnswerSchema.Choose(schema))
                    : throw Refused("is of type json_schema and has no json_schema.schema");
            case var other:
                throw Refused($"is of type '{other}'; text, json_object and json_schema are known");
        }
    }

    /// <summary>The document.</summary>
    /// <param name="words">What would be answered without a form.</param>
    public string Write(InstructionView view, string words) => _chosen.Of(JsonSerializer.SerializeToNode(new
    {
        answer = words, view.Instruction, view.State, view.Actions, view.Tokens,
    }, NodeApi.Json))!.ToJsonString(NodeApi.Json);

    internal static HttpProblemException Refused(string why) =>
        new(HttpProblem.Unsupported(Parameter, $"'{Parameter}' {why}"));
}

/// <summary>What of a value is wanted: all of it, or some members of it or of each of its elements.</summary>
/// <param name="Members">Null for all.</param>
internal sealed record ChosenPart(IReadOnlyDictionary<string, ChosenPart>? Members)
{
    public static ChosenPart All { get; } = new((IReadOnlyDictionary<string, ChosenPart>?)null);

    public JsonNode? Of(JsonNode? value) => (value, Members) switch
    {
        (_, null) => value,
        (JsonObject map, _) => new JsonObject(map.Where(member => Members.ContainsKey(member.Key))
            .Select(member => KeyValuePair.Create(member.Key, Members[member.Key].Of(member.Value)?.DeepClone()))),
        (JsonArray list, _) => new JsonArray([.. list.Select(item => Of(item)?.DeepClone())]),
        _ => value,
    };
}
