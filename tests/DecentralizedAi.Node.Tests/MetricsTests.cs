using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Node.Metrics;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>What watches a node over real HTTP: health without a token, metrics with one.</summary>
public sealed partial class MetricsTests : IAsyncLifetime
{
    private readonly FakeGateway _gateway = new()
    {
        Agents =
        [
            new AgentView("trea\"su\\rer\n", "1", "1", "0x1", 1, true, 1, false, "0x2", "0x3", "0x4", 7, "0x5", 1, 2,
                [new BudgetView("USDC", "5", "10", "340282366920938463463374607431768211455", "1")], null),
        ],
    };

    private readonly ModelMeter _meter = new(new FakeModel(turn => FakeModel.Call("reply", ("text", "Yes."))),
        TimeProvider.System);

    private ServedNode _server = null!;

    public async Task InitializeAsync()
    {
        for (var i = 0; i < 3; i++)
            await _meter.ProposeAsync(Question("secret words"), default);
        _server = await ServedNode.StartAsync(_gateway, meter: _meter);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_page_is_what_the_format_says_and_has_each_series_once()
    {
        var page = await PageAsync();
        Assert.Empty(page.Faults);
        Assert.Equal(1, page.Value("dai_node_ready"));
        Assert.Equal(7, page.Value("dai_agent_leaves_total"));
        Assert.Equal(3, page.Value("gen_ai_client_operation_duration_seconds_count"));
        Assert.Contains("gen_ai_client_token_usage_sum", page.Samples.Select(sample => sample.Name));
        Assert.Contains(page.Samples, sample => sample.Labels.Contains("agent=\"trea\\\"su\\\\rer\\n\""));
        Assert.DoesNotContain("secret words", page.Text);
    }

    [Fact]
    public async Task An_agent_that_does_not_answer_is_not_served_and_has_no_figures()
    {
        var answering = _gateway.Agents[0];
        _gateway.Agents = [answering with { Name = "clerk", Answers = false, Problem = "DAI-3122 it is silent" }];
        var page = await PageAsync();
        Assert.Equal(0, page.Value("dai_agent_served"));
        Assert.DoesNotContain(page.Samples, sample => sample.Name == "dai_agent_leaves_total");
        Assert.DoesNotContain(page.Samples, sample => sample.Name == "dai_budget_level");
    }

    [Theory]
    [InlineData("a 1\n", "no TYPE")]
    [InlineData("# TYPE a gauge\n# HELP a b\na 1\n", "HELP after TYPE")]
    [InlineData("# HELP a b\n# TYPE a gauge\na 1\na 1\n", "twice")]
    [InlineData("# HELP a b\n# TYPE a counter\na 1\n", "_total")]
    [InlineData("# HELP a b\n# TYPE a gauge\na one\n", "no sample")]
    [InlineData("# HELP a b\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
        "falls")]
    [InlineData("# HELP a b\n# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 2\n", "count")]
    [InlineData("# HELP a b\n# TYPE a gauge\na 1", "newline")]
    public void The_reader_of_this_test_finds_what_is_wrong(string text, string fault) =>
        Assert.Contains(MetricsPage.Read(text).Faults, found => found.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public async Task Metrics_are_the_operators_and_health_is_everybodys()
    {
        using var stranger = new HttpClient { BaseAddress = _server.Address };
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync("metrics")).StatusCode);
        _gateway.Ready = false;
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("healthz/live")).StatusCode);
        var ready = await stranger.GetAsync("healthz/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var parts = JsonElement.Parse(await ready.Content.ReadAsStringAsync()).GetProperty("subsystems");
        Assert.Equal(
            (true, false), (parts.GetProperty("cluster").GetBoolean(), parts.GetProperty("chain").GetBoolean()));
        Assert.Equal(0, (await PageAsync()).Value("dai_node_ready"));
    }

    [Fact]
    public async Task A_model_that_fails_is_red_until_it_answers_or_is_forgotten()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var answers = new Queue<string>(["DAI-5120 busy", "DAI-5105 it died", "", "DAI-5105 it died"]);
        var meter = new ModelMeter(new Moody(answers), time);
        Task AskAsync() => meter.ProposeAsync(Question("Pay."), default);
        Assert.Null(meter.Trouble);
        await AskAsync();
        Assert.Null(meter.Trouble);
        await AskAsync();
        Assert.Equal("DAI-5105 it died", meter.Trouble);
        await AskAsync();
        Assert.Null(meter.Trouble);
        await AskAsync();
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(meter.Trouble);
        var text = new PrometheusText();
        meter.Write(text);
        Assert.Contains("error_type=\"DAI-5120\"", text.ToString());
    }

    [Fact]
    [Trait("Suite", "promtool")]
    public async Task Prometheus_own_tool_finds_nothing_wrong_with_page_and_rules()
    {
        Assert.Equal((0, ""), await PromtoolAsync((await PageAsync()).Text, "check", "metrics"));
        Assert.NotEqual(0, (await PromtoolAsync("a 1\n", "check", "metrics")).Exit);
        var (exit, said) = await PromtoolAsync(
            "", "check", "rules", "--lint-fatal", Path.Combine(Root(), "docker", "monitoring", "alerts.yaml"));
        Assert.True(exit == 0, said);
        Assert.Matches("SUCCESS: [1-9][0-9]* rules found", said);
    }

    private static async Task<(int Exit, string Said)> PromtoolAsync(string input, params string[] words)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", words)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        await promtool.StandardInput.WriteAsync(input);
        promtool.StandardInput.Close();
        var error = promtool.StandardError.ReadToEndAsync();
        var output = await promtool.StandardOutput.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        return (promtool.ExitCode, output + await error);
    }

    [Fact]
    public async Task Every_metric_of_the_alerts_and_of_the_dashboard_is_on_the_page()
    {
        var page = await PageAsync();
        var known = page.Samples.Select(sample => sample.Name).Concat(page.Types.Keys).Append("up").ToHashSet();
        var folder = Path.Combine(Root(), "docker", "monitoring");
        var alerts = File.ReadAllLines(Path.Combine(folder, "alerts.yaml"))
            .Where(line => line.TrimStart().StartsWith("expr:", StringComparison.Ordinal)).ToList();
        var panels = JsonElement.Parse(File.ReadAllText(Path.Combine(folder, "dashboard.json"))).GetProperty("panels")
            .EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!).ToList();
        Assert.InRange(alerts.Count, 5, 50);
        Assert.All(alerts.Concat(panels), expression =>
        {
            var names = Names().Matches(expression).Select(name => name.Value).ToList();
            Assert.NotEmpty(names);
            Assert.Subset(known, names.ToHashSet());
        });
    }

    private async Task<MetricsPage> PageAsync()
    {
        using var answer = await _server.Http.GetAsync("metrics");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(PrometheusText.ContentType, answer.Content.Headers.ContentType!.ToString());
        return MetricsPage.Read(await answer.Content.ReadAsStringAsync());
    }

    private static ModelRequest Question(string text) => new(
        Turn.Start(new TurnContext([], [], "")).AddInstruction(text), [], Keccak256.Hash("model"));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DecentralizedAi.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no solution above the tests");
        return folder.FullName;
    }

    [GeneratedRegex(@"\b(?:dai|process|gen_ai_client)_[a-z_]+|\bup\b")]
    private static partial Regex Names();

    /// <param name="answers">Why it does not answer; empty = it does.</param>
    private sealed class Moody(Queue<string> answers) : IModel
    {
        public Task<ModelAnswer> ProposeAsync(ModelRequest request, CancellationToken cancellation) =>
            answers.Dequeue() is { Length: > 0 } why
                ? Task.FromResult<ModelAnswer>(new ModelAnswer.Unavailable(why))
                : new FakeModel(_ => FakeModel.Call("reply", ("text", "Yes."))).ProposeAsync(request, cancellation);
    }
}
