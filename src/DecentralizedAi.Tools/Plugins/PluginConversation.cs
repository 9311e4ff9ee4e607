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
    private readonly PluginProcess _process;
    private readonly McpClient _client;
    private int _changed;

    private PluginConversation(PluginProcess process, McpClient client)
    {
        (_process, _client) = (process, client);
        _client.RegisterNotificationHandler(NotificationMethods.ToolListChangedNotification, (_, _) =>
        {
            Interlocked.Exchange(ref _changed, 1);
            return default;
        });
        _client.RegisterNotificationHandler(NotificationMethods.ProgressNotification, (said, _) =>
        {
            process.Tell($"{said.Params?["message"]} ({said.Params?["progress"]} of {said.Params?["total"] ?? "?"})");
            return default;
        });
    }

    public int ProcessId => _process.Id;

    /// <summary>Why its process was ended, or null while it runs.</summary>
    public string? Ended => _process.Ended;

    /// <summary>Whether it says that it has other tools now.</summary>
    public bool Changed => Volatile.Read(ref _changed) == 1;

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
        return new(process, await McpClient.CreateAsync(transport, options, cancellationToken: cancellation));
    }

    /// <summary>Everything it lists, in its own words.</summary>
    public async Task<ListToolsResult> ListAsync(CancellationToken cancellation) =>
        await _client.ListToolsAsync(new ListToolsRequestParams(), cancellation);

    /// <summary>How its tools differ from the approved ones; null when they do not.</summary>
    public async Task<string?> DifferenceAsync(PluginManifest manifest, CancellationToken cancellation)
    {
        Interlocked.Exchange(ref _changed, 0);
        return Difference((await ListAsync(cancellation)).Tools, manifest);
    }

    /// <summary>How tools differ from the approved ones; null when they do not.</summary>
    public static string? Difference(IList<Tool> listed, PluginManifest manifest)
    {
        foreach (var tool in listed)
            if (manifest.Tools.All(approved => approved.Declaration.Name != tool.Name))
                return $"it lists the tool '{tool.Name}', which was not approved";
        foreach (var approved in manifest.Tools)
        {
            var same = listed.Where(tool => tool.Name == approved.Declaration.Name).ToList();
            if (same.Count != 1)
                return $"it lists the tool '{approved.Declaration.Name}' {same.Count} times";
            if (ToolPin.Of(same[0]) is var pin && pin != approved.Pin)
                return $"name, description and schemas of '{approved.Declaration.Name}' hash to {pin}, approved is "
                    + $"{approved.Pin}";
        }
        return null;
    }

    public async Task<CallToolResult> CallAsync(
        PluginTool tool, ToolRun run, IDictionary<string, JsonElement> arguments, CancellationToken cancellation)
    {
        _process.Grant();
        return await _client.CallToolAsync(new CallToolRequestParams
        {
            Name = tool.Declaration.Name,
            Arguments = arguments,
            Meta = new JsonObject
            {
                ["progressToken"] = run.Action.ToString(),
                [PluginHost.Meta] = new JsonObject
                {
                    ["action"] = run.Action.ToString(),
                    ["agent"] = run.Agent.ToString(CultureInfo.InvariantCulture),
                    ["notAfter"] = run.NotAfter.ToString("O", CultureInfo.InvariantCulture),
                },
            },
        }, cancellation);
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
