namespace DecentralizedAi.Cli.Chaos.Faults;

/// <summary>What is done to the cluster or to its chain.</summary>
internal enum FaultKind
{
    /// <summary>kill -9 of one node.</summary>
    Kill,

    /// <summary>kill -9 of all nodes at once.</summary>
    Blackout,

    /// <summary>SIGSTOP of one node, SIGCONT later.</summary>
    Pause,

    /// <summary>Nobody answers at the chain's endpoint.</summary>
    Outage,

    /// <summary>The chain replaces its last blocks.</summary>
    Reorg,

    /// <summary>Some nodes cannot reach others, in one direction or both; all reach database and chain.</summary>
    Partition,

    /// <summary>The chain's endpoint changes one field of what it answers.</summary>
    Lie,

    /// <summary>The database takes nothing more.</summary>
    Disk,

    /// <summary>One node reaches nobody and nothing, and nothing refuses in its place.</summary>
    Vanish,

    /// <summary>Some packets are lost everywhere.</summary>
    Loss,

    /// <summary>What nodes say to each other arrives late.</summary>
    Delay,

    /// <summary>The time of day of one node jumps, and jumps back.</summary>
    Clock,
}

/// <summary>One fault of a plan.</summary>
/// <param name="Pick">Chooses the victim among those there are; not negative.</param>
/// <param name="Lasts">From its start to the cure.</param>
/// <param name="Gap">Quiet time after the cure.</param>
internal sealed record Fault(FaultKind Kind, int Pick, TimeSpan Lasts, TimeSpan Gap);
