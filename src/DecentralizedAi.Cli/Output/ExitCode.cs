namespace DecentralizedAi.Cli.Output;

/// <summary>What the process ends with; scripts rely on these.</summary>
internal enum ExitCode
{
    Ok = 0,
    Failed = 1,

    /// <summary>Usage or configuration.</summary>
    Usage = 2,

    /// <summary>Refused by policy or budget.</summary>
    Refused = 3,

    /// <summary>Chain, node or model does not answer.</summary>
    Unreachable = 4,

    /// <summary>A proof or signature did not verify.</summary>
    Unproven = 5,
    TimedOut = 6,

    /// <summary>Waits for an approval.</summary>
    Waiting = 7,

    /// <summary>The outcome is unknown.</summary>
    Unknown = 8,
    Interrupted = 130,
}
