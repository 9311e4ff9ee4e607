using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Rpc;

namespace DecentralizedAi.Chain.Tests.Feed;

/// <summary>Stands between us and a real chain and changes answers.</summary>
public sealed class LyingProxy : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _http = new();
    private readonly Uri _target;
    private readonly Task _loop;

    public LyingProxy(Uri target)
    {
        _target = target;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        Endpoint = new RpcEndpoint(Url);
        _loop = ServeAsync();
    }

    public Uri Url { get; }
    public RpcEndpoint Endpoint { get; }

    /// <summary>What becomes of an answer to a method; null = the truth.</summary>
    public Func<string, JsonNode?, JsonNode?>? Lie { get; set; }

    /// <summary>True: nobody gets an answer.</summary>
    public bool Gone { get; set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
        Endpoint.Dispose();
        _http.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or InvalidOperationException)
            {
                return;
            }
            try
            {
                await AnswerAsync(context);
            }
            catch (Exception left) when (left is HttpListenerException or ObjectDisposedException or IOException
                or HttpRequestException)
            {
                // Who asked did not wait for the answer, or the chain itself is down.
                context.Response.Abort();
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        if (context.Request.HttpMethod != "POST")
        {
            // It announces nothing: it has no WebSocket.
            context.Response.StatusCode = 405;
            context.Response.Close();
            return;
        }
        using var reader = new StreamReader(context.Request.InputStream);
        var text = await reader.ReadToEndAsync();
        if (Gone)
        {
            context.Response.Abort();
            return;
        }
        using var answer = await _http.PostAsync(_target, new StringContent(text, Encoding.UTF8, "application/json"));
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        var request = JsonNode.Parse(text)!;
        if (Lie is { } lie)
        {
            if (request is JsonArray calls)
            {
                foreach (var item in body.AsArray())
                    Change(item!, calls.Single(c => (int)c!["id"]! == (int)item!["id"]!)!, lie);
            }
            else
            {
                Change(body, request, lie);
            }
        }
        context.Response.ContentType = "application/json";
        await using var output = context.Response.OutputStream;
        await output.WriteAsync(Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    private static void Change(JsonNode answer, JsonNode call, Func<string, JsonNode?, JsonNode?> lie)
    {
        if (lie((string)call["method"]!, answer["result"]?.DeepClone()) is { } changed)
            answer["result"] = changed;
    }
}
