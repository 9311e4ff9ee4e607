using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DecentralizedAi.Node.Http;
using Xunit;

namespace DecentralizedAi.Node.Tests;

public sealed class RpcDoorTests : IAsyncLifetime
{
    private readonly Endpoint _endpoint = new();
    private ServedNode _node = null!;

    public async Task InitializeAsync() => _node = await ServedNode.StartAsync(
        new FakeGateway(), DashboardFiles.Read(AppContext.BaseDirectory + "none", "{}"u8, [_endpoint.Url]));

    [Fact]
    public async Task Passes_a_question_on_and_the_answer_back()
    {
        _endpoint.Answer = """{"jsonrpc":"2.0","id":1,"result":"0x7a69"}""";
        var answer = await AskAsync("eth_getBalance", "0x01", "latest");
        Assert.Equal((7, "0x7a69"), (answer.GetProperty("id").GetInt32(), answer.GetProperty("result").GetString()));
        Assert.Equal("""eth_getBalance ["0x01","latest"]""", Assert.Single(_endpoint.Asked));
    }

    [Theory]
    [InlineData("eth_sendTransaction")]
    [InlineData("eth_sendRawTransaction")]
    [InlineData("anvil_impersonateAccount")]
    [InlineData("evm_mine")]
    [InlineData("debug_traceCall")]
    [InlineData("eth_CALL")]
    [InlineData("")]
    public async Task What_could_change_something_is_not_passed_on(string method)
    {
        var error = (await AskAsync(method)).GetProperty("error");
        Assert.Equal(-32601, error.GetProperty("code").GetInt32());
        Assert.Empty(_endpoint.Asked);
    }

    [Fact]
    public async Task A_contracts_refusal_comes_with_its_bytes()
    {
        _endpoint.Answer = """{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"reverted","data":"0x08c379a0"}}""";
        var error = (await AskAsync("eth_call")).GetProperty("error");
        Assert.Equal((3, "reverted", "0x08c379a0"), (error.GetProperty("code").GetInt32(),
            error.GetProperty("message").GetString(), error.GetProperty("data").GetString()));
    }

    [Fact]
    public async Task A_silent_endpoint_is_said_so_without_its_address()
    {
        _endpoint.Answer = "nonsense";
        var response = await PostAsync("eth_chainId");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("DAI-6029", text);
        Assert.DoesNotContain($"{_endpoint.Url.Port}", text);
    }

    [Fact]
    public async Task Nobody_asks_through_it_without_the_token()
    {
        _node.Http.DefaultRequestHeaders.Authorization = null;
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync("eth_chainId")).StatusCode);
        Assert.Empty(_endpoint.Asked);
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _endpoint.Dispose();
    }

    private async Task<JsonElement> AskAsync(string method, params string[] arguments)
    {
        using var document = JsonDocument.Parse(
            await (await PostAsync(method, arguments)).Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    private Task<HttpResponseMessage> PostAsync(string method, params string[] arguments) =>
        _node.Http.PostAsJsonAsync("v1/rpc", new { jsonrpc = "2.0", id = 7, method, @params = arguments });

    /// <summary>An endpoint that says what it was told to and remembers what it was asked.</summary>
    private sealed class Endpoint : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Endpoint()
        {
            Url = new Uri($"http://127.0.0.1:{FreePort()}/");
            _listener.Prefixes.Add(Url.ToString());
            _listener.Start();
            _ = ServeAsync();
        }

        public Uri Url { get; }
        public string Answer { get; set; } = "{}";
        public List<string> Asked { get; } = [];

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    using var question = await JsonDocument.ParseAsync(context.Request.InputStream);
                    var asked = question.RootElement;
                    Asked.Add($"{asked.GetProperty("method")} {asked.GetProperty("params")}");
                    await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Answer));
                    context.Response.Close();
                }
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private static int FreePort()
        {
            using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
    }
}
