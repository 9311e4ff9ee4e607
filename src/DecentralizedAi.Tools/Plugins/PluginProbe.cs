using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>Asks a plugin what it is, before anybody approved it: it is given nothing and no tool runs.</summary>
public static class PluginProbe
{
    /// <summary>Its manifest, as its own process tells it.</summary>
    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: it does not start, or says nothing a manifest
    /// can hold.</exception>
    public static async Task<PluginManifest> DescribeAsync(
        PluginCommand command, PluginLimits limits, TimeProvider time, Action<string> log,
        CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(limits.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        var process = PluginProcess.Start(command, limits, log);
        try
        {
            await using var talk = await PluginConversation.OpenAsync(process, limits, Nothing, log, either.Token);
            return Manifest(await talk.ListAsync(either.Token));
        }
        catch (Exception e) when (e is IOException or McpException or OperationCanceledException or FormatException)
        {
            process.End($"was asked for {limits.StartTimeout.TotalSeconds:0.#} s");
            throw e is FormatException ? new ToolException(ToolCode.Package, e.Message)
                : Unsaid(process.Ended!, await process.LastWordsAsync(time));
        }
        finally
        {
            process.Dispose();
        }
    }

    // A refusal of the process that holds it is the reason; anything else that it said last may help its author.
    private static ToolException Unsaid(string ended, string? last) =>
        last?.Split(' ', 2) is [['D', 'A', 'I', '-', ..] code, var why] ? new(code, why)
            : new(ToolCode.Package, $"the plugin does not say what it is: its process {ended}"
                + (last is null ? "" : $"; its last words: {last}"));

    private static Task<JsonNode> Nothing(string capability, JsonNode? question, CancellationToken cancellation) =>
        throw new ToolException(ToolException.Capability, $"'{capability}' is given to approved plugins only");

    // Written as a manifest and read as one, so that one reader says what is wrong.
    private static PluginManifest Manifest(ListToolsResult listed)
    {
        if (listed.Meta?[PluginHost.Meta] is not JsonObject about)
            throw new FormatException("the process lists tools without saying which plugin it is");
        var whole = (JsonObject)about.DeepClone();
        whole["schema"] = PluginManifest.Schema;
        whole["tools"] = new JsonArray([.. listed.Tools.Select(Tool)]);
        return PluginManifest.Read(Jcs.Canonicalise(whole.ToJsonString()));
    }

    private static JsonNode Tool(Tool listed)
    {
        if (listed.Meta?[PluginHost.Meta] is not JsonObject facts)
            throw new FormatException($"tool '{listed.Name}' says nothing about governance");
        var tool = (JsonObject)facts.DeepClone();
        (tool["name"], tool["pin"]) = (listed.Name, ToolPin.Of(listed).ToString());
        if (Line(listed.Description) is { Length: > 0 } about)
            tool["about"] = about;
        if (listed.InputSchema.TryGetProperty("properties", out var properties)
            && Explained(properties) is { Count: > 0 } explained)
            tool["aboutArguments"] = explained;
        return tool;
    }

    private static JsonObject Explained(JsonElement properties) => new(
        from property in properties.EnumerateObject()
        let about = property.Value.ValueKind == JsonValueKind.Object
            && property.Value.TryGetProperty("description", out var said) ? Line(said.GetString()) : ""
        where about.Length > 0
        select KeyValuePair.Create(property.Name, (JsonNode?)about));

    // One line, as the manifest holds it; what is longer was meant for people.
    private static string Line(string? about)
    {
        var line = string.Join(' ', (about ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= PluginTool.AboutCharacters)
            return line;
        // Half a character is none.
        var most = PluginTool.AboutCharacters - (char.IsHighSurrogate(line[PluginTool.AboutCharacters - 1]) ? 1 : 0);
        return line[..most];
    }
}
