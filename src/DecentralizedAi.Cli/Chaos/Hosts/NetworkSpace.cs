using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using DecentralizedAi.Cli.Output;
using Microsoft.Win32.SafeHandles;

namespace DecentralizedAi.Cli.Chaos.Hosts;

/// <summary>
/// A network namespace of Linux: interfaces, routes and a loopback of its own, as another host has. It ends with this
/// object, and with this process however that ends.
/// </summary>
internal sealed partial class NetworkSpace : IAsyncDisposable
{
    private const int NetworkKind = 0x40000000;
    private readonly Process _keeper;

    private NetworkSpace(Process keeper) => _keeper = keeper;

    /// <summary>The process that holds it open.</summary>
    public string Pid => _keeper.Id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Words before a command that run it inside.</summary>
    public IReadOnlyList<string> Launcher => ["nsenter", $"--net={Place}", "--"];

    private string Place => $"/proc/{_keeper.Id}/ns/net";

    /// <exception cref="CliException">DAI-1068: this user may not make one.</exception>
    public static async Task<NetworkSpace> OpenAsync(CancellationToken cancellation)
    {
        // It ends when its input does, and answers when it is inside.
        var keeper = Process.Start(new ProcessStartInfo("unshare", ["--net", "cat"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            await keeper.StandardInput.WriteLineAsync("inside".AsMemory(), cancellation);
            await keeper.StandardInput.FlushAsync(cancellation);
        }
        catch (IOException)
        {
            // It ended at once, and says why.
        }
        if (await keeper.StandardOutput.ReadLineAsync(cancellation) is null)
            throw HostLinks.Refusal(await keeper.StandardError.ReadToEndAsync(cancellation));
        return new NetworkSpace(keeper);
    }

    public Task RunAsync(IReadOnlyList<string> words, CancellationToken cancellation) =>
        SystemTool.RunAsync([.. Launcher, .. words], HostLinks.Refusal, cancellation);

    /// <summary>Connects from inside to a port of its loopback.</summary>
    public async ValueTask<Stream> ConnectAsync(int port, CancellationToken cancellation)
    {
        var socket = await SocketAsync();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    // A socket belongs to the namespace in which its thread was when it was made, and this thread makes no other.
    private Task<Socket> SocketAsync()
    {
        var made = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                using var space = File.OpenHandle(Place, share: FileShare.ReadWrite);
                if (Enter(space, NetworkKind) != 0)
                    throw new IOException($"no way into {Place}: error {Marshal.GetLastPInvokeError()}");
                made.SetResult(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            }
            catch (Exception fault)
            {
                made.SetException(fault);
            }
        })
        { IsBackground = true };
        thread.Start();
        return made.Task;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int Enter(SafeFileHandle space, int kind);
}
