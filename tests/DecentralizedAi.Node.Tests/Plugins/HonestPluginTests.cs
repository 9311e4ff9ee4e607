using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Tools.Plugins;
using Xunit;

namespace DecentralizedAi.Node.Tests.Plugins;

/// <summary>A plugin that keeps to what it declares runs in a process of its own, governed like a built-in tool.
/// </summary>
public sealed class HonestPluginTests : IAsyncLifetime
{
    private const string Source = """
        public enum Unit { celsius, kelvin }
        public sealed record Forecast(string City, int Degrees);

        [DaiPlugin("acme.weather", 1, Hosts = ["api.example.org"])]
        public sealed class Weather(IHttp http, IStorage storage, IChainRead chain, TimeProvider clock)
        {
            [KernelFunction, DaiTool("weather.forecast", ToolEffect.Read, Idempotency.Safe)]
            [Description("The weather of tomorrow.")]
            public Forecast Forecast([Description("a city")] string city, Unit unit = Unit.celsius, int days = 1) =>
                city == "nowhere" ? throw new ToolException("ACME-1", "there is no such city")
                : city == "broken" ? throw new InvalidOperationException("secret words")
                : new(city, unit == Unit.kelvin ? 290 + days : 17 + days);

            [KernelFunction, DaiTool("weather.typed", ToolEffect.Read, Idempotency.Safe)]
            public string Typed(
                DateOnly day, Uri page, long count, bool deep, Unit unit, DateOnly? until = null, int most = 7) =>
                $"{day:yyyy-MM-dd} {page.Host} {count} {deep} {unit} {until:yyyy-MM-dd} {most}";

            [KernelFunction, DaiTool("weather.page", ToolEffect.Read, Idempotency.Safe)]
            public async Task<string> PageAsync([DaiType("url")] string url, CancellationToken stop) =>
                (await http.GetAsync(url, stop)).Text;

            [KernelFunction, DaiTool("weather.keep", ToolEffect.Write, Idempotency.Keyed, Seconds = 30,
                Audience = ToolAudience.Operator, Risk = ToolRisk.Low, Costs = ["bytes: 2000"])]
            public async Task<string> KeepAsync(string key, string text, CancellationToken stop)
            {
                var before = await storage.GetAsync(key, stop);
                await storage.PutAsync(key, text, stop);
                return before ?? "nothing";
            }

            [KernelFunction, DaiTool("weather.vault", ToolEffect.Read, Idempotency.Safe)]
            public async Task<string> VaultAsync(Kernel kernel, CancellationToken stop)
            {
                var run = ToolMethod.Run(kernel);
                var held = await chain.BalancesAsync(stop);
                return $"{run.Agent} {held[0].Amount} {held[0].Asset} {clock.GetUtcNow().Year > 2000}";
            }
        }
        """;

    private readonly PluginLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [Fact]
    public void Is_found_to_reach_nothing() =>
        Assert.Empty(PluginCheck.Of([("Weather.dll", PluginSource.Compile("Weather", Source))]));

    [Fact]
    public async Task Runs_its_tools_with_its_capabilities_and_no_more()
    {
        var command = _lab.Install("Weather", Source);
        var manifest = await _lab.DescribeAsync(command);
        Assert.Equal("acme.weather", manifest.Id);
        Assert.Equal("chain clock http storage", string.Join(' ', manifest.Capabilities));
        Assert.Equal(manifest.ToJson(), PluginManifest.Read(manifest.ToJson()).ToJson());
        Assert.Equal("read(city:text,days:integer?,unit:enum(celsius,kelvin)?)",
            manifest.Tools[0].Declaration.Signature.Written);
        Assert.Equal(2000ul, manifest.Tools[3].Declaration.Costs["bytes"]);
        var read = PluginManifest.Read(manifest.ToJson()).Tools[0].Declaration;
        Assert.Equal(("The weather of tomorrow.", "a city", ""),
            (read.About, read.Arguments[0].About, read.Arguments[1].About));

        var plugin = _lab.Host(manifest, command);
        Assert.Null(plugin.ProcessId);
        var done = Done(await PluginLab.CallAsync(plugin, "weather.forecast", ("city", "Rome"), ("unit", "kelvin")));
        Assert.Equal(("""{"city":"Rome","degrees":291}""", Label.Foreign), (done.Text, done.Label));
        Assert.Equal("2026-03-01 a.test 5000000000 True kelvin 2026-03-09 7", Done(await PluginLab.CallAsync(
            plugin, "weather.typed", ("day", "2026-03-01"), ("page", "https://a.test/x"), ("count", "5000000000"),
            ("deep", "true"), ("unit", "kelvin"), ("until", "2026-03-09"))).Text);
        Assert.Equal("2026-03-01 a.test 1 False celsius  3", Done(await PluginLab.CallAsync(
            plugin, "weather.typed", ("day", "2026-03-01"), ("page", "https://a.test/"), ("count", "1"),
            ("deep", "false"), ("unit", "celsius"), ("most", "3"))).Text);
        var kept = await PluginLab.CallAsync(plugin, "weather.keep", ("key", "a"), ("text", "x"));
        Assert.Equal("nothing", Done(kept).Text);
        Assert.Equal("x", Done(await PluginLab.CallAsync(plugin, "weather.keep", ("key", "a"), ("text", "y"))).Text);
        Assert.Equal("7 7.5 USDC True", Done(await PluginLab.CallAsync(plugin, "weather.vault")).Text);
        var first = plugin.ProcessId;

        Failed("DAI-5223", await PluginLab.CallAsync(plugin, "weather.forecast", ("city", "nowhere")));
        Assert.DoesNotContain("secret",
            Failed("DAI-5223", await PluginLab.CallAsync(plugin, "weather.forecast", ("city", "broken"))));
        Failed("DAI-5202", await PluginLab.CallAsync(plugin, "weather.forecast", ("town", "Rome")));
        Failed("DAI-5218", await PluginLab.CallAsync(plugin, "weather.keep", ("key", "../a"), ("text", "x")));
        foreach (var url in (string[])
            [
                "https://example.org/", "https://api.example.org@evil.test/", "https://api.example.org.evil.test/",
                "http://api.example.org/", "https://api.example.org:444/",
                "https://evil.test/?x=https://api.example.org",
            ])
            Assert.DoesNotContain("DAI-5218 DAI-",
                Failed("DAI-5218", await PluginLab.CallAsync(plugin, "weather.page", ("url", url))));
        Assert.Equal(first, plugin.ProcessId);
    }

    private static ToolOutcome.Done Done(ToolOutcome outcome) => outcome as ToolOutcome.Done
        ?? throw new InvalidOperationException(outcome.ToString());

    private static string Failed(string code, ToolOutcome outcome)
    {
        var reason = Assert.IsType<ToolOutcome.Failed>(outcome).Reason;
        Assert.Contains(code, reason);
        return reason;
    }
}
