namespace DecentralizedAi.Cli.Chaos.Faults;

/// <summary>
/// Stands between the nodes, and between them and the chain. The bytes from one node to another can be held up in
/// either direction: as where a network drops packets, a connection stays open and silent, and what was sent arrives
/// when the way is open again.
/// </summary>
/// <param name="pids">The processes of the nodes, by index.</param>
internal sealed class ChaosNetwork(Func<IReadOnlyList<int>> pids) : IAsyncDisposable
{
    private IReadOnlyList<TcpRelay> _nodes = [];
    private TcpRelay? _chain;

    public Ways Ways { get; } = new();

    /// <summary>Speaks for the chain.</summary>
    public Liar Liar { get; } = new();

    /// <summary>Between the nodes and the chain.</summary>
    public TcpRelay Chain => _chain ?? throw new InvalidOperationException("nobody asked for the chain yet");

    /// <summary>Where the nodes find the chain.</summary>
    /// <param name="chain">Where it is.</param>
    public Uri Before(Uri chain)
    {
        var flow = Flow.Free with { Change = Liar.Change };
        _chain = new TcpRelay(chain.Port, _ => flow);
        return new Uri($"http://127.0.0.1:{_chain.Port}");
    }

    /// <summary>Puts a relay before each node.</summary>
    /// <param name="bound">Ports on which the nodes listen, by index.</param>
    /// <returns>The ports by which they reach each other.</returns>
    public IReadOnlyList<int> Before(IReadOnlyList<int> bound)
    {
        _nodes = [.. bound.Select((port, node) => new TcpRelay(port, near => Admit(near, node)))];
        return [.. _nodes.Select(relay => relay.Port)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _nodes.Prepend(_chain).OfType<TcpRelay>())
            await relay.DisposeAsync();
    }

    private Flow? Admit(int near, int to) => Sockets.OwnerOf(near, pids()) is { } from
        ? new Flow(token => Ways.OpenAsync(from, to, token), token => Ways.OpenAsync(to, from, token))
        : null;
}
