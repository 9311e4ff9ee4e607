using DecentralizedAi.Plugin;

namespace DecentralizedAi.Tools.Plugins;

/// <summary>How a plugin's process is started.</summary>
/// <param name="Program">Full path of the program, such as that of <c>dotnet</c>.</param>
/// <param name="Arguments">All of them, none of them secret: others on this host can read them.</param>
/// <param name="Folder">Where it starts.</param>
public sealed record PluginCommand(string Program, IReadOnlyList<string> Arguments, string Folder)
{
    /// <summary>Lays out what is started, before each start; throws a <see cref="ToolException"/> where that is not
    /// what was approved.</summary>
    public Action Prepare { get; init; } = () => { };
}

/// <summary>What a plugin's process may use. Whoever goes beyond is ended.</summary>
public sealed record PluginLimits
{
    /// <summary>From start to the list of tools.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Private memory in bytes, where <c>prlimit</c> is installed.</summary>
    public long MemoryBytes { get; init; } = 1L << 30;

    /// <summary>Managed heap in bytes.</summary>
    public long HeapBytes { get; init; } = 128L << 20;

    /// <summary>Threads, on Linux.</summary>
    public int Threads { get; init; } = 128;

    /// <summary>Between two looks at its threads.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Threads that all processes of its user may have more than at its start, where <c>prlimit</c> is
    /// installed and that user is not root.</summary>
    public int UserThreads { get; init; } = 1_024;

    /// <summary>Bytes of one message.</summary>
    public int MessageBytes { get; init; } = 1 << 20;

    /// <summary>Bytes that it may write during one call, messages and all else.</summary>
    public long CallBytes { get; init; } = 4L << 20;

    /// <summary>Characters of a result that a model and the log are given; the rest is cut.</summary>
    public int ResultCharacters { get; init; } = 8_000;

    /// <summary>Questions to capabilities during one call.</summary>
    public int Questions { get; init; } = 64;

    /// <summary>From the end of a call's time until a call within this process counts as one that never ends.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The pause after a failed start or a killed process; it doubles up to <see cref="LongestPause"/>.
    /// </summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);
}
