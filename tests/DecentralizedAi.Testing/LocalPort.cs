using System.Net;
using System.Net.Sockets;

namespace DecentralizedAi.Testing;

/// <summary>Ports of this host.</summary>
public static class LocalPort
{
    /// <summary>A port on loopback that was free a moment ago.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
