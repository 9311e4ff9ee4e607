using System.Net;
using System.Net.Sockets;

namespace DecentralizedAi.Chain.Hosting;

/// <summary>Ports on 127.0.0.1 for listeners that start a moment later.</summary>
public static class LoopbackPort
{
    // Systems take the near ends of outgoing connections from 32768 on: a port below is not lost to one of those
    // between this choice and its listener.
    private const int First = 16_384;
    private const int Count = 16_384;

    /// <returns><paramref name="count"/> ports that nobody listens at, all different, from 16384 to 32767.</returns>
    /// <exception cref="InvalidOperationException">All of them are taken.</exception>
    public static IReadOnlyList<int> Free(int count)
    {
        var start = Random.Shared.Next(Count);
        var free = Enumerable.Range(0, Count).Select(step => First + (start + step) % Count).Where(IsFree).Take(count)
            .ToList();
        return free.Count == count
            ? free
            : throw new InvalidOperationException($"127.0.0.1 has no {count} free ports from {First} on");
    }

    internal static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
