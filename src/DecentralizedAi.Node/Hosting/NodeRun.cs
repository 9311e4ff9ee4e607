using System.Collections;
using System.Runtime.InteropServices;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Chain;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Inference;
using DecentralizedAi.Node.Http;
using DecentralizedAi.Node.Metrics;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Storage;
using Microsoft.Extensions.Logging;

namespace DecentralizedAi.Node.Hosting;

/// <summary>The life of one node process, from its command line to its exit code.</summary>
internal sealed class NodeRun(NodeCommandLine line, DaiConfiguration configuration, ILoggerFactory logs)
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = logs.CreateLogger("node");
    private readonly TaskCompletionSource<string> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <returns>0 ended in order; 2 usage, configuration, or something it needs is not there.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        try
        {
            var line = NodeCommandLine.Read(words);
            var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "");
            var configuration = ConfigurationReader.ReadFile(line.Config, variables);
            if (configuration.Log.Json)
                JsonLines.Take(TimeProvider.System);
            using var logs = LoggerFactory.Create(builder => Logging(builder, configuration.Log.Json));
            return await new NodeRun(line, configuration, logs).RunAsync();
        }
        catch (ConfigurationException wrong)
        {
            return Refuse($"{wrong.Code} {wrong.Message}\n  at:  {wrong.Where}\n  fix: {wrong.Fix}");
        }
        catch (Exception wrong) when (wrong is NodeFaultException or ChainException or StorageException
            or ModelException or RuntimeOptionException)
        {
            return Refuse(wrong.Message);
        }
    }

    private static void Logging(ILoggingBuilder builder, bool json)
    {
        builder.AddFilter("Microsoft", LogLevel.Warning);
        if (json)
            builder.AddJsonConsole(console =>
                (console.UseUtcTimestamp, console.TimestampFormat) = (true, JsonLines.Time));
        else
            builder.AddSimpleConsole(console =>
            {
                (console.SingleLine, console.UseUtcTimestamp) = (true, true);
                console.TimestampFormat = JsonLines.Time + " ";
            });
    }

    private async Task<int> RunAsync()
    {
        using var held = NodeLock.Take(line.Folder);
        using var stopping = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Ask(signal, "SIGTERM"));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Ask(signal, "SIGINT"));
        using var parts = await NodeParts.OpenAsync(configuration, line, _log, TimeProvider.System, _asked.Task);
        var token = Token();
        var operatorId = await parts.OperatorAsync(stopping.Token);
        if (operatorId is not null)
            await parts.DemandWholeDatabaseAsync(stopping.Token);
        var clusterPort = line.ClusterPort > 0 ? line.ClusterPort
            : configuration.Cluster.Port > 0 ? configuration.Cluster.Port : LoopbackPort.Free(1)[0];
        var door = new NodeDoor(parts.Anchor, parts.Spender, operatorId is not null);
        var manifest = await File.ReadAllBytesAsync(configuration.Chain.Manifest, stopping.Token);
        var rooms = new NodeRooms(DashboardFiles.Read(DashboardFiles.Folder, manifest, configuration.Chain.Rpc), door,
            parts.Rehearsals(manifest), parts.Bundles(), new NodeMetrics(door, parts.Meter));
        await using var server = await NodeServer.StartAsync(configuration.Node.Listen, token, rooms, logs,
            () => _asked.TrySetResult("drained"), stopping.Token);
        new NodeCard(Environment.ProcessId, server.Address, $"{configuration.Cluster.Host}:{clusterPort}",
            parts.Anchor.ToString()).Write(line.Folder);
        // Where it fails as well: a card that stays speaks of a node that was killed.
        using var card = stopping.Token.Register(() => NodeCard.Remove(line.Folder, Environment.ProcessId));
        try
        {
            _ = WarmAsync(parts, stopping.Token);
            var asked = AskedAsync(stopping.Token);
            operatorId ??= await BoundAsync(parts, door, asked, stopping.Token);
            if (operatorId is { } id)
                await ServeAsync(parts, door, id, clusterPort, server, asked, stopping);
            else
                await ByeAsync(await asked, stopping);
            return 0;
        }
        finally
        {
            await stopping.CancelAsync();
        }
    }

    private async Task ServeAsync(
        NodeParts parts, NodeDoor door, ulong operatorId, int clusterPort, NodeServer server, Task<string> asked,
        CancellationTokenSource stopping)
    {
        await parts.Agents.SayWhatIsMissingAsync(parts.Registry, operatorId, _log, stopping.Token);
        while (true)
        {
            var ports = parts.Ports(operatorId, await parts.LimitsAsync(stopping.Token));
            await using var runtime = RuntimeHost.Start(Options(clusterPort), ports);
            door.Open(runtime.Gateway);
            _ = server.WarmAsync(door, stopping.Token);
            _log.Ready(line.Index, operatorId, server.Address);
            if (await Task.WhenAny(asked, runtime.Terminated) == asked)
            {
                await ByeAsync(await asked, stopping);
                await LeaveAsync(runtime, server);
                return;
            }
            // Whatever it had under way is on disk, and whoever has its agents now goes on from there.
            _log.Trouble("DAI-6015", runtime.Strayed
                ? "this node was in no cluster, or in a smaller one beside the other seeds; it joins again"
                : runtime.Unheard
                ? "another node broke off a TLS handshake that this one had begun; it left and joins again"
                : "the other nodes did not hear this one and put it out of the cluster; it joins again");
        }
    }

    private async Task ByeAsync(string why, CancellationTokenSource stopping)
    {
        _log.Stopping(why);
        await stopping.CancelAsync();
    }

    /// <summary>Waits until an operator has bound this node's key; null when it was asked to end before.</summary>
    private async Task<ulong?> BoundAsync(
        NodeParts parts, NodeDoor door, Task<string> asked, CancellationToken cancellation)
    {
        _log.Trouble(door.Code, door.Why);
        while (await Task.WhenAny(asked, Task.Delay(Look, TimeProvider.System, cancellation)) != asked)
        {
            try
            {
                if (await parts.OperatorAsync(cancellation) is { } bound)
                {
                    door.Bind();
                    return bound;
                }
            }
            catch (ChainException silent)
            {
                _log.Trouble(silent.Code, silent.Words);
            }
        }
        return null;
    }

    // A signal that comes while the node starts is kept and obeyed when it has started.
    private void Ask(PosixSignalContext signal, string name)
    {
        signal.Cancel = true;
        _asked.TrySetResult(name);
    }

    private async Task<string> AskedAsync(CancellationToken cancellation)
    {
        var orphaned = ParentWatch.GoneAsync(Environment.GetEnvironmentVariable(ParentWatch.Variable), cancellation);
        return await Task.WhenAny(_asked.Task, orphaned) == orphaned ? "its starter is gone" : await _asked.Task;
    }

    private async Task LeaveAsync(RuntimeHost runtime, NodeServer server)
    {
        var left = Task.Run(async () =>
        {
            // Whoever asks here meanwhile is answered, wherever the agents are by then.
            await runtime.Gateway.DrainAsync(CancellationToken.None);
            await server.CloseAsync();
            await runtime.StopAsync();
        });
        var alone = AloneAsync(runtime.Gateway);
        var tooLong = Task.Delay(Farewell, TimeProvider.System);
        var first = await Task.WhenAny(left, alone, tooLong);
        if (first == left)
        {
            _log.Left();
            await left;
            return;
        }
        // Whatever was not handed over is on disk; a node that waits on its way out helps nobody.
        if (first == alone)
            _log.Alone();
        else
            _log.Trouble(
                "DAI-6008", $"the cluster was not left within {Farewell.TotalSeconds:0} s; the process ends anyway");
        logs.Dispose();
        Environment.Exit(0);
    }

    // Where every node ends at once there is nobody to hand over to, and the last would wait for nothing.
    private static async Task AloneAsync(IAgentGateway gateway)
    {
        while ((await gateway.StatusAsync(CancellationToken.None)).Members
            .Any(member => !member.Self && member.State is ("Up" or "Joining" or "WeaklyUp")))
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System);
    }

    private static async Task WarmAsync(NodeParts parts, CancellationToken cancellation)
    {
        foreach (var model in parts.Agents.ModelFiles.Keys)
            await parts.Models.WarmAsync(model, cancellation);
    }

    private RuntimeOptions Options(int clusterPort) => new()
    {
        Host = configuration.Cluster.Host,
        Port = clusterPort,
        Bind = configuration.Cluster.Bind,
        Seeds = configuration.Cluster.Seeds,
        Tls = configuration.Cluster.Tls is { } tls
            ? new TlsOptions(
                tls.Authority, tls.Certificate, Environment.GetEnvironmentVariable(tls.PasswordVariable) ?? "")
            : null,
        // A majority of the seeds: the first node up does not take every agent, and one that is broken stops nobody.
        MinMembers = configuration.Cluster.Seeds.Count / 2 + 1,
    };

    private string Token()
    {
        var file = configuration.Node.Token;
        var token = File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        return token.Length >= 32
            ? token
            : throw new NodeFaultException("DAI-6009",
                $"'{file}' (node.token) holds no bearer token of 32 characters or more; 'dai up' makes one");
    }

    private static int Refuse(string words)
    {
        Console.Error.WriteLine(words);
        return 2;
    }
}
