using System.Text.Json;

namespace DecentralizedAi.Node.Http.OpenAi;

/// <summary>
/// Compares a client's JSON Schema with what answers hold, before anything is instructed: a schema that an answer
/// might not fit is refused while nothing has happened yet.
/// </summary>
internal static class AnswerSchema
{
    private const string Others = "additionalProperties";

    // What says nothing of a value; beside anyOf nothing else may stand.
    private static readonly string[] Remarks = ["title", "description", "$schema"];

    private static readonly (string Name, JsonValueKind Kind)[] Kinds =
    [
        ("properties", JsonValueKind.Object), ("required", JsonValueKind.Array), ("enum", JsonValueKind.Array),
        ("anyOf", JsonValueKind.Array),
    ];

    private static readonly Held Words = new("string"), Perhaps = new("string") { OrNull = true };

    private static readonly Held Whole = new("object")
    {
        Members = new()
        {
            ["answer"] = Words,
            ["instruction"] = Words,
            ["state"] = new("string") { Values = ["queued", "thinking", "acting", "waiting", "answered"] },
            ["actions"] = new("array")
            {
                Each = new("object")
                {
                    Members = new()
                    {
                        ["id"] = Words, ["tool"] = Words, ["args"] = new("object") { Rest = Words },
                        ["verdict"] = new("string") { Values = ["allowed", "approval", "denied"] },
                        ["rule"] = Perhaps, ["reason"] = Words,
                        ["outcome"] = new("string")
                        {
                            Values = ["open", "waiting", "done", "failed", "unknown", "expired", "refused", "denied"],
                        },
                        ["tx"] = Perhaps, ["leaf"] = Words, ["result"] = Perhaps,
                    },
                },
            },
            ["tokens"] = new("object") { Members = new() { ["prompt"] = new("integer"), ["answer"] = new("integer") } },
        },
    };

    /// <summary>The part of an answer that the schema names.</summary>
    /// <exception cref="HttpProblemException">DAI-6017, with the place in the schema and what stands there in an
    /// answer.</exception>
    public static ChosenPart Choose(JsonElement schema) => Choose(schema, Whole, "$");

    private static ChosenPart Choose(JsonElement schema, Held held, string place)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            throw Refused(place, "is no schema");
        foreach (var (name, kind) in Kinds)
            if (schema.TryGetProperty(name, out var part) && part.ValueKind != kind)
                throw Refused(place, $"has '{name}', which is no {kind.ToString().ToLowerInvariant()}");
        var isAny = schema.TryGetProperty("anyOf", out var options);
        string[] known = isAny ? ["anyOf", .. Remarks] : ["type", Others, .. Remarks, .. held.Keywords];
        if (schema.EnumerateObject().Select(member => member.Name).Except(known).FirstOrDefault() is { } strange)
            throw Refused(place, $"has '{strange}', which an answer does not promise");
        if (isAny)
            return Any(options, held, place);
        var types = Types(schema);
        if (types.Length > 0 && !types.Contains(held.Type) && !(held.Type == "integer" && types.Contains("number")))
            throw Refused(place, $"is of type {string.Join(" or ", types)}; an answer has {held.Type} there");
        if (held.OrNull && types.Length > 0 && !types.Contains("null"))
            throw Refused(place, $"may be null in an answer; write \"type\": [\"{held.Type}\", \"null\"]");
        return held switch
        {
            { Values: { } values } => Enumerated(schema, values, place),
            { Each: { } each } => schema.TryGetProperty("items", out var items)
                ? Choose(items, each, place + "[]")
                : ChosenPart.All,
            { Members: { } members } => Named(schema, members, place),
            { Rest: { } rest } => Mapped(schema, rest, place),
            _ => ChosenPart.All,
        };
    }

    // A value or null, as some write it.
    private static ChosenPart Any(JsonElement options, Held held, string place)
    {
        var others = options.EnumerateArray().Where(option => !Types(option).SequenceEqual(["null"])).ToList();
        if (others.Count != 1)
            throw Refused(place, "chooses among forms; an answer has one there");
        var isNull = others.Count < options.GetArrayLength();
        if (held.OrNull && !isNull)
            throw Refused(place, "may be null in an answer");
        return Choose(others[0], held with { OrNull = held.OrNull && !isNull }, place);
    }

    private static ChosenPart Enumerated(JsonElement schema, string[] values, string place)
    {
        if (!schema.TryGetProperty("enum", out var listed))
            return ChosenPart.All;
        var names = listed.EnumerateArray().Select(value => value.ToString()).ToHashSet();
        return values.FirstOrDefault(value => !names.Contains(value)) is { } missing
            ? throw Refused(place, $"has no '{missing}' in 'enum'; an answer has one of {string.Join(", ", values)}")
            : ChosenPart.All;
    }

    private static ChosenPart Named(JsonElement schema, Dictionary<string, Held> members, string place)
    {
        var asked = schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().ToDictionary(member => member.Name, member => member.Value)
            : [];
        var required = schema.TryGetProperty("required", out var names)
            ? names.EnumerateArray().Select(name => name.ToString()).ToList()
            : [];
        if (asked.Keys.Concat(required).FirstOrDefault(name => !members.ContainsKey(name)) is { } strange)
            throw Refused(place, $"names '{strange}'; an answer has {string.Join(", ", members.Keys)}");
        var others = Beside(schema, place);
        if (others.ValueKind is JsonValueKind.False && required.Find(name => !asked.ContainsKey(name)) is { } unnamed)
            throw Refused(place, $"requires '{unnamed}' and shuts it out ('{Others}': false)");
        // Whole without 'properties', unless they are empty because nothing may stand there.
        var chosen = asked.Count > 0 || others.ValueKind is JsonValueKind.False
            ? asked.Keys.Union(required)
            : members.Keys;
        return new(chosen.ToDictionary(name => name, name =>
            asked.TryGetValue(name, out var own) ? Choose(own, members[name], $"{place}.{name}")
            : others.ValueKind is JsonValueKind.Object ? Choose(others, members[name], $"{place}.{name}")
            : ChosenPart.All));
    }

    // Members by names that no schema can know beforehand.
    private static ChosenPart Mapped(JsonElement schema, Held rest, string place) => Beside(schema, place) switch
    {
        { ValueKind: JsonValueKind.False } => throw Refused(place, $"has '{Others}': false; an answer has "
            + $"the arguments of the call there: say true or {{\"type\": \"{rest.Type}\"}}, or leave it out"),
        { ValueKind: JsonValueKind.Object } others => Choose(others, rest, place + ".*"),
        _ => ChosenPart.All,
    };

    // true, false or a schema; undefined where the schema says nothing.
    private static JsonElement Beside(JsonElement schema, string place) =>
        !schema.TryGetProperty(Others, out var others) ? default
        : others.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Object ? others
        : throw Refused(place, $"has '{Others}', which is true, false or a schema");

    private static string[] Types(JsonElement schema) =>
        schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.ToString())]
        : [type.ToString()];

    private static HttpProblemException Refused(string place, string why) =>
        AnswerForm.Refused($"at {place} {why}");

    // What stands in an answer.
    private sealed record Held(string Type)
    {
        public bool OrNull { get; init; }
        public string[]? Values { get; init; }
        public Held? Each { get; init; }
        public Held? Rest { get; init; }
        public Dictionary<string, Held>? Members { get; init; }

        // The words of a schema that say something about such a value.
        public string[] Keywords => this switch
        {
            { Values: not null } => ["enum"],
            { Each: not null } => ["items"],
            { Members: not null } => ["properties", "required"],
            _ => [],
        };
    }
}
