using System.Net.Http.Headers;
using System.Text.Json;

namespace DecentralizedAi.Chain.Rpc;

/// <summary>A call of JSON-RPC.</summary>
public sealed record RpcCall(string Method, params object?[] Arguments)
{
    /// <summary>In a batch: an error of this call is no answer (null), and the others count. Default false.</summary>
    public bool MayFail { get; init; }
}

/// <summary>One JSON-RPC endpoint over HTTP; safe to use from many threads.</summary>
public sealed class RpcEndpoint : IDisposable
{
    private static readonly JsonElement Nothing = JsonSerializer.SerializeToElement<string?>(null);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(3) })
    {
        Timeout = Patience,
    };

    private long _calls;

    public RpcEndpoint(Uri url) => Url = url;

    public RpcEndpoint(string url) : this(new Uri(url)) { }

    public Uri Url { get; }

    /// <summary>Calls that were sent, those of a batch each.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <exception cref="RpcUnreachableException">No answer.</exception>
    /// <exception cref="RpcRefusedException">The endpoint answered with an error.</exception>
    public async Task<JsonElement> CallAsync(RpcCall call, CancellationToken cancellation)
    {
        var answer = await PostAsync(Request(call, 1), 1, cancellation).ConfigureAwait(false);
        return Result(call, answer);
    }

    /// <summary>All calls in one request; answers in their order. An error fails the batch, where its call may not.
    /// </summary>
    /// <exception cref="RpcUnreachableException">No answer.</exception>
    /// <exception cref="RpcRefusedException">The endpoint answered one of them with an error.</exception>
    public async Task<JsonElement[]> BatchAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellation)
    {
        if (calls.Count == 0)
            return [];
        var answer = await PostAsync(calls.Select(Request).ToArray(), calls.Count, cancellation)
            .ConfigureAwait(false);
        if (answer.ValueKind != JsonValueKind.Array || answer.GetArrayLength() != calls.Count)
            throw new RpcUnreachableException(Url, $"{calls.Count} calls in a batch, another number of answers");
        var results = new JsonElement[calls.Count];
        foreach (var item in answer.EnumerateArray())
        {
            if (!item.TryGetProperty("id", out var id) || !id.TryGetInt32(out var index)
                || index < 0 || index >= calls.Count)
                throw new RpcUnreachableException(Url, "an answer in a batch has no id of a call");
            results[index] = calls[index].MayFail && item.TryGetProperty("error", out _)
                ? Nothing
                : Result(calls[index], item);
        }
        return results.Any(r => r.ValueKind == JsonValueKind.Undefined)
            ? throw new RpcUnreachableException(Url, "two answers in a batch have the same id")
            : results;
    }

    public void Dispose() => _http.Dispose();

    private static object Request(RpcCall call, int id) => new Dictionary<string, object?>
    {
        ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = call.Method, ["params"] = call.Arguments,
    };

    private async Task<JsonElement> PostAsync(object request, int calls, CancellationToken cancellation)
    {
        Interlocked.Add(ref _calls, calls);
        try
        {
            using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _http.PostAsync(Url, body, cancellation).ConfigureAwait(false);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            using var document = await JsonDocument.ParseAsync(stream, default, cancellation).ConfigureAwait(false);
            return document.RootElement.Clone();
        }
        catch (OperationCanceledException cause) when (!cancellation.IsCancellationRequested)
        {
            throw new RpcUnreachableException(Url, $"nothing within {Patience.TotalSeconds:0} s", cause);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException or JsonException)
        {
            throw new RpcUnreachableException(Url, cause.Message, cause);
        }
    }

    private JsonElement Result(RpcCall call, JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object)
            throw new RpcUnreachableException(Url, "the answer is not JSON-RPC");
        if (answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
            throw Refusal(call, error);
        return answer.TryGetProperty("result", out var result)
            ? result
            : throw new RpcUnreachableException(Url, "the answer has neither result nor error");
    }

    private static RpcRefusedException Refusal(RpcCall call, JsonElement error)
    {
        var number = error.TryGetProperty("code", out var code) && code.TryGetInt64(out var n) ? n : 0;
        var text = error.TryGetProperty("message", out var message) ? message.ToString() : "no message";
        string? bytes = null;
        if (error.TryGetProperty("data", out var data))
        {
            // Some endpoints nest the bytes in an object of their own.
            bytes = data.ValueKind == JsonValueKind.Object && data.TryGetProperty("data", out var inner)
                ? inner.ToString()
                : data.ValueKind == JsonValueKind.String ? data.GetString() : null;
        }
        return new RpcRefusedException(call.Method, number, text, bytes);
    }
}
