using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>What token holders approve of a tool that another process lists.</summary>
internal static class ToolPin
{
    private static readonly string[] Pinned =
        ["name", "title", "description", "inputSchema", "outputSchema", "annotations"];

    /// <summary>H(JCS) of name, title, description, schemas and annotations.</summary>
    /// <remarks>Numbers that are no integers of JCS stand as the text that the server wrote, after a zero character.
    /// </remarks>
    /// <exception cref="IOException">A schema that has no canonical form.</exception>
    public static Bytes32 Of(Tool tool)
    {
        var whole = JsonSerializer.SerializeToNode(tool, McpJsonUtilities.DefaultOptions)!.AsObject();
        foreach (var name in whole.Select(member => member.Key).Except(Pinned).ToList())
            whole.Remove(name);
        try
        {
            return Keccak256.Hash(Jcs.Canonicalise(Integral(whole)!.ToJsonString()));
        }
        catch (FormatException odd)
        {
            throw new IOException($"tool '{tool.Name}' has no canonical form: {odd.Message}");
        }
    }

    // Schemas of others hold steps and defaults such as 0.5.
    private static JsonNode? Integral(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(one => KeyValuePair.Create(one.Key, Integral(one.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Integral)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && !Integer(value.ToJsonString()) =>
            JsonValue.Create($"\0{value.ToJsonString()}"),
        _ => node?.DeepClone(),
    };

    private static bool Integer(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number is >= -JcsValue.MaxInteger and <= JcsValue.MaxInteger
        && text == number.ToString(CultureInfo.InvariantCulture);
}
