using System.Collections.Immutable;
using System.Reflection;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Plugin;

/// <summary>The plugin class of an assembly and what its constructor asks for.</summary>
internal sealed record PluginShape(Type Type, DaiPluginAttribute Facts, ConstructorInfo Constructor)
{
    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(IChainRead)] = "chain", [typeof(TimeProvider)] = "clock", [typeof(IHttp)] = "http",
        [typeof(IStorage)] = "storage",
    };

    /// <summary>Words of the manifest, ascending.</summary>
    public ImmutableArray<string> Capabilities =>
    [
        .. Constructor.GetParameters().Select(parameter => Words[parameter.ParameterType])
            .Order(StringComparer.Ordinal),
    ];

    /// <exception cref="ToolException">There is none, or it asks for what no plugin is given.</exception>
    public static PluginShape Of(Assembly assembly)
    {
        var types = assembly.GetTypes().Where(type => type.IsDefined(typeof(DaiPluginAttribute), false)).ToList();
        if (types.Count != 1)
            throw Wrong($"{assembly.GetName().Name} has {types.Count} classes with [DaiPlugin]"
                + (types.Count == 0 ? "" : $": {string.Join(", ", types.Select(one => one.Name))}")
                + "; it needs one, a public class");
        var (type, facts) = (types[0], types[0].GetCustomAttribute<DaiPluginAttribute>()!);
        if (facts.Api != PluginHost.Api)
            throw Wrong($"{facts.Id} was written for plugin interface {facts.Api}, this is {PluginHost.Api}; write "
                + $"[DaiPlugin(\"{facts.Id}\", PluginHost.Api)] and build it with the SDK that "
                + "'dai plugin feed' packs");
        if (type.IsAbstract)
            throw Wrong($"{type.Name} is static or abstract; a host has to make one of it");
        if (Outside(assembly, type) is { } outside)
            throw Wrong($"{outside.DeclaringType!.Name}.{outside.Name} has [DaiTool], and tools are methods of "
                + $"{type.Name}, the class with [DaiPlugin]; move it there");
        var constructors = type.GetConstructors();
        if (constructors.Length != 1)
            throw Wrong($"{type.Name} has {constructors.Length} public constructors; it needs one");
        var stranger = constructors[0].GetParameters().FirstOrDefault(one => !Words.ContainsKey(one.ParameterType));
        return stranger is null
            ? new(type, facts, constructors[0])
            : throw Wrong($"the constructor of {type.Name} asks for '{stranger.ParameterType.Name} {stranger.Name}', "
                + $"which is no capability; there are {string.Join(", ", Words.Keys.Select(known => known.Name))}");
    }

    /// <summary>Makes the plugin with the capabilities of <paramref name="node"/>.</summary>
    public object Make(NodeCapabilities node) => Constructor.Invoke(
        [.. Constructor.GetParameters().Select(parameter => parameter.ParameterType == typeof(TimeProvider)
            ? (object)TimeProvider.System : node)]);

    private static MethodInfo? Outside(Assembly assembly, Type plugin) => assembly.GetTypes()
        .Where(type => !type.IsAssignableFrom(plugin))
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
            | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .FirstOrDefault(method => method.IsDefined(typeof(DaiToolAttribute)));

    private static ToolException Wrong(string what) => new(ToolException.NoPlugin, what);
}
