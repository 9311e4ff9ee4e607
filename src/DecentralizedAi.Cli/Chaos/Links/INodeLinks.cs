using System.Net;
using DecentralizedAi.Cli.Chaos.Faults;
using DecentralizedAi.Cli.Development;

namespace DecentralizedAi.Cli.Chaos.Links;

/// <summary>What lies between the nodes of a run; closed.</summary>
internal abstract record LinkFault
{
    private LinkFault() { }

    /// <summary>Nothing gets along these ways, from and to; who sends is not told.</summary>
    public sealed record Closed(IReadOnlyList<(int From, int To)> Ways) : LinkFault;

    /// <summary>Nothing gets to this node or from it, neither other nodes nor chain nor database; nobody refuses in its
    /// place.</summary>
    public sealed record Vanished(int Node) : LinkFault;

    /// <summary>Of a hundred packets so many are lost, of all nodes.</summary>
    public sealed record Lossy(int Percent) : LinkFault;

    /// <summary>Whatever nodes say to each other arrives so much later.</summary>
    public sealed record Slow(TimeSpan Late) : LinkFault;
}

/// <summary>The network between the nodes of a run, with what can be done to it.</summary>
internal interface INodeLinks : IAsyncDisposable
{
    /// <summary>By which the nodes reach this program.</summary>
    IPAddress Here { get; }

    /// <summary>Faults of the network that it knows.</summary>
    IReadOnlySet<FaultKind> Knows { get; }

    /// <summary>Where the nodes run.</summary>
    /// <param name="ports">One for each, free on loopback a moment ago.</param>
    IReadOnlyList<NodePlace> Places(IReadOnlyList<int> ports);

    /// <exception cref="ArgumentException">It does not know that fault.</exception>
    Task BreakAsync(LinkFault fault, CancellationToken cancellation);

    /// <summary>Takes back whatever was broken.</summary>
    Task MendAsync(CancellationToken cancellation);
}
