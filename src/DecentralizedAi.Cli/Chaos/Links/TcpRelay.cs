using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace DecentralizedAi.Cli.Chaos.Links;

/// <summary>What a connection waits for before its bytes go on, and before the other side learns of its end.</summary>
/// <param name="There">From who connected to who listens.</param>
/// <param name="Back">The other way.</param>
internal sealed record Flow(Func<CancellationToken, Task> There, Func<CancellationToken, Task> Back)
{
    public static Flow Free { get; } = new(_ => Task.CompletedTask, _ => Task.CompletedTask);

    /// <summary>What becomes of the bytes that go back; by default they stay as they are.</summary>
    public Action<Memory<byte>> Change { get; init; } = _ => { };
}

/// <summary>
/// A port that passes bytes on to another place, until it is cut. Where that place refuses connections, as it does when
/// its process is gone, this port refuses them too.
/// </summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    // Pieces that are under way at the same time in one direction of a connection.
    private const int UnderWay = 256;
    private static readonly TimeSpan BetweenKnocks = TimeSpan.FromMilliseconds(50);

    // Keeps the port while nobody listens at it.
    private readonly Socket _holder = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly EndPoint _target;
    private readonly Func<int, Flow?> _admit;
    private readonly Task _loop;
    private volatile bool _cut;

    /// <param name="target">A port, or a socket of this host.</param>
    /// <param name="admit">By the port of who connects; null = it is turned away. By default all flow freely.</param>
    /// <param name="here">Where it listens; loopback by default.</param>
    public TcpRelay(EndPoint target, Func<int, Flow?>? admit = null, IPAddress? here = null)
    {
        (_target, _admit) = (target, admit ?? (_ => Flow.Free));
        _holder.Bind(new IPEndPoint(here ?? IPAddress.Loopback, 0));
        Place = (IPEndPoint)_holder.LocalEndPoint!;
        _loop = ListenAsync(Listener());
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Place { get; }

    /// <summary>Ends every connection, and each new one at once.</summary>
    public void Cut()
    {
        _cut = true;
        foreach (var socket in _open.Keys)
            socket.Dispose();
    }

    public void Mend() => _cut = false;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Cut();
        await _loop;
        _holder.Dispose();
        _ending.Dispose();
    }

    private TcpListener Listener()
    {
        var listener = new TcpListener(Place);
        listener.Start();
        return listener;
    }

    private async Task ListenAsync(TcpListener listener)
    {
        while (true)
        {
            using (listener)
                await AcceptAsync(listener);
            await ThereAsync();
            if (_ending.IsCancellationRequested)
                return;
            listener = Listener();
        }
    }

    // Until it is stopped, for the target refused a connection, or the end.
    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            try
            {
                _ = PassAsync(await listener.AcceptSocketAsync(_ending.Token), listener);
            }
            catch (SocketException)
            {
                // Whoever knocked has gone again, or it was stopped: then the next call says so.
            }
            catch (Exception ended) when (ended is OperationCanceledException or InvalidOperationException)
            {
                return;
            }
        }
    }

    // Until the target takes connections, or the end.
    private async Task ThereAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            using var knock = new Socket(_target.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await knock.ConnectAsync(_target, _ending.Token);
                return;
            }
            catch (Exception absent) when (Gone(absent))
            {
                await Task.Delay(BetweenKnocks, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task PassAsync(Socket near, TcpListener listener)
    {
        using var far = new Socket(_target.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        (_open[near], _open[far]) = (0, 0);
        try
        {
            if (_cut || _admit(((IPEndPoint)near.RemoteEndPoint!).Port) is not { } flow)
                return;
            await flow.There(_ending.Token);
            await far.ConnectAsync(_target, _ending.Token);
            await Task.WhenAny(CopyAsync(near, far, flow.There, _ => { }),
                CopyAsync(far, near, flow.Back, flow.Change));
            // That it ended is news as well, and takes the same way.
            await Task.WhenAll(flow.There(_ending.Token), flow.Back(_ending.Token));
        }
        catch (SocketException absent) when (absent.SocketErrorCode == SocketError.ConnectionRefused)
        {
            listener.Stop();
        }
        catch (Exception gone) when (Gone(gone))
        {
            // The other side is not there: the near one learns it by the end of its connection.
        }
        finally
        {
            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
            near.Dispose();
        }
    }

    // Reads on while what was read before is still under way.
    private async Task CopyAsync(
        Socket from, Socket to, Func<CancellationToken, Task> way, Action<Memory<byte>> change)
    {
        var pieces = Channel.CreateBounded<(Task Passed, Memory<byte> Bytes)>(UnderWay);
        var sending = SendAsync(pieces, to, change);
        try
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReceiveAsync(buffer, _ending.Token) is var count and > 0 && !_cut)
                await pieces.Writer.WriteAsync((way(_ending.Token), buffer[..count]), _ending.Token);
        }
        catch (Exception gone) when (Gone(gone))
        {
            // Either end may go at any time; that is what a relay is for.
        }
        pieces.Writer.TryComplete();
        await sending;
    }

    private async Task SendAsync(
        Channel<(Task Passed, Memory<byte> Bytes)> pieces, Socket to, Action<Memory<byte>> change)
    {
        try
        {
            await foreach (var (passed, bytes) in pieces.Reader.ReadAllAsync(_ending.Token))
            {
                await passed;
                change(bytes);
                for (var sent = 0; sent < bytes.Length;)
                    sent += await to.SendAsync(bytes[sent..], _ending.Token);
            }
        }
        catch (Exception gone) when (Gone(gone))
        {
            // The same for the other end, to which nothing more needs to be read.
            pieces.Writer.TryComplete();
        }
    }

    private static bool Gone(Exception fault) =>
        fault is SocketException or ObjectDisposedException or OperationCanceledException or ChannelClosedException;
}
