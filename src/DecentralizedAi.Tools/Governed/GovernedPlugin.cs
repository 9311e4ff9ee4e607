using DecentralizedAi.Plugin;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace DecentralizedAi.Tools.Governed;

/// <summary>Puts every function of a Semantic Kernel plugin class behind a gate; the class stays as it is.</summary>
public static class GovernedPlugin
{
    /// <summary>The functions of <paramref name="target"/>, governed, as <c>name.function</c>.</summary>
    public static KernelPlugin Of(string name, object target, IToolGate gate) =>
        KernelPluginFactory.CreateFromFunctions(name, ToolMethod.KernelFunctions(target.GetType()).Select(method =>
        {
            var function = KernelFunctionFactory.CreateFromMethod(method, target);
            return new GovernedFunction(function, $"{name}.{function.Name}", gate).AsKernelFunction();
        }));

    /// <summary>The same for agents of other frameworks, Microsoft's Agent Framework among them: each function is
    /// named <c>name_function</c> there, and <c>name.function</c> for its gate.</summary>
    public static IReadOnlyList<AIFunction> FunctionsOf(string name, object target, IToolGate gate)
    {
        var kernel = new Kernel();
        return [.. Of(name, target, gate).Select(function => function.WithKernel(kernel))];
    }
}
