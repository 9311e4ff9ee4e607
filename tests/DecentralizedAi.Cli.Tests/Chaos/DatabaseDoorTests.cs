using System.Net;
using System.Net.Sockets;
using DecentralizedAi.Cli.Chaos.Hosts;
using DecentralizedAi.Cli.Output;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Chaos;

public sealed class DatabaseDoorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-door-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_socket_of_this_host_is_reached_by_a_port_and_the_rest_of_the_words_stays()
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Bind(new UnixDomainSocketEndPoint($"{_folder}/.s.PGSQL.5432"));
        server.Listen();
        await using var door = new DatabaseDoor(
            $"Host={_folder};Username=dai;Password=open;SSL Mode=Prefer", IPAddress.Loopback);
        var words = door.Connection.Split(';').Select(word => word.Split('=')).ToDictionary(
            word => word[0], word => word[1], StringComparer.OrdinalIgnoreCase);
        Assert.Equal(("127.0.0.1", "dai", "open", "Disable"),
            (words["Host"], words["Username"], words["Password"], words["SSL Mode"]));

        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, int.Parse(words["Port"]));
        using var reached = await server.AcceptAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await client.GetStream().WriteAsync("hello"u8.ToArray());
        Assert.Equal(5, await reached.ReceiveAsync(new byte[8]));
    }

    [Theory]
    [InlineData("Username=dai")]
    [InlineData("Host=db.example;Username=dai")]
    [InlineData("Host=10.0.0.7")]
    [InlineData("Host=/run;Port=many")]
    public void A_database_elsewhere_is_none_of_this_network(string words) =>
        Assert.Equal("DAI-1066", Assert.Throws<CliException>(() => new DatabaseDoor(words, IPAddress.Loopback)).Code);
}
