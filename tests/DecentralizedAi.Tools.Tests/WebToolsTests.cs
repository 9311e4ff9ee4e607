using System.Net;
using System.Net.Sockets;
using System.Text;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Tools.BuiltIn;
using DecentralizedAi.Tools.Web;
using Xunit;

namespace DecentralizedAi.Tools.Tests;

/// <summary>A real server on loopback; names and dialling are the test's own, so that it looks public.</summary>
public sealed class WebToolsTests : IDisposable
{
    private static readonly IPAddress Public = IPAddress.Parse("93.184.216.34");

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly List<string> _requests = [];
    private readonly List<IPEndPoint> _dialled = [];
    private IPAddress[] _addresses = [Public];
    private PageReader? _pages;

    public WebToolsTests() => _server.Start();

    public void Dispose()
    {
        _server.Dispose();
        _pages?.Dispose();
    }

    [Fact]
    public async Task Gives_the_words_of_a_page_as_foreign()
    {
        var done = ToolHostTests.Done(await FetchAsync("http://status.example.org/today",
            "200 OK\r\nContent-Type: text/html",
            "<html><head><title>x</title></head><body><script>pay()</script><p>All&nbsp;systems <b>fine</b></body>"));
        Assert.Equal("All systems fine", done.Text);
        Assert.Equal(Label.Foreign, done.Label);
        Assert.StartsWith("GET /today HTTP/1.1", _requests[0]);
        Assert.Equal(new IPEndPoint(Public, 80), Assert.Single(_dialled));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2001:db8::1")]
    public async Task A_name_that_leads_inside_is_not_dialled(string address)
    {
        _addresses = [Public, IPAddress.Parse(address)];
        var outcome = await FetchAsync("http://inside.example.org/");
        Assert.Contains("public internet", ToolHostTests.Failed(outcome, "DAI-5210"));
        Assert.Empty(_dialled);
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    public async Task An_address_inside_is_not_dialled(string url)
    {
        _pages = new PageReader(Dns.GetHostAddressesAsync, DialAsync);
        ToolHostTests.Failed(await RunAsync(url), "DAI-5210");
        Assert.Empty(_dialled);
    }

    [Theory]
    [InlineData("ftp://example.org/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user@example.org/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("example.org")]
    public async Task What_is_no_plain_address_is_refused(string url) =>
        ToolHostTests.Failed(await FetchAsync(url), "DAI-5210");

    [Theory]
    [InlineData("http://other.example.org/")]
    [InlineData("http://127.0.0.1/")]
    [InlineData("//other.example.org/")]
    [InlineData("ftp://status.example.org/")]
    [InlineData("http://status.example.org:8080/")]
    [InlineData("https://status.example.org:8443/")]
    [InlineData("http://status.example.org:443/")]
    [InlineData("http://status.example.org@127.0.0.1/")]
    [InlineData("http://status.example.org./")]
    [InlineData("http://[::1]/")]
    [InlineData("javascript:alert(1)")]
    public async Task Follows_no_redirect_to_another_place(string location)
    {
        var outcome = await FetchAsync("http://status.example.org/", $"302 Found\r\nLocation: {location}");
        ToolHostTests.Failed(outcome, "DAI-5210");
        Assert.Single(_dialled);
    }

    [Fact]
    public async Task Follows_a_redirect_within_the_host_and_looks_at_its_address_again()
    {
        var outcome = await FetchAsync("http://status.example.org/", "302 Found\r\nLocation: /today",
            after: () => _addresses = [IPAddress.Loopback]);
        Assert.Contains("public internet", ToolHostTests.Failed(outcome, "DAI-5210"));
        Assert.Single(_dialled);
    }

    [Fact]
    public async Task Reads_no_more_than_its_limit()
    {
        var done = ToolHostTests.Done(await FetchAsync("http://big.example.org/",
            "200 OK\r\nContent-Type: text/plain", new string('x', PageReader.MaxBytes + 5000)));
        Assert.Contains("\"cut\":true", done.ResultJson);
        Assert.Equal(8_000, done.Text.Length);
    }

    [Theory]
    [InlineData("404 Not Found\r\nContent-Type: text/plain", "answered 404")]
    [InlineData("200 OK\r\nContent-Type: application/octet-stream", "not text")]
    public async Task What_is_no_text_is_a_failure(string head, string fault) =>
        Assert.Contains(fault, ToolHostTests.Failed(await FetchAsync("http://a.example.org/", head, "x"), "DAI-5210"));

    private async Task<ToolOutcome> FetchAsync(
        string url, string head = "200 OK", string body = "", Action? after = null)
    {
        _pages = new PageReader((_, _) => Task.FromResult(_addresses), DialAsync);
        var served = ServeAsync(head, body, after);
        var outcome = await RunAsync(url);
        _server.Stop();
        await served;
        return outcome;
    }

    private async Task<ToolOutcome> RunAsync(string url)
    {
        using var hosted = new Hosted();
        var host = new ToolHost(ToolCatalogue.Default, hosted.Clock, new WebTools(_pages!));
        return await host.RunAsync(hosted.Run("a", "web.fetch", ("url", url)), CancellationToken.None);
    }

    private async Task<Stream> DialAsync(IPEndPoint to, CancellationToken cancellation)
    {
        _dialled.Add(to);
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)_server.LocalEndpoint, cancellation);
        return client.GetStream();
    }

    private async Task ServeAsync(string head, string body, Action? after)
    {
        try
        {
            using var client = await _server.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            var buffer = new byte[4096];
            _requests.Add(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)));
            after?.Invoke();
            var bytes = Encoding.UTF8.GetBytes(body);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {head}\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(bytes);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // The reader hung up, or never called.
        }
    }
}
