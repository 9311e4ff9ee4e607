using System.Text.Json;
using System.Text.RegularExpressions;
using DecentralizedAi.Node.Tests.Plugins;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>The protocol's own conformance suite against the node's door, and against the process of a plugin.</summary>
public sealed partial class McpConformanceTests : IAsyncLifetime
{
    private const string Plain = """
        [DaiPlugin("referee.plain", 1)]
        public sealed class Plain
        {
            [KernelFunction, DaiTool("test_simple_text", ToolEffect.Read, Idempotency.Safe)]
            [Description("Says one sentence.")]
            public string Say() => "This is a simple text response for testing.";

            [KernelFunction, DaiTool("test_error_handling", ToolEffect.Read, Idempotency.Safe)]
            [Description("Does nothing, on purpose.")]
            public string Refuse() => throw new ToolException("PLAIN-1", "This tool does nothing, on purpose");

            [KernelFunction, DaiTool("test_tool_with_progress", ToolEffect.Read, Idempotency.Safe)]
            [Description("Says three times how far it is.")]
            public async Task<string> WorkAsync(Kernel kernel, CancellationToken stop)
            {
                foreach (var done in (int[])[0, 50, 100])
                {
                    ToolMethod.Progress(kernel).Report(new ToolProgress(done, 100, "at work"));
                    await Task.Delay(50, stop);
                }
                return "done";
            }
        }
        """;

    private readonly string _results = Directory.CreateTempSubdirectory("dai-conformance-").FullName;
    private readonly PluginLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _lab.DisposeAsync();
        Directory.Delete(_results, recursive: true);
    }

    // The suite fails a scenario that the baseline excuses and that passes, so no excuse outlives its reason.
    [Fact]
    public async Task A_node_holds_in_every_scenario_but_those_that_ask_for_what_no_dao_offers()
    {
        await using var node = await ServedNode.StartAsync(new FakeGateway());
        Held(await Referee.RunAsync("conformance.mjs", $"{node.Address}mcp", ServedNode.Token,
            Baseline("conformance.yaml"), _results),
            "server-initialize", "ping", "tools-list", "dns-rebinding-protection");
    }

    [Fact]
    public async Task A_plugin_holds_in_every_scenario_but_those_that_ask_for_what_no_plugin_offers()
    {
        var plugin = _lab.Install("Plain", Plain);
        Held(await Referee.RunAsync("conformance-plugin.mjs",
            [Baseline("conformance-plugin.yaml"), _results, plugin.Program, .. plugin.Arguments]),
            "server-initialize", "ping", "tools-list", "tools-call-simple-text", "tools-call-error",
            "tools-call-with-progress");
    }

    [Theory]
    [InlineData("conformance.yaml")]
    [InlineData("conformance-plugin.yaml")]
    public async Task Each_excuse_says_why(string baseline)
    {
        var excuses = (await File.ReadAllLinesAsync(Baseline(baseline)))
            .Where(line => line.TrimStart().StartsWith('-')).ToList();
        Assert.NotEmpty(excuses);
        Assert.All(excuses, line => Assert.Matches(Excuse(), line));
    }

    private void Held(JsonElement played, params string[] among)
    {
        Assert.True(played.GetProperty("exit").GetInt32() == 0, played.GetProperty("said").GetString());
        var runs = Directory.GetDirectories(_results).Select(Path.GetFileName).ToList();
        Assert.All(among, scenario => Assert.Contains(runs, run => run!.Contains(scenario)));
    }

    private static string Baseline(string name) => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(Vectors.PathOf("policy.json"))!, "..", "..", "tests", name));

    [GeneratedRegex("^  - [a-z0-9-]+ +# .{10,}$")]
    private static partial Regex Excuse();
}
