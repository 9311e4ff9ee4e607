using System.Net.Sockets;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>Whether anybody listens at a port; nothing is said there.</summary>
internal static class PortProbe
{
    /// <returns><see cref="SocketError.Success"/> when a connection was accepted, else why it was not;
    /// <see cref="SocketError.TimedOut"/> when nothing came within the patience.</returns>
    public static async Task<SocketError> ConnectAsync(string host, int port, TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
            return SocketError.Success;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode;
        }
        catch (OperationCanceledException)
        {
            return SocketError.TimedOut;
        }
    }
}
