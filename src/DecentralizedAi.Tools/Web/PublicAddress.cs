using System.Net;

namespace DecentralizedAi.Tools.Web;

/// <summary>Which addresses a page may be fetched from: those of the open internet and no others.</summary>
internal static class PublicAddress
{
    // Special-purpose blocks (RFC 6890 and its successors), multicast and reserved space.
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(block => IPNetwork.Parse(block)),
    ];

    // Within 2000::/3, the only global unicast: documentation, and tunnels that hide an IPv4 address.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] ClosedV6 =
        [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(block => IPNetwork.Parse(block))];

    /// <summary>False for loopback, private, link-local, shared, reserved, multicast and mapped addresses.</summary>
    public static bool Is(IPAddress address) => address.AddressFamily switch
    {
        System.Net.Sockets.AddressFamily.InterNetwork => !Closed.Any(block => block.Contains(address)),
        // Asked first: IPNetwork finds ::ffff:10.0.0.1 within 2000::/3.
        System.Net.Sockets.AddressFamily.InterNetworkV6 => !address.IsIPv4MappedToIPv6
            && Global.Contains(address)
            && !ClosedV6.Any(block => block.Contains(address)),
        _ => false,
    };
}
