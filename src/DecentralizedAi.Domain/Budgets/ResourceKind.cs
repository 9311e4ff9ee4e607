namespace DecentralizedAi.Domain.Budgets;

/// <summary>What an agent uses besides money. The numbers are those of the log; 1-31 are the core's.</summary>
public enum ResourceKind : byte
{
    None = 0,

    /// <summary>Tokens that a model reads and writes; may overshoot by one turn.</summary>
    Tokens = 1,

    /// <summary>Milliseconds of GPU.</summary>
    GpuMilliseconds = 2,

    /// <summary>Calls of tools.</summary>
    Calls = 3,

    /// <summary>Byte-hours stored.</summary>
    Bytes = 4,
}

/// <summary>The written names of resources.</summary>
public static class ResourceNames
{
    private static readonly string[] Names = ["", "tokens", "gpu_ms", "calls", "bytes"];

    /// <summary>All names that a policy may give a budget, by kind.</summary>
    public static ReadOnlySpan<string> All => Names.AsSpan(1);

    public static string Write(ResourceKind kind) => Names[(int)kind];

    /// <summary><see cref="ResourceKind.None"/> for an unknown name.</summary>
    public static ResourceKind Parse(string name) => (ResourceKind)Math.Max(0, Array.IndexOf(Names, name));
}
