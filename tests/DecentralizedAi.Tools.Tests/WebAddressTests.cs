using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using CsCheck;
using DecentralizedAi.Plugin;
using DecentralizedAi.Tools.Web;
using Xunit;

namespace DecentralizedAi.Tools.Tests;

/// <summary>Which addresses a page is fetched from: a table of what people tried, and properties of what nobody did.
/// </summary>
public sealed class WebAddressTests
{
    // + is dialled, at the address behind =, to which its name resolves; - is refused before.
    private const string Table = """
        + http://example.org/ = 93.184.216.34
        + https://example.org/ = 93.184.216.34
        + http://EXAMPLE.org/a?b=c#d = 93.184.216.34
        + http://example.org:8080/ = 93.184.216.34
        + https://example.org:8443/ = 93.184.216.34
        + http://example.org:65535/ = 93.184.216.34
        + http://8.8.8.8/ = 8.8.8.8
        + http://1.1.1.1:1024/ = 1.1.1.1
        + http://xn--bcher-kva.example/ = 93.184.216.34
        + https://example.org/ = 2606:2800:220:1:248:1893:25c8:1946
        + http://11.0.0.1/ = 11.0.0.1
        + http://172.15.255.255/ = 172.15.255.255
        + http://172.32.0.0/ = 172.32.0.0
        + http://100.63.255.255/ = 100.63.255.255
        + http://100.128.0.0/ = 100.128.0.0
        + http://169.253.255.255/ = 169.253.255.255
        + http://223.255.255.255/ = 223.255.255.255
        - http://127.0.0.1/ = 127.0.0.1
        - http://127.1.2.3/ = 127.1.2.3
        - http://localhost/ = 127.0.0.1
        - http://localhost/ = ::1
        - http://localtest.me/ = 127.0.0.1
        - http://0.0.0.0/ = 0.0.0.0
        - http://10.0.0.1/ = 10.0.0.1
        - http://172.16.0.0/ = 172.16.0.0
        - http://172.31.255.255/ = 172.31.255.255
        - http://192.168.0.1/ = 192.168.0.1
        - http://100.64.0.0/ = 100.64.0.0
        - http://100.127.255.255/ = 100.127.255.255
        - http://169.254.169.254/latest/meta-data/ = 169.254.169.254
        - http://metadata.google.internal/ = 169.254.169.254
        - http://100.100.100.200/ = 100.100.100.200
        - http://192.0.0.192/ = 192.0.0.192
        - http://198.18.0.1/ = 198.18.0.1
        - http://203.0.113.9/ = 203.0.113.9
        - http://224.0.0.1/ = 224.0.0.1
        - http://255.255.255.255/ = 255.255.255.255
        - http://six.example.org/ = ::1
        - http://six.example.org/ = ::
        - http://six.example.org/ = ::ffff:127.0.0.1
        - http://six.example.org/ = ::ffff:8.8.8.8
        - http://six.example.org/ = ::ffff:10.0.0.1
        - http://six.example.org/ = ::127.0.0.1
        - http://six.example.org/ = 64:ff9b::a9fe:a9fe
        - http://six.example.org/ = 64:ff9b:1::1
        - http://six.example.org/ = 2002:7f00:1::
        - http://six.example.org/ = 2001:0:4136:e378::1
        - http://six.example.org/ = 2001:db8::1
        - http://six.example.org/ = fe80::1
        - http://six.example.org/ = fec0::1
        - http://six.example.org/ = fd00:ec2::254
        - http://six.example.org/ = ff02::1
        - http://six.example.org/ = 100::1
        - http://six.example.org/ = 5f00::1
        - http://two.example.org/ = 93.184.216.34 10.0.0.1
        - http://two.example.org/ = 10.0.0.1 93.184.216.34
        - http://none.example.org/ =
        - http://2130706433/ = 127.0.0.1
        - http://017700000001/ = 127.0.0.1
        - http://0x7f000001/ = 127.0.0.1
        - http://0x7f.1/ = 127.0.0.1
        - http://127.1/ = 127.0.0.1
        - http://127.0.0.01/ = 127.0.0.1
        - http://127.0.0.256/ = 127.0.0.1
        - http://[::1]/ = ::1
        - http://[::ffff:8.8.8.8]/ = 8.8.8.8
        - http://[fe80::1%25eth0]/ = fe80::1
        - http://user@example.org/ = 93.184.216.34
        - http://user:word@example.org/ = 93.184.216.34
        - http://example.org@127.0.0.1/ = 127.0.0.1
        - http://example.org%40127.0.0.1/ = 127.0.0.1
        - http://127.0.0.1%2eexample.org/ = 127.0.0.1
        - http://example.org\@127.0.0.1/ = 127.0.0.1
        - http:\\example.org/ = 93.184.216.34
        - http:/example.org/ = 93.184.216.34
        - http:///example.org/ = 93.184.216.34
        - http://example.org./ = 93.184.216.34
        - http://example..org/ = 93.184.216.34
        - http://exa mple.org/ = 93.184.216.34
        - http://①②⑦.⓪.⓪.①/ = 127.0.0.1
        - http://127。0。0。1/ = 127.0.0.1
        - http://bücher.example/ = 93.184.216.34
        - http://example.org/../etc = 93.184.216.34
        - http://example.org/%2e%2e/etc = 93.184.216.34
        - http://example.org/a%00b = 93.184.216.34
        - http://example.org:22/ = 93.184.216.34
        - http://example.org:25/ = 93.184.216.34
        - http://example.org:0/ = 93.184.216.34
        - http://example.org:081/ = 93.184.216.34
        - http://example.org:65536/ = 93.184.216.34
        - http://example.org:80a/ = 93.184.216.34
        - ftp://example.org/ = 93.184.216.34
        - file:///etc/passwd = 93.184.216.34
        - gopher://example.org/ = 93.184.216.34
        - ws://example.org/ = 93.184.216.34
        - data:text/plain,x = 93.184.216.34
        - javascript:alert(1) = 93.184.216.34
        - //example.org/ = 93.184.216.34
        - example.org = 93.184.216.34
        - unix:///var/run/docker.sock = 93.184.216.34
        """;

    private static readonly string[] Blocks =
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
        "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
    ];

    private static readonly string[] Pieces =
    [
        "http", "https", "ftp", ":", "//", "/", "@", "\\", "%2e", "%40", ".", "..", "#", "?", "127.0.0.1",
        "example.org", "[::1]", "localhost", "0x7f", "2130706433", ":80", ":22", ":8080", "①", "。", " ", "\t", "\r\n",
        "\0", "\u202e", "http://", "https://", "a",
    ];

    public static TheoryData<string> Rows => [.. Table.Split('\n')];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_page_is_fetched_only_from_where_the_table_says(string row)
    {
        var equals = row.LastIndexOf(" =", StringComparison.Ordinal);
        var names = row[(equals + 2)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        IPAddress[] found = [.. names.Select(IPAddress.Parse)];
        var dialled = await DialledAsync(row[2..equals], found);
        if (row[0] == '+')
            Assert.Equal(found[0], Assert.Single(dialled).Address);
        else
            Assert.Empty(dialled);
    }

    [Fact]
    public void The_table_has_sixty_urls_and_more() => Assert.InRange(Table.Split('\n').Length, 60, int.MaxValue);

    [Fact]
    public void No_address_of_a_closed_block_is_public_in_any_of_its_six_disguises() => Gen.Select(
        Gen.Int[0, Blocks.Length - 1].Select(i => IPNetwork.Parse(Blocks[i])), Gen.UInt).Sample((block, random) =>
        {
            var first = BinaryPrimitives.ReadUInt32BigEndian(block.BaseAddress.GetAddressBytes());
            var inside = first | (random & (uint)((1UL << (32 - block.PrefixLength)) - 1));
            return Disguises(inside).All(address => !PublicAddress.Is(address));
        }, iter: 100_000);

    [Fact]
    public void Whatever_is_written_only_public_addresses_that_were_resolved_are_dialled_and_only_at_ports_of_the_web()
    {
        var piece = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]);
        Gen.Select(piece.Array[1, 12], Gen.UInt).Sample((pieces, random) =>
        {
            var (url, bytes) = (string.Concat(pieces), new byte[4]);
            BinaryPrimitives.WriteUInt32BigEndian(bytes, random);
            var found = new IPAddress(bytes);
            return DialledAsync(url, [found]).GetAwaiter().GetResult().All(to => to.Address.Equals(found)
                && Blocks.All(block => !IPNetwork.Parse(block).Contains(found)) && to.Port is 80 or 443 or >= 1024);
        }, iter: 20_000);
    }

    // Plain, mapped, compatible, NAT64, 6to4, Teredo.
    private static IEnumerable<IPAddress> Disguises(uint inside)
    {
        yield return new IPAddress(BinaryPrimitives.ReverseEndianness(inside));
        var tail = $"{inside >> 16:x}:{inside & 0xffff:x}";
        yield return IPAddress.Parse($"::ffff:{tail}");
        yield return IPAddress.Parse($"::{tail}");
        yield return IPAddress.Parse($"64:ff9b::{tail}");
        yield return IPAddress.Parse($"2002:{tail}::");
        yield return IPAddress.Parse($"2001:0:808:808:0:0:{~inside >> 16:x}:{~inside & 0xffff:x}");
    }

    private static async Task<List<IPEndPoint>> DialledAsync(string url, IPAddress[] found)
    {
        var dialled = new List<IPEndPoint>();
        using var pages = new PageReader((_, _) => Task.FromResult(found), (to, _) =>
        {
            dialled.Add(to);
            throw new SocketException((int)SocketError.ConnectionRefused);
        });
        await Assert.ThrowsAsync<ToolException>(() => pages.ReadAsync(url, default));
        return dialled;
    }
}
