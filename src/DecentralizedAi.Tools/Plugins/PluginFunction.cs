using System.Text.Json;
using DecentralizedAi.Domain.Tools;
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
            argument => argument.Key, argument => JsonSerializer.SerializeToElement((string)argument.Value!));
        return await plugin.CallAsync(tool, run, given, cancellationToken);
    }
}
