using System.Net;
using System.Net.Sockets;
using System.Text;
using DecentralizedAi.Cli.Chaos.Faults;
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
        await using var relay = new TcpRelay(((IPEndPoint)echo.LocalEndpoint).Port);

        using var first = new TcpClient();
        await first.ConnectAsync(IPAddress.Loopback, relay.Port);
        using (var far = await echo.AcceptTcpClientAsync().WaitAsync(Patience))
        {
            Assert.Equal("there", await PassAsync(first, far, "there"));
            Assert.Equal("back", await PassAsync(far, first, "back"));
            relay.Cut();
            Assert.Equal(0, await EndAsync(first));
        }

        using var second = new TcpClient();
        await second.ConnectAsync(IPAddress.Loopback, relay.Port);
        Assert.Equal(0, await EndAsync(second));

        relay.Mend();
        using var third = new TcpClient();
        await third.ConnectAsync(IPAddress.Loopback, relay.Port);
        using var again = await echo.AcceptTcpClientAsync().WaitAsync(Patience);
        Assert.Equal("again", await PassAsync(third, again, "again"));
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
