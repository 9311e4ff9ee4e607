using System.Net;
using System.Net.Sockets;
using System.Text;
using DecentralizedAi.Cli.Chaos.Links;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Chaos;

public sealed class TcpRelayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_cut_ends_what_is_open_and_what_comes_until_it_is_mended()
    {
        using var echo = new TcpListener(IPAddress.Loopback, 0);
        echo.Start();
        await using var relay = new TcpRelay(echo.LocalEndpoint);

        using var first = new TcpClient();
        await first.ConnectAsync(IPAddress.Loopback, relay.Place.Port);
        using (var far = await echo.AcceptTcpClientAsync().WaitAsync(Patience))
        {
            Assert.Equal("there", await PassAsync(first, far, "there"));
            Assert.Equal("back", await PassAsync(far, first, "back"));
            relay.Cut();
            Assert.Equal(0, await EndAsync(first));
        }

        using var second = new TcpClient();
        await second.ConnectAsync(IPAddress.Loopback, relay.Place.Port);
        Assert.Equal(0, await EndAsync(second));

        relay.Mend();
        using var third = new TcpClient();
        await third.ConnectAsync(IPAddress.Loopback, relay.Place.Port);
        using var again = await echo.AcceptTcpClientAsync().WaitAsync(Patience);
        Assert.Equal("again", await PassAsync(third, again, "again"));
    }

    [Fact]
    public async Task It_refuses_connections_while_its_target_does()
    {
        var echo = new TcpListener(IPAddress.Loopback, 0);
        echo.Start();
        var target = (IPEndPoint)echo.LocalEndpoint;
        await using var relay = new TcpRelay(target);
        using (var first = new TcpClient())
        {
            await first.ConnectAsync(relay.Place);
            using var far = await echo.AcceptTcpClientAsync().WaitAsync(Patience);
            echo.Dispose();
            // The first that knocks learns it by the end of its connection, whoever comes later by a refusal.
            await KnockUntilAsync(relay, SocketError.ConnectionRefused).WaitAsync(Patience);
            Assert.Equal("there", await PassAsync(first, far, "there"));
        }

        echo = new TcpListener(target);
        echo.Start();
        await KnockUntilAsync(relay, SocketError.Success).WaitAsync(Patience);
        using var again = new TcpClient();
        await again.ConnectAsync(relay.Place);
        await again.GetStream().WriteAsync("a"u8.ToArray());
        // Those that knocked before left without a word.
        int heard;
        do
        {
            using var far = await echo.AcceptTcpClientAsync().WaitAsync(Patience);
            heard = await EndAsync(far);
        }
        while (heard == 0);
        echo.Dispose();
    }

    [Fact]
    public async Task Nobody_listens_at_its_port_once_it_has_ended()
    {
        using var echo = new TcpListener(IPAddress.Loopback, 0);
        echo.Start();
        IPEndPoint place;
        await using (var relay = new TcpRelay(echo.LocalEndpoint))
            place = relay.Place;
        using var near = new TcpClient();
        var refused = await Assert.ThrowsAsync<SocketException>(() => near.ConnectAsync(place));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task What_is_sent_on_a_closed_way_arrives_when_it_is_open_again_and_so_does_the_end()
    {
        using var echo = new TcpListener(IPAddress.Loopback, 0);
        echo.Start();
        var ways = new Ways(TimeProvider.System);
        await using var relay = new TcpRelay(echo.LocalEndpoint, _ => new Flow(
            token => ways.PassAsync(0, 1, token), token => ways.PassAsync(1, 0, token)));
        var near = new TcpClient();
        await near.ConnectAsync(IPAddress.Loopback, relay.Place.Port);
        using var far = await echo.AcceptTcpClientAsync().WaitAsync(Patience);
        Assert.Equal("before", await PassAsync(near, far, "before"));

        ways.Close([(0, 1)]);
        await near.GetStream().WriteAsync("held"u8.ToArray());
        Assert.Equal("back", await PassAsync(far, near, "back"));
        var end = far.GetStream().ReadAsync(new byte[4]).AsTask();
        near.Dispose();
        Assert.False(end.IsCompleted);

        ways.Mend();
        Assert.Equal(4, await end.WaitAsync(Patience));
        Assert.Equal(0, await EndAsync(far));
    }

    [Fact]
    public async Task What_is_sent_on_a_slow_way_arrives_late_and_much_of_it_no_later()
    {
        using var echo = new TcpListener(IPAddress.Loopback, 0);
        echo.Start();
        var time = new HeldTimers();
        var ways = new Ways(time);
        await using var relay = new TcpRelay(echo.LocalEndpoint, _ => new Flow(
            token => ways.PassAsync(0, 1, token), token => ways.PassAsync(1, 0, token)));
        using var near = new TcpClient();
        await near.ConnectAsync(IPAddress.Loopback, relay.Place.Port);
        using var far = await echo.AcceptTcpClientAsync().WaitAsync(Patience);

        ways.Late = TimeSpan.FromMinutes(5);
        var late = PassAsync(near, far, "late");
        await time.StartedAsync(1).WaitAsync(Patience);
        Assert.False(late.IsCompleted);
        time.End();
        Assert.Equal("late", await late);

        // A hundred pieces, each on its way while the others are.
        var much = new string('x', 100 * 16 * 1024);
        var passing = PassAsync(far, near, much);
        await time.StartedAsync(100).WaitAsync(Patience);
        Assert.False(passing.IsCompleted);
        while (!passing.IsCompleted)
        {
            time.End();
            await Task.WhenAny(passing, time.StartedAsync(1));
        }
        Assert.Equal(much, await passing);
    }

    [Fact]
    public async Task Who_is_not_admitted_is_turned_away()
    {
        using var echo = new TcpListener(IPAddress.Loopback, 0);
        echo.Start();
        await using var relay = new TcpRelay(echo.LocalEndpoint, _ => null);
        using var near = new TcpClient();
        await near.ConnectAsync(IPAddress.Loopback, relay.Place.Port);
        Assert.Equal(0, await EndAsync(near));
        Assert.False(echo.Pending());
    }

    [Fact]
    public async Task A_connection_is_known_by_the_process_that_opened_it()
    {
        using var echo = new TcpListener(IPAddress.Loopback, 0);
        echo.Start();
        using var near = new TcpClient();
        await near.ConnectAsync(IPAddress.Loopback, ((IPEndPoint)echo.LocalEndpoint).Port);
        var port = ((IPEndPoint)near.Client.LocalEndPoint!).Port;
        Assert.Equal(1, Sockets.OwnerOf(port, [1, Environment.ProcessId]));
        Assert.Null(Sockets.OwnerOf(port, [int.MaxValue]));
        near.Close();
        Assert.Null(Sockets.OwnerOf(port, [Environment.ProcessId]));
    }

    private static async Task KnockUntilAsync(TcpRelay relay, SocketError wanted)
    {
        for (SocketError? answer = null; answer != wanted;)
        {
            using var near = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await near.ConnectAsync(relay.Place);
                answer = SocketError.Success;
            }
            catch (SocketException refused)
            {
                answer = refused.SocketErrorCode;
            }
        }
    }

    private static async Task<string> PassAsync(TcpClient from, TcpClient to, string text)
    {
        await from.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        var buffer = new byte[text.Length];
        await to.GetStream().ReadExactlyAsync(buffer).AsTask().WaitAsync(Patience);
        return Encoding.ASCII.GetString(buffer);
    }

    // A connection may end in order or by a reset.
    private static async Task<int> EndAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Patience);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
