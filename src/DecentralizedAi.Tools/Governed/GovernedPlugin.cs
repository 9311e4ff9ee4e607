using System.Reflection;
using Microsoft.SemanticKernel;

namespace DecentralizedAi.Tools.Governed;

/// <summary>Puts every function of a Semantic Kernel plugin class behind a gate; the class stays as it is.</summary>
public static class GovernedPlugin
{
    /// <summary>The functions of <paramref name="target"/>, governed, as <c>name.function</c>.</summary>
    public static KernelPlugin Of(string name, object target, IToolGate gate) =>
        KernelPluginFactory.CreateFromFunctions(name, Methods(target).Select(method =>
        {
            var function = KernelFunctionFactory.CreateFromMethod(method, target);
            return new GovernedFunction(function, $"{name}.{function.Name}", gate).AsKernelFunction();
        }));

    /// <summary>The methods that Semantic Kernel would offer.</summary>
    internal static IEnumerable<MethodInfo> Methods(object target) => target.GetType()
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static)
        .Where(method => method.GetCustomAttribute<KernelFunctionAttribute>() is not null);
}
