using DecentralizedAi.Tools.Plugins;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Node.Tests.Plugins;

/// <summary>The protocol's own conformance suite against a plugin with tools that the suite asks for.</summary>
public sealed class PluginConformanceTests : IAsyncLifetime
{
    private const string Source = """
        [DaiPlugin("acme.suite", 1)]
        public sealed class Suite
        {
            [KernelFunction, DaiTool("test_simple_text", ToolEffect.Read, Idempotency.Safe)]
            public string SimpleText() => "This is a simple text response for testing.";

            [KernelFunction, DaiTool("test_error_handling", ToolEffect.Read, Idempotency.Safe)]
            public string ErrorHandling() =>
                throw new ToolException("ACME-1", "This tool intentionally returns an error for testing");

            [KernelFunction, DaiTool("test_tool_with_progress", ToolEffect.Read, Idempotency.Safe)]
            public string Progress(IProgress<ToolProgress> told)
            {
                for (var done = 0; done <= 100; done += 50)
                    told.Report(new ToolProgress(done, 100, $"{done} of 100"));
                return "done";
            }
        }
        """;

    private readonly PluginLab _lab = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _lab.DisposeAsync().AsTask();

    [Fact]
    public async Task Holds_in_each_scenario_that_a_plugin_can_play()
    {
        PluginCommand command = _lab.Install("Suite", Source);
        string[] scenarios =
        [
            "server-initialize", "ping", "tools-list", "tools-call-simple-text", "tools-call-error",
            "tools-call-with-progress",
        ];
        var played = (await Referee.RunAsync("conformance-plugin.mjs",
                [_lab.Home, .. scenarios, "--", command.Program, .. command.Arguments]))
            .GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(scenarios, played.Select(one => one.GetProperty("scenario").GetString()));
        Assert.All(played, one => Assert.True(
            one.GetProperty("exit").GetInt32() == 0, one.GetProperty("said").GetString()));
    }
}
