using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Node.Plugins;
using DecentralizedAi.Tools;
using DecentralizedAi.Tools.Plugins;
using DecentralizedAi.Tools.Web;

namespace DecentralizedAi.Node.Tests.Plugins;

/// <summary>A folder with plugins and a host that runs them in processes of the node's program.</summary>
public sealed class PluginLab : IAsyncDisposable
{
    private readonly PageReader _pages = new();
    private readonly List<HostedPlugin> _plugins = [];
    private readonly List<PluginShelf> _shelves = [];
    private Action<string>? _hear;

    public string Home { get; } = Directory.CreateTempSubdirectory("dai-lab-").FullName;

    /// <summary>What plugins and the host said.</summary>
    public List<string> Said { get; } = [];

    public PluginLimits Limits { get; set; } = new() { FirstPause = TimeSpan.FromMilliseconds(1) };

    /// <summary>What a node that keeps its plugins in <see cref="Home"/> does with packages.</summary>
    internal PluginShelf Shelf(bool inProcess = false)
    {
        var shelf = new PluginShelf(Path.Combine(Home, "shelf"), Capabilities, inProcess, TimeProvider.System, Say)
        {
            Limits = Limits,
        };
        _shelves.Add(shelf);
        return shelf;
    }

    private PluginCapabilities Capabilities => new(_pages, new RichVault(), Path.Combine(Home, "kept"));

    internal PluginCommand Install(string name, string source)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Home, name)).FullName;
        File.WriteAllBytes(Path.Combine(folder, name + ".dll"), PluginSource.Compile(name, source));
        return InstallFile(Path.Combine(folder, name + ".dll"));
    }

    internal static PluginCommand InstallFile(string file) =>
        PluginFiles.Command(Path.GetDirectoryName(file)!, Path.GetFileName(file));

    internal Task<PluginManifest> DescribeAsync(PluginCommand command) =>
        PluginProbe.DescribeAsync(command, Limits, TimeProvider.System, Say, CancellationToken.None);

    internal HostedPlugin Host(PluginManifest manifest, PluginCommand command, Bytes32 package = default)
    {
        var plugin = new HostedPlugin(manifest, command, Limits, Capabilities, TimeProvider.System, Say)
        {
            Package = package,
        };
        return Keep(plugin);
    }

    /// <summary>Lets go of a plugin with the lab.</summary>
    internal HostedPlugin Keep(HostedPlugin plugin)
    {
        _plugins.Add(plugin);
        return plugin;
    }

    internal static Task<ToolOutcome> CallAsync(
        HostedPlugin plugin, string tool, params (string Name, string Value)[] arguments) =>
        CallAsync(plugin, tool, CancellationToken.None, arguments);

    internal static async Task<ToolOutcome> CallAsync(
        HostedPlugin plugin, string tool, CancellationToken cancellation,
        params (string Name, string Value)[] arguments)
    {
        var host = new ToolHost(ToolCatalogue.Of(), TimeProvider.System, [plugin], []);
        return await host.RunAsync(new ToolRun(Keccak256.Hash(tool), 7,
            ToolCall.Of(tool, arguments.Select(one => new ToolArgument(one.Name, one.Value))),
            TimeProvider.System.GetUtcNow().AddMinutes(1)) { Plugins = [plugin.Package] }, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        // A shelf that ends waits for no process, and one may still be in its folder.
        foreach (var plugin in _plugins.Concat(_shelves.SelectMany(shelf => shelf.Plugins)))
            await plugin.DisposeAsync();
        _pages.Dispose();
        Directory.Delete(Home, recursive: true);
    }

    /// <summary>Waits until a line of this kind was said, or was already.</summary>
    internal async Task HearAsync(Predicate<string> kind)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Said)
        {
            if (Said.Exists(kind))
                return;
            _hear = line => _ = kind(line) && heard.TrySetResult();
        }
        await heard.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private void Say(string line)
    {
        lock (Said)
        {
            Said.Add(line);
            _hear?.Invoke(line);
        }
    }

    private sealed class RichVault : IVaultBalance
    {
        public Task<IReadOnlyList<AssetBalance>> ReadAsync(
            ulong agent, Address? of, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<AssetBalance>>([new("USDC", $"{agent}.5")]);
    }
}
