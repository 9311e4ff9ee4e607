using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Plugin;

/// <summary>Who sees what a tool writes.</summary>
public enum ToolAudience : byte
{
    /// <summary>Nobody: it writes nothing.</summary>
    None,

    /// <summary>Those who run the node.</summary>
    Operator,

    /// <summary>Members of the DAO.</summary>
    Members,

    /// <summary>Anybody.</summary>
    Public,
}

/// <summary>What goes wrong when a tool is called wrongly, in its author's words to the voters.</summary>
public enum ToolRisk : byte
{
    /// <summary>Nothing that lasts.</summary>
    Low,

    /// <summary>Something that can be put right.</summary>
    Medium,

    /// <summary>Something that cannot be undone.</summary>
    High,
}

/// <summary>Says what a <c>[KernelFunction]</c> method is for governance; its parameters are the arguments.</summary>
/// <param name="name">As policies write it, such as <c>wallet.balance</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DaiToolAttribute(string name, ToolEffect effect, Idempotency idempotency) : Attribute
{
    public string Name { get; } = name;
    public ToolEffect Effect { get; } = effect;
    public Idempotency Idempotency { get; } = idempotency;

    /// <summary>A function of its arguments alone: the result of a built-in tool then has the worst of their labels.
    /// What a plugin returns is foreign all the same.</summary>
    public bool Pure { get; init; }

    /// <summary>Seconds until the host gives up; 1 to 600.</summary>
    public int Seconds { get; init; } = 20;

    /// <summary>Who sees what it writes.</summary>
    public ToolAudience Audience { get; init; }

    public ToolRisk Risk { get; init; }

    /// <summary>The most that one run uses beside its one call, such as <c>bytes: 2000</c>; resources as policies
    /// name them.</summary>
    public string[] Costs { get; init; } = [];
}

/// <summary>The written type of a parameter, such as <c>address?</c>, <c>enum(a, b)</c>, <c>text [file]</c>. Without it
/// the type of the parameter decides: string, integers, bool, enums, Uri and DateOnly.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DaiTypeAttribute(string written) : Attribute
{
    public string Written { get; } = written;
}

/// <summary>Makes a class the plugin of its assembly. What its constructor asks for are its capabilities.</summary>
/// <param name="id">Lower-case words joined by points, such as <c>acme.weather</c>.</param>
/// <param name="api">The version of the plugin interface it was written for: <see cref="PluginHost.Api"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DaiPluginAttribute(string id, int api) : Attribute
{
    public string Id { get; } = id;
    public int Api { get; } = api;

    /// <summary>The only hosts that <see cref="IHttp"/> reaches, such as <c>api.example.org</c>.</summary>
    public string[] Hosts { get; init; } = [];
}
