using System.Text.Json;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Plugin;
using DecentralizedAi.Testing;
using DecentralizedAi.Tools.Plugins;
using DecentralizedAi.Tools.Web;
using Xunit;

namespace DecentralizedAi.Tools.Tests;

/// <summary>A plugin that is wanted, left and let go while something else happens to it, in an order that each test
/// forces.</summary>
public sealed class PluginTurnsTests : IAsyncLifetime
{
    private static readonly string Tests = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(Vectors.PathOf("policy.json"))!, "..", "..", "tests"));

    private static readonly string Node = Environment.GetEnvironmentVariable("PATH")!
        .Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "node")).First(File.Exists);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // It ends before it can be asked anything else.
    private const string Greeting = "(setTimeout(() => process.exit(1), 0), { protocolVersion: '2025-06-18', "
        + "capabilities: { tools: {} }, serverInfo: { name: 'x', version: '1' } })";

    private readonly PageReader _pages = new();
    private readonly List<HostedPlugin> _plugins = [];
    private readonly TaskCompletionSource _starting = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _again = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _goOn = new();
    private int _starts;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _goOn.Set();
        foreach (var plugin in _plugins)
            await plugin.DisposeAsync();
        _pages.Dispose();
        _goOn.Dispose();
    }

    [Fact]
    public async Task What_was_refused_is_looked_at_again_although_nobody_calls()
    {
        var plugin = await HostAsync(Tides, () =>
        {
            if (!_goOn.IsSet)
                throw new ToolException(ToolCode.Package, "it is another");
            _again.TrySetResult();
        });
        await plugin.LookAsync();
        Assert.Equal("DAI-5224 it is another", plugin.Refused);

        _goOn.Set();
        await _again.Task.WaitAsync(Patience);
        await plugin.LookAsync();
        Assert.Null(plugin.Refused);
        Assert.NotNull(plugin.ProcessId);
    }

    [Fact]
    public async Task What_answers_nonsense_is_ended_and_started_again()
    {
        var plugin = await HostAsync(Speaks("'nonsense'"), () =>
        {
            if (++_starts == 3)
                _again.TrySetResult();
        });
        await plugin.LookAsync();
        Assert.Contains("DAI-5222", plugin.Refused);
        Assert.Null(plugin.ProcessId);
        await _again.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task What_cannot_be_started_says_so_and_is_tried_again()
    {
        var plugin = await HostAsync(new("/nowhere/node", [], Tests), () =>
        {
            if (++_starts == 2)
                _again.TrySetResult();
        }, new PluginLimits { FirstPause = TimeSpan.FromMilliseconds(1) });
        await plugin.LookAsync();
        Assert.Contains("DAI-5222", plugin.Refused);
        await _again.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Who_tells_of_a_vote_does_not_wait_until_the_package_is_read()
    {
        var plugin = await HostAsync(Tides, Hold);
        var host = new ToolHost(ToolCatalogue.Default, TimeProvider.System, [plugin], []);
        await Task.Run(() => host.Keep(new HashSet<Bytes32> { plugin.Package })).WaitAsync(Patience);
        await _starting.Task.WaitAsync(Patience);
        Assert.Null(plugin.ProcessId);
    }

    [Fact]
    public async Task What_is_left_while_it_starts_does_not_run()
    {
        var plugin = await HostAsync(Tides, Hold);
        var looks = Task.Run(plugin.LookAsync);
        await _starting.Task.WaitAsync(Patience);
        var rests = plugin.RestAsync();
        _goOn.Set();
        await looks.WaitAsync(Patience);
        await rests.WaitAsync(Patience);
        Assert.Null(plugin.ProcessId);
        Assert.Equal(1, _starts);
    }

    [Fact]
    public async Task What_is_wanted_again_before_it_was_left_goes_on()
    {
        var plugin = await HostAsync(Tides, Hold);
        var looks = Task.Run(plugin.LookAsync);
        await _starting.Task.WaitAsync(Patience);
        var rests = plugin.RestAsync();
        var wants = plugin.WantAsync();
        _goOn.Set();
        foreach (var one in (Task[])[looks, rests, wants])
            await one.WaitAsync(Patience);
        Assert.NotNull(plugin.ProcessId);
        Assert.Equal(1, _starts);
    }

    [Fact]
    public async Task What_dies_after_its_first_answer_is_started_again()
    {
        var plugin = await HostAsync(Speaks(Greeting), () =>
        {
            if (++_starts == 2)
                _again.TrySetResult();
        });
        await plugin.LookAsync();
        Assert.Null(plugin.ProcessId);
        await _again.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task What_never_answers_holds_up_nobody_who_lets_it_go()
    {
        // By this clock no limit of time is ever over.
        var plugin = await HostAsync(
            new(Node, ["-e", "setInterval(() => { }, 1e6)"], Tests), Hold, clock: new Hosted.StoppedClock());
        var looks = Task.Run(plugin.LookAsync);
        await _starting.Task.WaitAsync(Patience);
        _goOn.Set();
        await plugin.DisposeAsync().AsTask().WaitAsync(Patience);
        await looks.WaitAsync(Patience);
        Assert.Null(plugin.ProcessId);
    }

    [Fact]
    public async Task A_call_after_the_end_starts_nothing()
    {
        var plugin = await HostAsync(Tides, () => _starts++);
        plugin.End();
        var refused = await Assert.ThrowsAsync<ToolException>(() => plugin.CallAsync(plugin.Manifest.Tools[0],
            new ToolRun(Keccak256.Hash("call"), 7, ToolCall.Of("tides.next", new ToolArgument("port", "Brest")),
                DateTimeOffset.MaxValue),
            new Dictionary<string, JsonElement>(), CancellationToken.None));
        Assert.Contains("was let go with the node", refused.Message);
        Assert.Equal(0, _starts);
    }

    private static PluginCommand Tides => new(Node, ["mcp-plugin.mjs", "When the water is high."], Tests);

    // Gives whatever it is asked this result.
    private static PluginCommand Speaks(string result) => new(Node,
    [
        "-e", "require('readline').createInterface({ input: process.stdin }).on('line', line => "
            + "console.log(JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(line).id, result: " + result + " })))",
    ], Tests);

    // Whoever starts it waits, and has the turn.
    private void Hold()
    {
        _starts++;
        _starting.TrySetResult();
        _goOn.Wait();
    }

    private async Task<HostedPlugin> HostAsync(
        PluginCommand command, Action prepare, PluginLimits? limits = null, TimeProvider? clock = null)
    {
        limits ??= new PluginLimits
        {
            FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(1),
        };
        var manifest = await PluginProbe.DescribeAsync(
            Tides, limits, TimeProvider.System, _ => { }, CancellationToken.None);
        _plugins.Add(new HostedPlugin(manifest, command with { Prepare = prepare }, limits,
            new PluginCapabilities(_pages, new Hosted.KnownBalances(), Tests), clock ?? TimeProvider.System, _ => { }));
        return _plugins[^1];
    }
}
