using System.Text.Json;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>Whether the arguments that an author gives a tool are those that a server of others takes.</summary>
internal static class SchemaFit
{
    /// <summary>The first difference, for the author; null where every call that is governed can be made.</summary>
    /// <param name="schema">The input schema that the server lists.</param>
    public static string? Fault(PluginTool tool, JsonElement schema)
    {
        var properties = Member(schema, "properties");
        var given = tool.Declaration.Signature.Arguments.ToDictionary(
            argument => tool.Foreign!.Arguments.GetValueOrDefault(argument.Name, argument.Name));
        foreach (var (name, argument) in given)
        {
            if (Member(properties, name) is not { ValueKind: JsonValueKind.Object } property)
                return $"the server's '{tool.Listed}' takes no '{name}'; it takes {Names(properties)}";
            if (Type(property) is { } type && !Takes(type, argument.Type))
                return $"'{name}' of the server's '{tool.Listed}' is of type {type}, which no {argument.Written} is";
            if (Member(property, "enum") is { ValueKind: JsonValueKind.Array } members
                && argument.Members.FirstOrDefault(one => !Holds(members, one)) is { } odd)
                return $"'{name}' of the server's '{tool.Listed}' is never '{odd}'";
        }
        foreach (var required in Items(Member(schema, "required")))
            if (!given.TryGetValue(required, out var argument) || argument.Optional)
                return $"the server's '{tool.Listed}' demands '{required}', which is not given each time";
        return null;
    }

    private static JsonElement Member(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var member) ? member : default;

    private static string? Type(JsonElement property) =>
        Member(property, "type") is { ValueKind: JsonValueKind.String } type ? type.GetString() : null;

    private static bool Takes(string type, ArgumentType given) => given switch
    {
        ArgumentType.Integer => type is "number" or "integer" or "string",
        ArgumentType.Bool => type is "boolean" or "string",
        _ => type == "string",
    };

    private static bool Holds(JsonElement members, string word) => Items(members).Contains(word);

    private static IEnumerable<string> Items(JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
        : [];

    private static string Names(JsonElement properties) => properties.ValueKind == JsonValueKind.Object
        && properties.EnumerateObject().Select(one => one.Name).ToList() is { Count: > 0 } names
            ? string.Join(", ", names) : "nothing";
}
