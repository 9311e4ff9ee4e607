using System.Net;

namespace DecentralizedAi.Cli.Chaos.Links;

/// <summary>Everything that the nodes of a run reach: each other, and the chain through a relay that can be cut or lie.
/// </summary>
internal sealed class ChaosNetwork(INodeLinks links) : IAsyncDisposable
{
    private TcpRelay? _chain;

    public INodeLinks Links { get; } = links;

    /// <summary>Speaks for the chain.</summary>
    public Liar Liar { get; } = new();

    /// <summary>Between the nodes and the chain.</summary>
    public TcpRelay Chain => _chain ?? throw new InvalidOperationException("nobody asked for the chain yet");

    /// <summary>Where the nodes find the chain.</summary>
    /// <param name="chain">Where it is.</param>
    public Uri Before(Uri chain)
    {
        var flow = Flow.Free with { Change = Liar.Change };
        _chain = new TcpRelay(new IPEndPoint(IPAddress.Loopback, chain.Port), _ => flow, Links.Here);
        return new Uri($"http://{_chain.Place}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_chain is not null)
            await _chain.DisposeAsync();
        await Links.DisposeAsync();
    }
}
