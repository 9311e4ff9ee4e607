using DecentralizedAi.Inference.Native;

namespace DecentralizedAi.Inference.Hosting;

/// <summary>How the child process is started and watched.</summary>
/// <param name="Program">Full path of the program, such as that of <c>dotnet</c>.</param>
/// <param name="Arguments">Its arguments, the verb <c>model-host</c> last.</param>
/// <param name="Model">What it loads.</param>
public sealed record ModelHostOptions(string Program, IReadOnlyList<string> Arguments, LlamaOptions Model)
{
    /// <summary>From start to a loaded model; large files take long to hash.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A child that is asked and has not said anything for so long, no sign of life either (one a second while
    /// it writes), is killed.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause after a second failure in a row; it doubles up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Private memory of the child, in bytes, where <c>prlimit</c> is installed; the model file itself is
    /// mapped and does not count.</summary>
    public long MemoryBytes { get; init; } = 4L << 30;

    /// <summary>Managed heap of the child, in bytes.</summary>
    public long HeapBytes { get; init; } = 256L << 20;
}
