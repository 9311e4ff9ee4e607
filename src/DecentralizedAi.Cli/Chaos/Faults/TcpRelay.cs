using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DecentralizedAi.Cli.Chaos.Faults;

/// <summary>A port on loopback that passes bytes on to another one, until it is cut.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly IPEndPoint _target;
    private readonly Task _loop;
    private volatile bool _cut;

    /// <param name="target">A port on loopback.</param>
    public TcpRelay(int target)
    {
        _target = new IPEndPoint(IPAddress.Loopback, target);
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
            if (_cut)
                return;
            await far.ConnectAsync(_target, _ending.Token);
            await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
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

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _ending.Token) is var count and > 0 && !_cut)
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ending.Token);
        }
        catch (Exception gone) when (Gone(gone))
        {
            // Either end may go at any time; that is what a relay is for.
        }
    }

    private static bool Gone(Exception fault) =>
        fault is SocketException or ObjectDisposedException or OperationCanceledException;
}
