using System.Collections.Immutable;
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
    public static Task<PluginManifest> DescribeAsync(
        PluginCommand command, PluginLimits limits, TimeProvider time, Action<string> log,
        CancellationToken cancellation) => AskAsync(command, limits, time, log, Manifest, cancellation);

    /// <summary>The manifest of a server of others: what its author wrote, with the pin of each tool that it lists.
    /// </summary>
    /// <param name="written">Without pins.</param>
    /// <exception cref="ToolException"><see cref="ToolCode.Package"/>: it does not start, or lists no tool that the
    /// author names, or one that takes other arguments.</exception>
    public static Task<PluginManifest> PinAsync(
        PluginManifest written, PluginCommand command, PluginLimits limits, TimeProvider time, Action<string> log,
        CancellationToken cancellation) =>
        AskAsync(command, limits, time, log, listed => Pinned(written, listed.Tools), cancellation);

    private static async Task<PluginManifest> AskAsync(
        PluginCommand command, PluginLimits limits, TimeProvider time, Action<string> log,
        Func<ListToolsResult, PluginManifest> read, CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(limits.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        var process = PluginProcess.Start(command, limits, log);
        PluginConversation? talk = null;
        try
        {
            talk = await PluginConversation.OpenAsync(process, limits, Nothing, log, either.Token);
            return read(await talk.ListAsync(either.Token));
        }
        catch (FormatException wrong)
        {
            throw new ToolException(ToolCode.Package, wrong.Message);
        }
        catch (Exception e) when (e is IOException or McpException or OperationCanceledException)
        {
            throw new ToolException(ToolCode.Package, "the plugin does not say what it is: "
                + (process.Ended is { } ended ? $"its process {ended}"
                    : e is OperationCanceledException ? $"it was asked for {limits.StartTimeout.TotalSeconds:0.#} s"
                    : e.Message));
        }
        finally
        {
            await (talk?.DisposeAsync() ?? default);
            process.Dispose();
        }
    }

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

    private static PluginManifest Pinned(PluginManifest written, IEnumerable<Tool> listed)
    {
        var left = new SortedDictionary<string, Tool>(StringComparer.Ordinal);
        foreach (var tool in listed)
            if (!left.TryAdd(tool.Name, tool))
                throw new FormatException($"the server lists the tool '{tool.Name}' twice");
        var tools = ImmutableArray.CreateBuilder<PluginTool>();
        foreach (var tool in written.Tools)
        {
            if (!left.Remove(tool.Listed, out var found))
                throw new FormatException($"the server lists no tool '{tool.Listed}' beside those named already; "
                    + $"it lists {string.Join(", ", left.Keys)}");
            if (SchemaFit.Fault(tool, found.InputSchema) is { } fault)
                throw new FormatException($"tool '{tool.Declaration.Name}': {fault}");
            tools.Add(tool with { Pin = ToolPin.Of(found) });
        }
        var others = left.ToImmutableSortedDictionary(
            other => other.Key, other => ToolPin.Of(other.Value), StringComparer.Ordinal);
        return PluginManifest.Read((written with
        {
            Tools = tools.ToImmutable(), Server = written.Server! with { Others = others },
        }).ToJson());
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
        return line.Length <= PluginTool.AboutCharacters ? line
            : line[..(PluginTool.AboutCharacters - (char.IsHighSurrogate(line[PluginTool.AboutCharacters - 1]) ? 1 : 0))];
    }
}
