using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Feed;

/// <summary>
/// Endpoints that say when they have a new block (<c>eth_subscribe</c> over a WebSocket at the endpoint's own URL).
/// What they say is only a reason to look: nothing of it is believed. One without it is asked again now and then.
/// </summary>
internal sealed class HeadSignals : IAsyncDisposable
{
    private const int MostBytes = 64 * 1024;
    private static readonly byte[] Subscribe = JsonSerializer.SerializeToUtf8Bytes(new
    {
        jsonrpc = "2.0", id = 1, method = "eth_subscribe", @params = new[] { "newHeads" },
    });
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3), Alive = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1), LongestAgain = TimeSpan.FromMinutes(2);

    private readonly Channel<Bytes32> _announced = Channel.CreateBounded<Bytes32>(
        new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly CancellationTokenSource _closed = new();
    private readonly TimeProvider _clock;
    private readonly Task _listening;
    private int _open;

    public HeadSignals(IEnumerable<RpcEndpoint> endpoints, TimeProvider clock)
    {
        _clock = clock;
        _listening = Task.WhenAll(endpoints.Select(endpoint => ListenAsync(Over(endpoint.Url), _closed.Token)));
    }

    /// <summary>Endpoints that announce their blocks now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Whether another block than the known one was announced before the time was over.</summary>
    public async Task<bool> WaitAsync(TimeSpan most, Bytes32 known, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(most, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            while (await _announced.Reader.ReadAsync(either.Token).ConfigureAwait(false) == known)
            {
            }
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        _closed.Dispose();
    }

    private static Uri Over(Uri url) => new UriBuilder(url)
    {
        Scheme = url.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs, Port = url.Port,
    }.Uri;

    private async Task ListenAsync(Uri url, CancellationToken closed)
    {
        var pause = Again;
        while (!closed.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(url, () => pause = Again, closed).ConfigureAwait(false);
            }
            catch (Exception cause) when (Disbelief.Covers(cause)
                || cause is WebSocketException or IOException or JsonException or OperationCanceledException)
            {
                // It has none, or it broke: looks find its blocks meanwhile.
            }
            try
            {
                await Task.Delay(pause, _clock, closed).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            pause = pause * 2 < LongestAgain ? pause * 2 : LongestAgain;
        }
    }

    private async Task FollowAsync(Uri url, Action subscribed, CancellationToken closed)
    {
        using var socket = new ClientWebSocket();
        (socket.Options.KeepAliveInterval, socket.Options.KeepAliveTimeout) = (Alive, Alive);
        using (var late = new CancellationTokenSource(Patience, _clock))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, closed))
        {
            await socket.ConnectAsync(url, either.Token).ConfigureAwait(false);
            await socket.SendAsync(Subscribe, WebSocketMessageType.Text, endOfMessage: true, either.Token)
                .ConfigureAwait(false);
            (await ReadAsync(socket, either.Token).ConfigureAwait(false)).Text("result");
        }
        subscribed();
        Interlocked.Increment(ref _open);
        try
        {
            // A block may have come before: no hash is its own, so somebody looks.
            var hash = Bytes32.Zero;
            while (true)
            {
                _announced.Writer.TryWrite(hash);
                var told = await ReadAsync(socket, closed).ConfigureAwait(false);
                hash = told.GetProperty("params").GetProperty("result").Word("hash");
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static async Task<JsonElement> ReadAsync(ClientWebSocket socket, CancellationToken cancellation)
    {
        var buffer = new byte[4_096];
        using var message = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), cancellation).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close || message.Length + part.Count > MostBytes)
                throw new IOException("the endpoint closed the subscription, or says more than a header");
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return JsonSerializer.Deserialize<JsonElement>(message.ToArray());
        }
    }
}
