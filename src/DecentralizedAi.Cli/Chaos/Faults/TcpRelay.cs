using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DecentralizedAi.Cli.Chaos.Faults;

/// <summary>What a connection waits for before its bytes go on, and before the other side learns of its end.</summary>
/// <param name="There">From who connected to who listens.</param>
/// <param name="Back">The other way.</param>
internal sealed record Flow(Func<CancellationToken, Task> There, Func<CancellationToken, Task> Back)
{
    public static Flow Free { get; } = new(_ => Task.CompletedTask, _ => Task.CompletedTask);

    /// <summary>What becomes of the bytes that go back; by default they stay as they are.</summary>
    public Action<Memory<byte>> Change { get; init; } = _ => { };
}

/// <summary>A port on loopback that passes bytes on to another one, until it is cut.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly IPEndPoint _target;
    private readonly Func<int, Flow?> _admit;
    private readonly Task _loop;
    private volatile bool _cut;

    /// <param name="target">A port on loopback.</param>
    /// <param name="admit">By the port of who connects; null = it is turned away. By default all flow freely.</param>
    public TcpRelay(int target, Func<int, Flow?>? admit = null)
    {
        (_target, _admit) = (new IPEndPoint(IPAddress.Loopback, target), admit ?? (_ => Flow.Free));
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _loop = AcceptAsync();
    }

    public int Port { get; }

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
        _listener.Stop();
        Cut();
        await _loop;
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                _ = PassAsync(await _listener.AcceptSocketAsync(_ending.Token));
            }
            catch (Exception ended) when (ended is OperationCanceledException or SocketException)
            {
                // Either this relay ends, or whoever knocked has gone again.
            }
        }
    }

    private async Task PassAsync(Socket near)
    {
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
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

    private async Task CopyAsync(
        Socket from, Socket to, Func<CancellationToken, Task> way, Action<Memory<byte>> change)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _ending.Token) is var count and > 0 && !_cut)
            {
                await way(_ending.Token);
                change(buffer.AsMemory(0, count));
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ending.Token);
            }
        }
        catch (Exception gone) when (Gone(gone))
        {
            // Either end may go at any time; that is what a relay is for.
        }
    }

    private static bool Gone(Exception fault) =>
        fault is SocketException or ObjectDisposedException or OperationCanceledException;
}
