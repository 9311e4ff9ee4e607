using System.Net;
using System.Net.Sockets;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Plugin;

namespace DecentralizedAi.Tools.Web;

/// <summary>What a server answered.</summary>
/// <param name="Type">Media type in lower case, empty when none was named.</param>
/// <param name="Body">At most <see cref="PageReader.MaxBytes"/>.</param>
/// <param name="Cut">Whether there was more.</param>
public sealed record Page(int Status, string Type, byte[] Body, bool Cut);

/// <summary>
/// Fetches a page as a stranger would: names are resolved first, every address must be a public one, and the
/// connection goes to the address that was looked at, so that no later answer of the name server counts.
/// </summary>
public sealed class PageReader : IDisposable
{
    /// <summary>More is not read.</summary>
    public const int MaxBytes = 256 << 10;

    private const int MaxRedirects = 3;

    // Below are mail, shells, name servers: what understands a page's request as an order of its own.
    private const int LowestFreePort = 1024;

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly Func<IPEndPoint, CancellationToken, Task<Stream>> _dial;
    private readonly HttpClient _client;

    /// <summary>Uses the system's resolver and sockets.</summary>
    public PageReader()
        : this(Dns.GetHostAddressesAsync, DialAsync)
    {
    }

    /// <param name="resolve">Name to addresses.</param>
    /// <param name="dial">Connects to one address that was found public.</param>
    public PageReader(
        Func<string, CancellationToken, Task<IPAddress[]>> resolve,
        Func<IPEndPoint, CancellationToken, Task<Stream>> dial)
    {
        (_resolve, _dial) = (resolve, dial);
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancellation) =>
                await ConnectAsync(context.DnsEndPoint, cancellation),
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            Credentials = null,
            PreAuthenticate = false,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.Zero,
        });
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("DecentralizedAi/1");
        _client.DefaultRequestHeaders.Accept.ParseAdd("text/html, text/plain, application/json;q=0.9");
    }

    /// <summary>Follows redirects within the same host only: another one is another decision.</summary>
    /// <exception cref="ToolException"><see cref="ToolCode.Web"/>: refused, or no answer.</exception>
    public async Task<Page> ReadAsync(string url, CancellationToken cancellation)
    {
        var (host, asked) = (Host(url), url);
        for (var i = 0; i <= MaxRedirects; i++)
        {
            using var response = await SendAsync(url, cancellation);
            if ((int)response.StatusCode is < 300 or > 399 || response.Headers.Location is not { } location)
                return await PageOfAsync(response, cancellation);
            // Refusals name what was asked, never a place that a stranger wrote into a header.
            if (!Uri.TryCreate(new Uri(url), location, out var next) || !Within(host, url, next.AbsoluteUri))
                throw Refused($"{asked} redirects to another place; fetch that by a call of its own");
            url = next.AbsoluteUri;
        }
        throw Refused($"{asked} redirects more than {MaxRedirects} times");
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string url, CancellationToken cancellation)
    {
        try
        {
            return await _client.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw e.InnerException as ToolException
                ?? Refused($"{new Uri(url).Host} does not answer ({e.HttpRequestError})");
        }
    }

    private async Task<Stream> ConnectAsync(DnsEndPoint to, CancellationToken cancellation)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await _resolve(to.Host, cancellation);
        }
        catch (SocketException)
        {
            throw Refused($"the name {to.Host} is not known");
        }
        // One private address among public ones is a trick, not a mistake.
        if (addresses.Length == 0 || !addresses.All(PublicAddress.Is))
            throw Refused($"{to.Host} is not on the public internet");
        try
        {
            return await _dial(new IPEndPoint(addresses[0], to.Port), cancellation);
        }
        catch (SocketException e)
        {
            throw Refused($"{to.Host} does not accept a connection ({e.SocketErrorCode})");
        }
    }

    private static async Task<Page> PageOfAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = new byte[MaxBytes + 1];
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            var read = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation);
            var type = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant() ?? "";
            return new((int)response.StatusCode, type, body[..Math.Min(read, MaxBytes)], read > MaxBytes);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Refused("the answer broke off");
        }
    }

    // The same door of the same host, or the encrypted one beside the plain one: another port is another server.
    private static bool Within(string host, string from, string to) =>
        UrlText.TryParse(to, out _) && new Uri(to) is { Scheme: "http" or "https" } uri && new Uri(from) is var old
        && uri.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase)
        && (uri.Scheme == old.Scheme ? uri.Port == old.Port : (old.Port, uri.Port) == (80, 443));

    // The host in lower case, of a URL that two readers cannot read differently.
    private static string Host(string url)
    {
        if (!UrlText.TryParse(url, out var parsed) || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https")
            || !parsed.Host.Equals(uri.Host, StringComparison.OrdinalIgnoreCase))
            throw Refused($"'{url}' is no plain http or https address");
        if (uri.Port is not (80 or 443 or >= LowestFreePort))
            throw Refused($"port {uri.Port} of '{url}' is of another service than the web; it can be 80, 443 or from "
                + $"{LowestFreePort} on");
        return uri.IdnHost.ToLowerInvariant();
    }

    private static ToolException Refused(string fault) => new(ToolCode.Web, fault);

    private static async Task<Stream> DialAsync(IPEndPoint to, CancellationToken cancellation)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
