using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Tools.Governed;

/// <summary>Says what a <c>[KernelFunction]</c> method is for governance; its parameters are the arguments.</summary>
/// <param name="name">As policies write it, such as <c>wallet.balance</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DaiToolAttribute(string name, ToolEffect effect, Idempotency idempotency) : Attribute
{
    public string Name { get; } = name;
    public ToolEffect Effect { get; } = effect;
    public Idempotency Idempotency { get; } = idempotency;

    /// <summary>A function of its arguments alone: the result's label is the worst of theirs.</summary>
    public bool Pure { get; init; }

    /// <summary>Seconds until the host gives up.</summary>
    public int Seconds { get; init; } = 20;
}

/// <summary>The written type of a parameter, such as <c>address?</c>, <c>enum(a, b)</c>, <c>text [file]</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DaiTypeAttribute(string written) : Attribute
{
    public string Written { get; } = written;
}
