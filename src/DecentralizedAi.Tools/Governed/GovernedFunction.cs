using System.Globalization;
using System.Text.Json;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Tools;
using Microsoft.Extensions.AI;

namespace DecentralizedAi.Tools.Governed;

/// <summary>
/// A function with its gate inside. Filters of a framework can be walked around, by handing the function to another
/// framework; this cannot, because the function that does the work is only reachable through it.
/// </summary>
/// <param name="inner">What runs when the gate allows it.</param>
/// <param name="tool">The name policies use.</param>
public sealed class GovernedFunction(AIFunction inner, string tool, IToolGate gate) : DelegatingAIFunction(inner)
{
    /// <summary>A denial is a result that the model can read, never an exception that a loop would swallow.</summary>
    protected override async ValueTask<object?> InvokeCoreAsync(
        AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        if (await gate.JudgeAsync(Call(arguments), cancellationToken) is GateVerdict.Denied denied)
            return PromptFormat.Denied(denied.Reason);
        // Semantic Kernel turns results into JSON on their way out; text is given back as the text it was.
        return await base.InvokeCoreAsync(arguments, cancellationToken) switch
        {
            JsonElement { ValueKind: JsonValueKind.String } text => text.GetString(),
            var result => result,
        };
    }

    private ToolCall Call(AIFunctionArguments arguments)
    {
        var (given, count) = (new ToolArgument[arguments.Count], 0);
        foreach (var (name, value) in arguments)
            if (value is not null)
                given[count++] = new(name, Text(value));
        return ToolCall.Of(tool, count == given.Length ? given : given[..count]);
    }

    // Its base would hand out the function that does the work to whoever asks by that function's type.
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    private static string Text(object value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        JsonElement element => element.GetRawText(),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
