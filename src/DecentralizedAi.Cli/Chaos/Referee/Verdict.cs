namespace DecentralizedAi.Cli.Chaos.Referee;

/// <summary>The count of a run. Every instruction that was asked is in exactly one of the first seven.</summary>
internal sealed record Verdict
{
    public required int Done { get; init; }
    public required int Refused { get; init; }

    /// <summary>The log says that it had no effect, and it had none.</summary>
    public required int Failed { get; init; }
    public required int Unknown { get; init; }

    /// <summary>Answered with words: the model proposed no call.</summary>
    public required int Silent { get; init; }

    /// <summary>No node took it and nothing came of it: whoever asked knows that.</summary>
    public required int NotTaken { get; init; }

    /// <summary>Taken, and the log does not say what came of it, or says what did not happen.</summary>
    public required int Lost { get; init; }

    /// <summary>Effects that stand twice, beyond the first of each.</summary>
    public required int Doubled { get; init; }

    /// <summary>Effects that nobody asked for or that the log denies; a log that does not verify.</summary>
    public required int Forged { get; init; }

    public required int InFlightAtKills { get; init; }

    /// <summary>What is wrong, one sentence each; empty when the run is clean.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    public bool Clean => Faults.Count == 0;
}
