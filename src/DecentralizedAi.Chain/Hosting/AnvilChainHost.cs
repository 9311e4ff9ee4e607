using System.Diagnostics;
using System.Globalization;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Hosting;

/// <summary>The chain of <c>up</c>, <c>demo</c> and the tests: anvil as a child process on loopback.</summary>
/// <remarks>It starts without accounts: the keys are those the caller makes, so no known key owns anything.</remarks>
public sealed class AnvilChainHost : IChainHost
{
    // Its standard input is a pipe of the parent: it closes when the parent ends, however it ends, and the chain is
    // asked to stop, which writes its state.
    private const string Attached = """
        exec 3<&0
        "$@" </dev/null >>"$DAI_CHAIN_LOG" 2>&1 3<&- & child=$!
        echo $child >"$DAI_CHAIN_PID"
        (cat <&3 >/dev/null; kill -INT $child 2>/dev/null) & watch=$!
        exec 3<&-
        wait $child; status=$?
        kill $watch 2>/dev/null
        exit $status
        """;

    private const string Free = """
        if command -v setsid >/dev/null; then set -- setsid "$@"; else set -- nohup "$@"; fi
        "$@" </dev/null >>"$DAI_CHAIN_LOG" 2>&1 & echo $! >"$DAI_CHAIN_PID"
        """;

    private readonly AnvilOptions _options;
    private readonly TimeProvider _clock;
    private readonly Process? _shell;
    private readonly RunningChain _running;
    private bool _stopped;

    private AnvilChainHost(AnvilOptions options, TimeProvider clock, Process? shell, RunningChain running) =>
        (_options, _clock, _shell, _running) = (options, clock, shell, running);

    public Uri Rpc => new(_running.Rpc);
    public ulong ChainId => _running.ChainId;
    public int? ProcessId => _running.ProcessId;

    /// <summary>Starts the chain; goes on from the state in the folder, where there is one.</summary>
    /// <exception cref="ChainException">
    /// DAI-4106 the port is taken; DAI-4107 it ended or did not answer in time; DAI-4108 one already runs here.
    /// </exception>
    public static async Task<AnvilChainHost> StartAsync(
        AnvilOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.Folder);
        if (RunningChain.Read(options.Folder) is { } other && other.Find() is not null)
            throw new ChainException("DAI-4108", $"a chain already runs in '{options.Folder}' "
                + $"(process {other.ProcessId}, {other.Rpc}); stop it with 'dai down'");
        RunningChain.Forget(options.Folder);
        var port = PortFor(options);
        AnvilState.KeepFirstGenesis(StateFile(options));
        var pidFile = Path.Combine(options.Folder, "chain.pid");
        File.Delete(pidFile);
        var shell = Launch(options, port, pidFile);
        try
        {
            var url = new Uri($"http://127.0.0.1:{port}");
            await AnswersAsync(options, url, shell, clock, cancellation).ConfigureAwait(false);
            var pid = int.Parse(await File.ReadAllTextAsync(pidFile, cancellation).ConfigureAwait(false),
                NumberStyles.None | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
            File.Delete(pidFile);
            var running = new RunningChain(url.ToString(), pid, options.ChainId);
            running.Write(options.Folder);
            return new AnvilChainHost(options, clock, shell, running);
        }
        catch
        {
            shell.StandardInput.Close();
            shell.Dispose();
            throw;
        }
    }

    /// <summary>The chain that runs in the folder, or null.</summary>
    public static AnvilChainHost? Attach(AnvilOptions options, TimeProvider clock)
    {
        if (RunningChain.Read(options.Folder) is not { } running)
            return null;
        using var process = running.Find();
        return process is null ? null : new AnvilChainHost(options, clock, shell: null, running);
    }

    /// <summary>Sets what an account owns of the native coin, in wei: the faucet of a local chain.</summary>
    /// <remarks>It changes the state outside of a block, so no proof of the head opens until the next block.</remarks>
    public async Task GiveAsync(Address account, UInt256 wei, CancellationToken cancellation)
    {
        using var endpoint = new RpcEndpoint(Rpc);
        await endpoint.CallAsync(new RpcCall("anvil_setBalance", account.ToLower(), RpcValues.Quantity(wei)),
            cancellation)
            .ConfigureAwait(false);
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        if (_stopped)
            return;
        _stopped = true;
        using var process = _running.Find();
        if (process is not null)
        {
            Interrupt(process.Id);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), _clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
            try
            {
                await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                process.Kill();
            }
        }
        RunningChain.Forget(_options.Folder);
        _shell?.StandardInput.Close();
        _shell?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_options.Detached)
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Closes our end of the pipe, as the system does when this process is killed.</summary>
    internal void LetGo() => _shell?.StandardInput.Close();

    private static int PortFor(AnvilOptions options) =>
        options.Port == 0 ? LoopbackPort.Free(1)[0]
        : LoopbackPort.IsFree(options.Port) ? options.Port
        : throw new ChainException("DAI-4106", $"port {options.Port} on 127.0.0.1 is taken; "
            + "stop what listens there, or choose another port with --chain-port");

    private static Process Launch(AnvilOptions options, int port, string pidFile)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var word in (string[])["-c", options.Detached ? Free : Attached, "chain", options.Binary])
            start.ArgumentList.Add(word);
        foreach (var word in Arguments(options, port))
            start.ArgumentList.Add(word);
        start.Environment["DAI_CHAIN_LOG"] = LogFile(options);
        start.Environment["DAI_CHAIN_PID"] = pidFile;
        return Process.Start(start)
            ?? throw new ChainException("DAI-4107", $"'{options.Binary}' could not be started");
    }

    private static IEnumerable<string> Arguments(AnvilOptions options, int port)
    {
        string[] always =
        [
            "--host", "127.0.0.1", "--port", $"{port}", "--chain-id", $"{options.ChainId}", "--accounts", "0",
            "--no-cors", "--slots-in-an-epoch", "1", "--state", StateFile(options),
            "--state-interval", $"{options.StateInterval}",
        ];
        return always.Concat(options.BlockTime > 0 ? ["--block-time", $"{options.BlockTime}"] : ["--no-mining"]);
    }

    private static async Task AnswersAsync(
        AnvilOptions options, Uri url, Process shell, TimeProvider clock, CancellationToken cancellation)
    {
        using var endpoint = new RpcEndpoint(url);
        var started = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await endpoint.CallAsync(new RpcCall("eth_chainId"), cancellation).ConfigureAwait(false);
                return;
            }
            catch (RpcUnreachableException cause)
            {
                var ended = shell.HasExited && (!options.Detached || shell.ExitCode != 0);
                if (ended || clock.GetElapsedTime(started) > options.StartWithin)
                    throw new ChainException("DAI-4107", $"the local chain did not start: {LastWords(options)}; "
                        + $"the whole log is {LogFile(options)}", cause);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(25), clock, cancellation).ConfigureAwait(false);
        }
    }

    private static string LastWords(AnvilOptions options) => File.Exists(LogFile(options))
        ? File.ReadLines(LogFile(options)).LastOrDefault(line => line.Trim().Length > 0) ?? "it said nothing"
        : "it said nothing";

    private static string StateFile(AnvilOptions options) => Path.Combine(options.Folder, "anvil.json");

    private static string LogFile(AnvilOptions options) => Path.Combine(options.Folder, "chain.log");

    private static void Interrupt(int processId)
    {
        var start = new ProcessStartInfo("bash") { ArgumentList = { "-c", $"kill -INT {processId}" } };
        using var kill = Process.Start(start);
        kill?.WaitForExit();
    }
}
