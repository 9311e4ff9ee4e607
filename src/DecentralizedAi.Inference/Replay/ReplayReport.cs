namespace DecentralizedAi.Inference.Replay;

/// <summary>What came of asking again.</summary>
public enum ReplayResult
{
    /// <summary>The same tokens as the receipt says.</summary>
    Equal,

    /// <summary>Other tokens.</summary>
    Differs,

    /// <summary>Nobody can say: the run, this machine or the bundle is not of the kind that is bit-equal.</summary>
    NotReExecutable,
}

/// <summary>A token of an answer.</summary>
/// <param name="Text">What it writes.</param>
public readonly record struct ReplayToken(int Id, string Text);

/// <summary>The result of a replay.</summary>
/// <param name="Reason">In words.</param>
public sealed record ReplayReport(ReplayResult Result, string Reason)
{
    /// <summary>Tokens of the answer made here; 0 when none was.</summary>
    public int Tokens { get; init; }

    /// <summary>Where the two answers part, from 0; null when they do not, or nobody can say where.</summary>
    public int? Position { get; init; }

    /// <summary>The token that came out here; null where the answer ends there.</summary>
    public ReplayToken? Here { get; init; }

    /// <summary>The token that the receipt stands for; null where its answer ends there.</summary>
    public ReplayToken? Recorded { get; init; }
}
