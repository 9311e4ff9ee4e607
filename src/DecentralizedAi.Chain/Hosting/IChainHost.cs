namespace DecentralizedAi.Chain.Hosting;

/// <summary>A chain that somebody can be sent to.</summary>
public interface IChainHost : IAsyncDisposable
{
    /// <summary>Its JSON-RPC endpoint.</summary>
    Uri Rpc { get; }

    /// <summary>Its chain id.</summary>
    ulong ChainId { get; }

    /// <summary>The process behind it, where there is one.</summary>
    int? ProcessId { get; }

    /// <summary>Ends the chain if it is ours; afterwards its state is on disk. Twice is once.</summary>
    Task StopAsync(CancellationToken cancellation);
}
