using System.Net;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>Where a node listens, whom it joins and how fast it gives up on a silent peer.</summary>
public sealed record RuntimeOptions
{
    /// <summary>Address the cluster listens on; loopback only, unless <see cref="Tls"/> is set.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port of the cluster; 0 = any free one.</summary>
    public required int Port { get; init; }

    /// <summary><c>host:port</c> on which the node listens where a relay or a mapped port stands before it; null =
    /// <see cref="Host"/> and <see cref="Port"/>, by which the others reach it in any case.</summary>
    public string? Bind { get; init; }

    /// <summary><c>host:port</c> of the nodes to join; empty = this node forms the cluster by itself.</summary>
    public required IReadOnlyList<string> Seeds { get; init; }

    /// <summary>Certificates for mutual TLS; null = plain, which only loopback may be.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Members that must be up before agents are placed, so that the first node does not get all.</summary>
    public int MinMembers { get; init; } = 1;

    /// <summary>Unanswered heartbeats are forgiven this long. 2 s suits one host; 10 s a wide network.</summary>
    public TimeSpan HeartbeatPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the members must be the same before the majority downs the unreachable ones.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the heirs of a downed node wait. A millisecond is safe: the journal fences the old owner. Zero
    /// would stand for <see cref="StableAfter"/>.</summary>
    public TimeSpan RemovalMargin { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// How long the first seed looks for the others before it founds a cluster. It founds one at once when all others
    /// say that they are in none. Too short, and one that starts again beside a busy cluster misses it.
    /// </summary>
    public TimeSpan SeedPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a node is alone in a cluster that it founded, or in a smaller one than the seeds that listen
    /// beside it would make, before it ends; one that nobody lets in ends that long after <see cref="SeedPatience"/>.
    /// </summary>
    public TimeSpan StrayAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Only the first seed founds a cluster.</summary>
    internal bool Founds => Seeds.Count > 0 && Seeds[0] == $"{Host}:{Port}";

    /// <summary>Seeds but for this node.</summary>
    internal IEnumerable<string> Others => Seeds.Where(seed => seed != $"{Host}:{Port}");

    /// <exception cref="RuntimeOptionException">An option that would start an unsafe or silent node.</exception>
    public RuntimeOptions Validated()
    {
        if (Port is < 0 or > 65_535)
            throw new RuntimeOptionException($"DAI-3001 cluster port {Port} is not between 0 and 65535");
        var spoken = Seeds.Prepend(Bind).OfType<string>().Select(HostOf).Prepend(Host);
        if (Tls is null && spoken.FirstOrDefault(host => !IsLoopback(host)) is { } open)
            throw new RuntimeOptionException(
                $"DAI-3002 the cluster would speak with {open} without TLS; set cluster.tls or stay on 127.0.0.1");
        return this;
    }

    private static string HostOf(string place) => Split(place).Host;

    /// <exception cref="RuntimeOptionException">DAI-3003: it is not host:port.</exception>
    internal static (string Host, int Port) Split(string place) =>
        place.LastIndexOf(':') is var colon and > 0 && ushort.TryParse(place[(colon + 1)..], out var port)
            ? (place[..colon], port)
            : throw new RuntimeOptionException($"DAI-3003 '{place}' among the places of the cluster is not host:port");

    private static bool IsLoopback(string host) => host == "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

/// <summary>What this node shows and whom it trusts; both sides of every connection show a certificate.</summary>
/// <param name="AuthorityPath">PEM file of the authority that signs the nodes' certificates, and nothing else.</param>
/// <param name="CertificatePath">PKCS#12 file of this node, with its key.</param>
/// <param name="Password">Of that file; never shown.</param>
public sealed record TlsOptions(string AuthorityPath, string CertificatePath, string Password);
