using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DecentralizedAi.Cli.Nodes;

namespace DecentralizedAi.Cli.Development;

/// <summary>What a node writes to <c>node.json</c> when it is ready to be asked.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="Http">Root of its API.</param>
/// <param name="Akka">Its address in the cluster.</param>
/// <param name="Anchor">Its anchor key: the node's name on chain.</param>
internal sealed record NodeCard(int Pid, string Http, string Akka, string Anchor)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Null while the node has not written it.</summary>
    public static NodeCard? Read(string folder)
    {
        var file = Path.Combine(folder, "node.json");
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<NodeCard>(File.ReadAllBytes(file), Json) : null;
        }
        catch (JsonException)
        {
            // A half-written card is no card yet.
            return null;
        }
    }
}

/// <summary>A node of the local cluster, as a process of this machine.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private NodeProcess(int index, string folder, Process process) =>
        (Index, _folder, _process) = (index, folder, process);

    public int Index { get; }
    public int Pid => _process.Id;
    public bool Alive => !_process.HasExited;

    /// <summary>Starts node <paramref name="index"/> of the home; its output goes to <c>node.log</c>.</summary>
    /// <exception cref="FileNotFoundException">The node program is not built.</exception>
    public static NodeProcess Start(DevelopmentHome home, int index, NodePlace place, bool detached)
    {
        var folder = home.Node(index);
        Directory.CreateDirectory(folder);
        File.Delete(Path.Combine(folder, "node.json"));
        var start = new ProcessStartInfo("bash") { UseShellExecute = false, RedirectStandardInput = true };
        // A session of its own: Ctrl-C at the terminal reaches this program alone, which then stops its nodes in order.
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec setsid \"$@\" </dev/null >>\"$DAI_NODE_LOG\" 2>&1");
        start.ArgumentList.Add("node");
        foreach (var word in (IEnumerable<string>)
            [.. place.Launcher, "dotnet", .. Words(home, home.Configuration, index, place.Port)])
            start.ArgumentList.Add(word);
        foreach (var (name, value) in place.Variables)
            start.Environment[name] = value;
        start.Environment["DAI_NODE_LOG"] = Path.Combine(folder, "node.log");
        if (place.Bound != place.Reached)
            start.Environment["DAI_CLUSTER_BIND"] = place.Bound;
        if (!detached)
            start.Environment["DAI_PARENT"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return new NodeProcess(index, folder, Process.Start(start)!);
    }

    /// <summary>Runs a node before the eyes of whoever started it, and ends it in order when that is cancelled.
    /// </summary>
    /// <param name="clusterPort">0 = what its configuration says.</param>
    /// <returns>Its exit code.</returns>
    public static async Task<int> AttendAsync(DevelopmentHome home, string configuration, int index, int clusterPort,
        TimeProvider clock, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false };
        foreach (var word in Words(home, configuration, index,
            clusterPort.ToString(CultureInfo.InvariantCulture)))
            start.ArgumentList.Add(word);
        start.Environment["DAI_PARENT"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        using var node = Process.Start(start)!;
        try
        {
            await node.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(node.Id, LocalCluster.Patience, clock, CancellationToken.None);
            await node.WaitForExitAsync(CancellationToken.None);
        }
        return node.ExitCode;
    }

    /// <summary>The client of the node, once it has written its card; null while it has not.</summary>
    public NodeCard? Card() => NodeCard.Read(_folder) is { } card && card.Pid == Pid ? card : null;

    /// <summary>Whether a process of that id is a node's: ids are used again by the system.</summary>
    public static bool Runs(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains("DecentralizedAi.Node", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Stops its clock (SIGSTOP) or lets it go on (SIGCONT).</summary>
    /// <param name="name">STOP or CONT.</param>
    public Task SignalAsync(string name, CancellationToken cancellation) => SignalAsync(name, Pid, cancellation);

    /// <summary>Asks the node to leave and end; kills it where it has not within <paramref name="patience"/>.</summary>
    public async Task StopAsync(TimeSpan patience, TimeProvider clock)
    {
        if (!_process.HasExited)
            await EndAsync(Pid, patience, clock, CancellationToken.None);
    }

    /// <summary>The same for a process that another program started.</summary>
    public static async Task EndAsync(int pid, TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        using var process = Process.GetProcessById(pid);
        await SignalAsync("TERM", pid, cancellation);
        using var deadline = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            process.Kill();
            await process.WaitForExitAsync(cancellation);
        }
    }

    /// <summary>The last lines of the node's log but for those of a stack, for an error message.</summary>
    public string LastWords()
    {
        var log = Path.Combine(_folder, "node.log");
        return !File.Exists(log) ? "it wrote no log"
            : string.Join('\n', File.ReadLines(log).Where(line => !line.StartsWith("   at ", StringComparison.Ordinal))
                .TakeLast(12));
    }

    public void Dispose() => _process.Dispose();

    private static async Task SignalAsync(string name, int pid, CancellationToken cancellation)
    {
        using var signal = Process.Start("kill", [$"-{name}", pid.ToString(CultureInfo.InvariantCulture)]);
        await signal.WaitForExitAsync(cancellation);
    }

    private static IEnumerable<string> Words(
        DevelopmentHome home, string configuration, int index, string clusterPort) =>
    [
        Program(), "run", "--home", home.Folder, "--config", configuration,
        "--node", index.ToString(CultureInfo.InvariantCulture), "--cluster-port", clusterPort,
    ];

    /// <summary>The node's program: built beside the sources, or installed beside this one.</summary>
    internal static string Program()
    {
        const string Name = "DecentralizedAi.Node.dll";
        var installed = Path.Combine(AppContext.BaseDirectory, "node", Name);
        var root = Environment.GetEnvironmentVariable("DAI_ROOT");
        var built = root is null
            ? installed
            : Path.Combine(root, "src", "DecentralizedAi.Node", "bin", "Release", "net10.0", Name);
        return File.Exists(built) ? built : File.Exists(installed)
            ? installed
            : throw new FileNotFoundException(
                $"the node program is not at '{built}'; run ./dai once to build it", built);
    }
}
