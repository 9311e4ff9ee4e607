using System.Net;
using System.Net.Sockets;

namespace DecentralizedAi.Testing;

/// <summary>Ports of this host.</summary>
public static class LocalPort
{
    /// <summary>A port on loopback that was free a moment ago, and that no outgoing connection is given.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(16_384, 32_768);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: the next one.
            }
        }
    }
}
