using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>A started plugin that is spoken to.</summary>
internal sealed class PluginConversation : IAsyncDisposable
{
    private const int MostTools = 1_000;

    private readonly PluginProcess _process;
    private readonly PluginTransport _transport;
    private readonly McpClient _client;

    private PluginConversation(PluginProcess process, PluginTransport transport, McpClient client)
    {
        (_process, _transport, _client) = (process, transport, client);
        _client.RegisterNotificationHandler(NotificationMethods.ProgressNotification, (said, _) =>
        {
            process.Tell($"{said.Params?["message"]} ({said.Params?["progress"]} of {said.Params?["total"] ?? "?"})");
            return default;
        });
    }

    public int ProcessId => _process.Id;

    /// <summary>Why its process was ended, or null while it runs.</summary>
    public string? Ended => _process.Ended;

    /// <summary>Ends with its process.</summary>
    public Task Gone => _process.Gone;

    /// <summary>Whether it says that it has other tools now.</summary>
    public bool Changed => _transport.Changed;

    /// <summary>Agrees on a version of the protocol.</summary>
    public static async Task<PluginConversation> OpenAsync(
        PluginProcess process, PluginLimits limits,
        Func<string, JsonNode?, CancellationToken, Task<JsonNode>> ask, Action<string> log,
        CancellationToken cancellation)
    {
        var options = new McpClientOptions
        {
            ClientInfo = new Implementation { Name = "DecentralizedAi", Version = "1" },
        };
        var transport = new PluginTransport(process, limits, ask, log);
        var client = await McpClient.CreateAsync(transport, options, cancellationToken: cancellation);
        return new(process, transport, client);
    }

    /// <summary>Everything it lists, in its own words.</summary>
    /// <exception cref="IOException">Its list has no end.</exception>
    public async Task<ListToolsResult> ListAsync(CancellationToken cancellation)
    {
        var whole = await _client.ListToolsAsync(new ListToolsRequestParams(), cancellation);
        for (var page = whole; page.NextCursor is not null;)
        {
            page = await _client.ListToolsAsync(new ListToolsRequestParams { Cursor = page.NextCursor }, cancellation);
            whole.Tools = [.. whole.Tools, .. page.Tools];
            if (page.Tools.Count == 0 || whole.Tools.Count > MostTools)
                throw new IOException($"its list of tools does not end within {MostTools}");
        }
        return whole;
    }

    /// <summary>How its tools differ from the approved ones; null when they do not.</summary>
    public async Task<string?> DifferenceAsync(PluginManifest manifest, CancellationToken cancellation)
    {
        _transport.Asked();
        return Difference((await ListAsync(cancellation)).Tools, manifest);
    }

    /// <summary>How tools differ from the approved ones; null when they do not.</summary>
    public static string? Difference(IList<Tool> listed, PluginManifest manifest)
    {
        var approved = manifest.Tools.Select(tool => (Name: tool.Listed, tool.Pin))
            .Concat(manifest.Server?.Others.Select(other => (Name: other.Key, Pin: other.Value)) ?? []).ToList();
        foreach (var tool in listed)
            if (approved.All(one => one.Name != tool.Name))
                return $"it lists the tool '{tool.Name}', which was not approved";
        foreach (var (name, approvedPin) in approved)
        {
            var same = listed.Where(tool => tool.Name == name).ToList();
            if (same.Count != 1)
                return $"it lists the tool '{name}' {same.Count} times";
            if (ToolPin.Of(same[0]) is var pin && pin != approvedPin)
                return $"name, description and schemas of '{name}' hash to {pin}, approved is {approvedPin}";
        }
        return null;
    }

    public async Task<CallToolResult> CallAsync(
        PluginTool tool, ToolRun run, IDictionary<string, JsonElement> arguments, CancellationToken cancellation)
    {
        _process.Grant();
        return await _client.CallToolAsync(new CallToolRequestParams
        {
            Name = tool.Listed,
            Arguments = arguments,
            Meta = Facts(tool, run),
        }, cancellation);
    }

    // A server of others is not told for whom it works.
    private static JsonObject Facts(PluginTool tool, ToolRun run)
    {
        var facts = new JsonObject { ["progressToken"] = run.Action.ToString() };
        if (tool.Foreign is null)
            facts[PluginHost.Meta] = new JsonObject
            {
                ["action"] = run.Action.ToString(),
                ["agent"] = run.Agent.ToString(CultureInfo.InvariantCulture),
                ["notAfter"] = run.NotAfter.ToString("O", CultureInfo.InvariantCulture),
            };
        return facts;
    }

    /// <summary>Ends the process at once.</summary>
    public void End(string why) => _process.End(why);

    public async ValueTask DisposeAsync()
    {
        _process.End("the node let it go");
        await _client.DisposeAsync();
        _process.Dispose();
    }
}
