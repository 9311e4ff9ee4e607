namespace DecentralizedAi.Chain.Hosting;

/// <summary>How the local chain is run.</summary>
public sealed class AnvilOptions
{
    /// <summary>Folder for its state, log and process id; made when missing.</summary>
    public required string Folder { get; init; }

    /// <summary>The program, see <see cref="AnvilBinary"/>.</summary>
    public required string Binary { get; init; }

    /// <summary>Port on loopback; 0 takes a free one. Default 0.</summary>
    public int Port { get; init; }

    /// <summary>Chain id. Default 31337: the local development chain.</summary>
    public ulong ChainId { get; init; } = 31337;

    /// <summary>Seconds between blocks; 0 mines on demand only (<c>evm_mine</c>). Default 1.</summary>
    public int BlockTime { get; init; } = 1;

    /// <summary>Seconds between two writes of the state. Default 2.</summary>
    public int StateInterval { get; init; } = 2;

    /// <summary>
    /// True: the chain outlives this process and is stopped by its process id. False (default): it ends with it,
    /// however it ends.
    /// </summary>
    public bool Detached { get; init; }

    /// <summary>How long the chain may take to answer after its start. Default 20 s.</summary>
    public TimeSpan StartWithin { get; init; } = TimeSpan.FromSeconds(20);
}
