using System.Net;
using DecentralizedAi.Cli.Chaos.Faults;
using DecentralizedAi.Cli.Development;

namespace DecentralizedAi.Cli.Chaos.Links;

/// <summary>
/// All nodes on loopback, a relay before each. The bytes from one node to another can be held up in either direction:
/// as where a network drops packets, a connection stays open and silent, and what was sent arrives when the way is open
/// again.
/// </summary>
/// <param name="pids">The processes of the nodes, by index.</param>
internal sealed class RelayLinks(Func<IReadOnlyList<int>> pids, TimeProvider clock) : INodeLinks
{
    private readonly Ways _ways = new(clock);
    private IReadOnlyList<TcpRelay> _relays = [];

    public IPAddress Here => IPAddress.Loopback;

    public IReadOnlySet<FaultKind> Knows { get; } = new HashSet<FaultKind> { FaultKind.Partition, FaultKind.Delay };

    public IReadOnlyList<NodePlace> Places(IReadOnlyList<int> ports)
    {
        _relays = [.. ports.Select((port, node) => new TcpRelay(
            new IPEndPoint(IPAddress.Loopback, port), near => Admit(near, node)))];
        return [.. ports.Zip(_relays, (port, relay) => new NodePlace($"{relay.Place}", $"127.0.0.1:{port}"))];
    }

    public Task BreakAsync(LinkFault fault, CancellationToken cancellation)
    {
        switch (fault)
        {
            case LinkFault.Closed closed:
                _ways.Close(closed.Ways);
                break;
            case LinkFault.Slow slow:
                _ways.Late = slow.Late;
                break;
            default:
                throw new ArgumentException($"relays know no {fault.GetType().Name}", nameof(fault));
        }
        return Task.CompletedTask;
    }

    public Task MendAsync(CancellationToken cancellation)
    {
        _ways.Late = TimeSpan.Zero;
        _ways.Mend();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays)
            await relay.DisposeAsync();
    }

    private Flow? Admit(int near, int to) => Sockets.OwnerOf(near, pids()) is { } from
        ? new Flow(token => _ways.PassAsync(from, to, token), token => _ways.PassAsync(to, from, token))
        : null;
}
