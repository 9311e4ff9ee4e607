using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using DecentralizedAi.Domain.Tools;
using Microsoft.SemanticKernel;

namespace DecentralizedAi.Tools.Governed;

/// <summary>One method of a tool class: its declaration and its function.</summary>
/// <param name="Reports">Whether it returns a report, whose label counts; what others return is foreign.</param>
internal sealed record HostedTool(
    ToolDeclaration Declaration, KernelFunction Function, DaiToolAttribute Facts, bool Reports)
{
    /// <summary>Semantic Kernel hands results on as JSON; this is how, and how to read them.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Reads every governed method of an object.</summary>
    /// <exception cref="ToolException">A method of the object says nothing about governance.</exception>
    public static IEnumerable<HostedTool> Of(object target)
    {
        foreach (var method in GovernedPlugin.Methods(target))
        {
            var facts = method.GetCustomAttribute<DaiToolAttribute>()
                ?? throw new ToolException(ToolException.AnotherTool,
                    $"{method.DeclaringType?.Name}.{method.Name} is a kernel function without [DaiTool]; "
                    + "add it, or remove the function");
            var arguments = method.GetParameters()
                .Select(parameter => (parameter.Name, parameter.GetCustomAttribute<DaiTypeAttribute>()?.Written))
                .Where(parameter => parameter.Written is not null)
                .Select(parameter => $"{parameter.Name}: {parameter.Written}");
            var declaration = ToolDeclaration.Of(facts.Name, facts.Effect, facts.Idempotency, [.. arguments]);
            yield return new(declaration, KernelFunctionFactory.CreateFromMethod(method, Json, target), facts,
                method.ReturnType == typeof(ToolReport) || method.ReturnType == typeof(Task<ToolReport>));
        }
    }

    /// <summary>The run that a method serves, from the kernel it was given.</summary>
    public static ToolRun Run(Kernel kernel) => (ToolRun)kernel.Data[nameof(ToolRun)]!;
}
