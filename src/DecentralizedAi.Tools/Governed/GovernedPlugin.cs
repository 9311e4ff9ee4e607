using DecentralizedAi.Plugin;
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
}
