namespace DecentralizedAi.Domain.Chain;

/// <summary>What the chain says, proven, block by block.</summary>
public interface IChainFeed
{
    /// <summary>
    /// One item for each new head and each head after a reorganisation. Yields nothing while no quorum of endpoints
    /// answers or a proof does not open, and goes on by itself afterwards: whoever reads judges staleness by its clock.
    /// </summary>
    IAsyncEnumerable<GovernancePair> WatchAsync(CancellationToken cancellation);
}
