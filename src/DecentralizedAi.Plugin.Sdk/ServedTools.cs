using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using ModelContextProtocol.Protocol;

namespace DecentralizedAi.Plugin;

/// <summary>The methods of a plugin as tools of MCP.</summary>
internal sealed class ServedTools(PluginShape shape, IReadOnlyList<ToolMethod> methods)
{
    public string Version { get; } = (shape.Type.Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+')[0];

    /// <summary>All tools. What governance needs beyond the protocol stands in <see cref="PluginHost.Meta"/>.</summary>
    public ListToolsResult List() => new()
    {
        Tools = [.. methods.Select(Tool)],
        Meta = new JsonObject
        {
            [PluginHost.Meta] = new JsonObject
            {
                ["id"] = shape.Facts.Id, ["api"] = shape.Facts.Api, ["version"] = Version,
                ["entry"] = shape.Type.Assembly.GetName().Name + ".dll",
                ["capabilities"] = Array(shape.Capabilities), ["hosts"] = Array(shape.Facts.Hosts),
            },
        },
    };

    /// <summary>Runs one call. What the tool did not do, on purpose or not, is an error of the result.</summary>
    /// <param name="progress">Hears how far it is; null when the caller does not want to know.</param>
    public async Task<CallToolResult> CallAsync(
        CallToolRequestParams? asked, IProgress<ToolProgress>? progress, CancellationToken cancellation)
    {
        if (methods.FirstOrDefault(method => method.Declaration.Name == asked?.Name) is not { } method)
            return Error($"there is no tool '{asked?.Name}'");
        try
        {
            var arguments = (asked!.Arguments ?? new Dictionary<string, JsonElement>())
                .ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
            var text = await method.RunAsync(Run(asked, arguments), cancellation, progress);
            return new() { Content = [new TextContentBlock { Text = text }] };
        }
        catch (ToolException refusal)
        {
            return Error(refusal.Message);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(fault.ToString());
            return Error($"{method.Declaration.Name} failed with {fault.GetType().Name}");
        }
    }

    // The node says for whom and until when; without a node, as in a test, nobody and never.
    private static ToolRun Run(CallToolRequestParams asked, Dictionary<string, string> arguments)
    {
        var facts = asked.Meta?[PluginHost.Meta];
        return new(
            Bytes32.TryParse((string?)facts?["action"], out var action) ? action : Bytes32.Zero,
            ulong.TryParse((string?)facts?["agent"], CultureInfo.InvariantCulture, out var agent) ? agent : 0,
            ToolCall.Of(asked.Name, arguments),
            DateTimeOffset.TryParse((string?)facts?["notAfter"], CultureInfo.InvariantCulture, out var end)
                ? end : DateTimeOffset.MaxValue);
    }

    private static CallToolResult Error(string words) =>
        new() { IsError = true, Content = [new TextContentBlock { Text = words }] };

    private static Tool Tool(ToolMethod method)
    {
        var (declared, facts) = (method.Declaration, method.Facts);
        return new()
        {
            Name = declared.Name,
            Description = method.About,
            InputSchema = JsonSerializer.SerializeToElement(Schema(method)),
            Annotations = new ToolAnnotations
            {
                ReadOnlyHint = declared.Effect == ToolEffect.Read,
                DestructiveHint = facts.Risk == ToolRisk.High,
                IdempotentHint = declared.Idempotency != Idempotency.AtMostOnce,
                OpenWorldHint = facts.Audience == ToolAudience.Public,
            },
            Meta = new JsonObject
            {
                [PluginHost.Meta] = new JsonObject
                {
                    ["effect"] = declared.Effect.ToString(), ["idempotency"] = declared.Idempotency.ToString(),
                    ["arguments"] = Array(method.Parameters.Zip(declared.Arguments, Written)),
                    ["costs"] = new JsonObject(declared.Costs.Select(cost => KeyValuePair.Create(
                        cost.Key, (JsonNode?)cost.Value.ToString(CultureInfo.InvariantCulture)))),
                    ["seconds"] = facts.Seconds, ["audience"] = facts.Audience.ToString(),
                    ["risk"] = facts.Risk.ToString(),
                },
            },
        };
    }

    private static string Written(ParameterInfo parameter, DeclaredArgument argument) =>
        $"{argument.Signature.Name}: "
        + (parameter.GetCustomAttribute<DaiTypeAttribute>()?.Written ?? argument.Signature.Written);

    // All arguments travel as text: the written type says what the text means, and the policy has judged that text.
    private static JsonObject Schema(ToolMethod method)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var (parameter, argument) in method.Parameters.Zip(method.Declaration.Arguments))
        {
            var property = new JsonObject { ["type"] = "string" };
            if (parameter.GetCustomAttribute<DescriptionAttribute>() is { } about)
                property["description"] = about.Description;
            if (argument.Signature.Type == ArgumentType.Enum)
                property["enum"] = Array(argument.Signature.Members);
            else
                property["format"] = argument.Signature.Type.ToString().ToLowerInvariant();
            properties[argument.Signature.Name] = property;
            if (!argument.Signature.Optional)
                required.Add(argument.Signature.Name);
        }
        return new JsonObject
        {
            ["type"] = "object", ["properties"] = properties, ["required"] = required,
            ["additionalProperties"] = false,
        };
    }

    private static JsonArray Array(IEnumerable<string> words) =>
        new([.. words.Select(word => (JsonNode?)JsonValue.Create(word))]);
}
