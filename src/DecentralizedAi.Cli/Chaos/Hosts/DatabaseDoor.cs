using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DecentralizedAi.Cli.Chaos.Links;
using DecentralizedAi.Cli.Output;

namespace DecentralizedAi.Cli.Chaos.Hosts;

/// <summary>Makes a database of this machine one of the network: what reaches it by that way breaks with it.</summary>
internal sealed class DatabaseDoor : IAsyncDisposable
{
    private const string Fix = "write Host=FOLDER-OF-THE-SOCKET or Host=127.0.0.1, and Port, into the variable it names";
    private readonly TcpRelay _relay;
    private readonly DbConnectionStringBuilder _words;

    /// <param name="connection">As this program reaches it: through a socket or on loopback.</param>
    /// <param name="here">Where the hosts find it.</param>
    /// <exception cref="CliException">DAI-1066: it names neither.</exception>
    public DatabaseDoor(string connection, IPAddress here)
    {
        _words = new DbConnectionStringBuilder { ConnectionString = connection };
        var host = Word("Host") ?? throw Refusal("names no Host");
        if (!ushort.TryParse(Word("Port") ?? "5432", NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            throw Refusal("names no port");
        _relay = new TcpRelay(host.StartsWith('/')
            ? new UnixDomainSocketEndPoint($"{host}/.s.PGSQL.{port}")
            : new IPEndPoint(IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)
                ? address
                : throw Refusal($"names the host {host}"), port), here: here);
        _words["Host"] = $"{here}";
        _words["Port"] = _relay.Place.Port;
        // Nobody else is on this network.
        _words["SSL Mode"] = "Disable";
    }

    /// <summary>As the hosts reach it.</summary>
    public string Connection => _words.ConnectionString;

    public ValueTask DisposeAsync() => _relay.DisposeAsync();

    private string? Word(string name) => _words.TryGetValue(name, out var value) ? $"{value}" : null;

    private static CliException Refusal(string what) =>
        CliException.Usage("DAI-1066", $"the connection string {what}", "DAI_STORE_CONNECTION", Fix);
}
