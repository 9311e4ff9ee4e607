using System.Globalization;
using System.Numerics;
using System.Text.Json;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using Microsoft.Extensions.AI;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>One call of a plugin's tool as a function; a host puts its gate around it as around any other.</summary>
internal sealed class PluginFunction(HostedPlugin plugin, PluginTool tool, ToolRun run) : AIFunction
{
    public override string Name => tool.Declaration.Name;

    protected override async ValueTask<object?> InvokeCoreAsync(
        AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var given = arguments.Where(argument => argument.Value is not null).ToDictionary(
            argument => tool.Foreign?.Arguments.GetValueOrDefault(argument.Key, argument.Key) ?? argument.Key,
            argument => Value(argument.Key, (string)argument.Value!));
        return await plugin.CallAsync(tool, run, given, cancellationToken);
    }

    // Plugins of ours take every argument as the text that was judged; a server of others wants JSON's own types.
    private JsonElement Value(string name, string text)
    {
        if (tool.Foreign is null)
            return JsonSerializer.SerializeToElement(text);
        return tool.Declaration.Signature.Arguments[tool.Declaration.Signature.IndexOf(name)].Type switch
        {
            ArgumentType.Integer => BigInteger.TryParse(
                text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? JsonElement.Parse(number.ToString(CultureInfo.InvariantCulture)) : throw Odd(name, text),
            ArgumentType.Bool => JsonSerializer.SerializeToElement(
                bool.TryParse(text, out var truth) ? truth : throw Odd(name, text)),
            _ => JsonSerializer.SerializeToElement(text),
        };
    }

    private ToolException Odd(string name, string text) =>
        new(ToolCode.BadArguments, $"{Name}: '{text}' is no value of '{name}'");
}
