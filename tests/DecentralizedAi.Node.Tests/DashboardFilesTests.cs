using System.Net;
using System.Text.Json;
using DecentralizedAi.Node.Http;
using Xunit;

namespace DecentralizedAi.Node.Tests;

public sealed class DashboardFilesTests : IAsyncLifetime, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-dashboard-").FullName;
    private ServedNode _node = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "assets"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "index.html"), "<!doctype html><title>x</title>");
        await File.WriteAllTextAsync(Path.Combine(_folder, "assets", "a-1.js"), "1");
        await File.WriteAllTextAsync(Path.Combine(_folder, "secret.key"), "secret");
        _node = await ServedNode.StartAsync(new FakeGateway(), DashboardFiles.Read(_folder, "{\"schema\":\"m\"}"u8,
        [
            new Uri("http://127.0.0.1:8545"), new Uri("https://rpc.example.org/v3/a-secret-key"),
            new Uri("https://user:word@other.example.org"),
        ]));
        _node.Http.DefaultRequestHeaders.Authorization = null;
    }

    [Theory]
    [InlineData("", "text/html")]
    [InlineData("index.html", "text/html")]
    [InlineData("assets/a-1.js", "text/javascript")]
    [InlineData("dao.json", "application/json")]
    public async Task Anybody_on_this_machine_may_have_them(string path, string type)
    {
        var response = await _node.Http.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(response, "X-Frame-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(response, "Cross-Origin-Resource-Policy"));
    }

    [Theory]
    [InlineData("GET", "secret.key")]
    [InlineData("GET", "assets/../secret.key")]
    [InlineData("GET", "assets/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("GET", "INDEX.HTML")]
    [InlineData("POST", "index.html")]
    [InlineData("GET", "v1/status")]
    public async Task Nothing_else_is_served_without_the_token(string method, string path)
    {
        var response = await _node.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Its_policy_forbids_inline_code_frames_and_every_host_but_the_nodes_endpoints()
    {
        var policy = Header(await _node.Http.GetAsync(""), "Content-Security-Policy").Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self'", policy);
        Assert.Contains("style-src 'self'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Contains("require-trusted-types-for 'script'", policy);
        Assert.Contains("trusted-types own-scripts", policy);
        var reached = Assert.Single(policy, part => part.StartsWith("connect-src ", StringComparison.Ordinal));
        Assert.Equal("connect-src 'self' http://127.0.0.1:* ws://127.0.0.1:* http://localhost:* ws://localhost:* "
            + "http://127.0.0.1:8545 https://rpc.example.org https://other.example.org", reached);
    }

    [Fact]
    public async Task Tells_pages_the_dao_and_no_endpoint_that_may_hold_a_secret()
    {
        var text = await _node.Http.GetStringAsync("dao.json");
        Assert.DoesNotContain("secret", text);
        using var dao = JsonDocument.Parse(text);
        Assert.Equal("m", dao.RootElement.GetProperty("manifest").GetProperty("schema").GetString());
        Assert.Equal(["http://127.0.0.1:8545/"],
            dao.RootElement.GetProperty("rpc").EnumerateArray().Select(one => one.GetString()!));
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        var tag = (await _node.Http.GetAsync("")).Headers.ETag!;
        using var again = new HttpRequestMessage(HttpMethod.Get, "");
        again.Headers.IfNoneMatch.Add(tag);
        var response = await _node.Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Contains("immutable", (await _node.Http.GetAsync("assets/a-1.js")).Headers.CacheControl!.ToString());
    }

    [Theory]
    [InlineData("dao.evil.example:7575", null, 421)]
    [InlineData("127.0.0.1", "https://evil.example", 403)]
    public async Task A_rebound_name_and_a_page_of_another_host_get_none_of_them(string host, string? origin, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "dao.json");
        request.Headers.Host = host;
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        Assert.Equal(status, (int)(await _node.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_node_without_a_dashboard_says_how_one_comes_by_it()
    {
        await using var bare = await ServedNode.StartAsync(new FakeGateway());
        var response = await bare.Http.GetAsync("");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("DAI-6023", await response.Content.ReadAsStringAsync());
    }

    public Task DisposeAsync() => _node.DisposeAsync().AsTask();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();
}
