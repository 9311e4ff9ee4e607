using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using DecentralizedAi.Authoring.Configuration;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Node.Plugins;
using DecentralizedAi.Tools;
using DecentralizedAi.Tools.Plugins;
using Xunit;

namespace DecentralizedAi.Node.Tests.Plugins;

/// <summary>A plugin shares the node's process where its package was voted so and the operator lets it.</summary>
public sealed class InProcessPluginTests : IAsyncLifetime
{
    private const string Source = """
        public enum Mood { calm, loud }
        public sealed record Said(string Words, int Times);

        [DaiPlugin("acme.inside", 1)]
        public sealed class Inside(IStorage storage, IChainRead chain)
        {
            private int _times;

            [KernelFunction, DaiTool("inside.say", ToolEffect.Read, Idempotency.Safe), Description("Says it again.")]
            public Said Say(string words, Mood mood = Mood.calm) =>
                words == "nothing" ? throw new ToolException("ACME-1", "there is nothing to say")
                : words == "broken" ? throw new InvalidOperationException("secret words")
                : new(mood == Mood.loud ? words.ToUpperInvariant() : words, ++_times);

            [KernelFunction]
            [DaiTool("inside.keep", ToolEffect.Write, Idempotency.Keyed, Audience = ToolAudience.Operator)]
            public async Task<string> KeepAsync(string key, string text, CancellationToken stop)
            {
                await storage.PutAsync(key, text, stop);
                return (await storage.GetAsync(key, stop)) + " " + (await chain.BalancesAsync(stop))[0].Amount;
            }

            [KernelFunction, DaiTool("inside.wait", ToolEffect.Read, Idempotency.Safe, Seconds = 1)]
            public string Wait() { new ManualResetEventSlim().Wait(); return ""; }
        }
        """;

    // Of text alone: how to read an enum and how to write a record is remembered by those who do it.
    private const string Plain = """
        [DaiPlugin("acme.plain", 1)]
        public sealed class Plain(IStorage storage)
        {
            private int _times;

            [KernelFunction, DaiTool("inside.say", ToolEffect.Read, Idempotency.Safe), Description("Says it again.")]
            public async Task<string> SayAsync(string words, CancellationToken stop) =>
                $"{words} {++_times} {await storage.GetAsync("a", stop)}";
        }
        """;

    private const string Shares = """
        [DaiPlugin("acme.shares", 1)]
        public sealed class Shares
        {
            [KernelFunction, DaiTool("shares.rent", ToolEffect.Read, Idempotency.Safe)]
            public string Rent(int bytes) => System.Buffers.ArrayPool<byte>.Shared.Rent(bytes)[0].ToString();

            [KernelFunction, DaiTool("shares.say", ToolEffect.Read, Idempotency.Safe)]
            public string Say(string words) { Console.WriteLine(words); return words; }
        }
        """;

    private readonly PluginLab _lab = new() { Limits = new() { Grace = TimeSpan.FromMilliseconds(50) } };

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [Fact]
    public async Task Shares_the_process_where_it_was_voted_so_and_the_operator_lets_it()
    {
        var plugin = await TakenAsync("Inside", Source, voted: true, operatorLets: true);
        Assert.Null(plugin.ProcessId);
        Assert.Equal(new HostedPackage(plugin.Package, HostedPackage.Waiting, true, null, null), Standing(plugin));
        Assert.Equal("""{"words":"HI","times":1}""", await SayAsync(plugin, ("words", "hi"), ("mood", "loud")));
        Assert.Equal(Environment.ProcessId, plugin.ProcessId);
        Assert.Equal(new HostedPackage(plugin.Package, HostedPackage.Running, true, Environment.ProcessId, null),
            Standing(plugin));
        Assert.Equal("""{"words":"hi","times":2}""", await SayAsync(plugin, ("words", "hi")));
        Assert.Equal("x 7.5", Done(await PluginLab.CallAsync(plugin, "inside.keep", ("key", "a"), ("text", "x"))));

        Refused("DAI-5202", await PluginLab.CallAsync(plugin, "inside.say", ("word", "hi")));
        Refused("ACME-1", await PluginLab.CallAsync(plugin, "inside.say", ("words", "nothing")));
        Refused("DAI-5218", await PluginLab.CallAsync(plugin, "inside.keep", ("key", "../a"), ("text", "x")));
        var broken = await PluginLab.CallAsync(plugin, "inside.say", ("words", "broken"));
        Refused("DAI-5223", broken);
        Assert.DoesNotContain("secret", $"{broken}");
        Assert.Contains(_lab.Said, line => line.Contains("secret words"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Has_a_process_of_its_own_where_one_of_the_two_is_missing(bool voted, bool operatorLets)
    {
        var plugin = await TakenAsync("Inside", Source, voted, operatorLets);
        Assert.Equal("""{"words":"hi","times":1}""", await SayAsync(plugin, ("words", "hi")));
        Assert.NotNull(plugin.ProcessId);
        Assert.NotEqual(Environment.ProcessId, plugin.ProcessId);
    }

    [Fact]
    public async Task Another_byte_than_the_voted_ones_is_not_loaded()
    {
        var plugin = await TakenAsync("Inside", Source, voted: true, operatorLets: true);
        var file = Directory.GetFiles(_lab.Home, "*.nupkg").Single();
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Refused("DAI-5224", await PluginLab.CallAsync(plugin, "inside.say", ("words", "hi")));
        Assert.Null(plugin.ProcessId);
        Assert.Contains("approved is", plugin.Refused);
    }

    [Fact]
    public async Task What_a_whole_process_shares_is_named_and_such_a_plugin_is_not_taken()
    {
        (string, byte[])[] assemblies = [("Shares.dll", PluginSource.Compile("Shares", Shares))];
        Assert.Empty(PluginCheck.Of(assemblies));
        Assert.Equal(["System.Buffers.ArrayPool`1.get_Shared", "System.Buffers.ArrayPool`1.Rent",
                "System.Console.WriteLine"],
            PluginCheck.Of(assemblies, inProcess: true).Select(finding => finding.Member)
                .Order(StringComparer.OrdinalIgnoreCase));
        using var shelf = _lab.Shelf(inProcess: true);
        Assert.Contains("reaches for node", shelf.Take(await PackedAsync("Shares", Shares, voted: true)));
        Assert.Empty(shelf.Plugins);
        var (exit, _, _) = await NodeProcess.RunAsync(
            "plugin-pack", Path.Combine(_lab.Home, "Shares", "Shares.dll"), "--in-process", "yes");
        Assert.Equal(1, exit);
    }

    [Fact]
    public async Task Leaves_memory_when_no_vote_names_it_and_comes_back_with_one()
    {
        var plugin = await TakenAsync("Plain", Plain, voted: true, operatorLets: true);
        var loaded = await LoadedAsync(plugin);
        var host = new ToolHost(ToolCatalogue.Of(), TimeProvider.System, [plugin], []);
        host.Keep(new HashSet<Bytes32> { plugin.Package });
        Assert.Equal(Environment.ProcessId, plugin.ProcessId);
        host.Keep(new HashSet<Bytes32>());
        Assert.Null(plugin.ProcessId);
        for (var i = 0; i < 20 && loaded.IsAlive; i++)
        {
            // What came back from the call still stands below this on the stack.
            await Task.Yield();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(loaded.IsAlive);
        Assert.Equal("hi 1 ", await SayAsync(plugin, ("words", "hi")));
    }

    [Fact]
    public async Task A_call_that_never_ends_is_said_and_the_next_has_a_process_of_its_own()
    {
        var plugin = await TakenAsync("Inside", Source, voted: true, operatorLets: true);
        Refused("did not end within 1 s", await PluginLab.CallAsync(plugin, "inside.wait"));
        var host = new ToolHost(ToolCatalogue.Of(), TimeProvider.System, [plugin], []);
        Assert.Contains("within the node's process does not end", Assert.Single(host.Troubles));
        Assert.Equal("""{"words":"hi","times":1}""", await SayAsync(plugin, ("words", "hi")));
        Assert.NotEqual(Environment.ProcessId, plugin.ProcessId);
        Assert.Equal(new HostedPackage(
            plugin.Package, HostedPackage.Running, false, plugin.ProcessId, plugin.Stuck), Standing(plugin));
    }

    private static HostedPackage Standing(HostedPlugin plugin) =>
        Assert.Single(new ToolHost(ToolCatalogue.Of(), TimeProvider.System, [plugin], []).Packages);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> LoadedAsync(HostedPlugin plugin)
    {
        Assert.Equal("hi 1 ", await SayAsync(plugin, ("words", "hi")));
        return new WeakReference(AssemblyLoadContext.All.Single(context => context.Name == "acme.plain"));
    }

    private async Task<HostedPlugin> TakenAsync(string name, string source, bool voted, bool operatorLets)
    {
        var shelf = _lab.Shelf(operatorLets);
        Assert.Null(shelf.Take(await PackedAsync(name, source, voted)));
        return _lab.Keep(Assert.Single(shelf.Plugins));
    }

    private async Task<AgentPlugin> PackedAsync(string name, string source, bool voted)
    {
        var manifest = await _lab.DescribeAsync(_lab.Install(name, source)) with { InProcess = voted };
        var file = Path.Combine(_lab.Home, $"{name}.nupkg");
        PluginPackage.Write(file, manifest, [($"{name}.dll", PluginSource.Compile(name, source))]);
        var package = AgentPlugin.Read(file);
        Assert.Equal(voted, package.Manifest.InProcess);
        return package;
    }

    private static async Task<string> SayAsync(HostedPlugin plugin, params (string Name, string Value)[] arguments) =>
        Done(await PluginLab.CallAsync(plugin, "inside.say", arguments));

    private static string Done(ToolOutcome outcome) => (outcome as ToolOutcome.Done
        ?? throw new InvalidOperationException(outcome.ToString())).Text;

    private static void Refused(string code, ToolOutcome outcome) =>
        Assert.Contains(code, Assert.IsType<ToolOutcome.Failed>(outcome).Reason);
}
