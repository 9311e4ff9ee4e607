using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>The DAO's tools as the protocol's own TypeScript client sees them.</summary>
public sealed class McpDoorTests : IAsyncLifetime
{
    private const string Token = ServedNode.Token;

    private readonly string _folder = Directory.CreateTempSubdirectory("dai-mcp-").FullName;
    private readonly FakeGateway _gateway = new()
    {
        Agents =
        [
            new AgentView(
                "treasurer", "1", "7", "0x1", 1, true, 1, false, "0x2", "0x3", "0x4", 0, "0x5", 0, 0, [], null),
        ],
    };
    private ServedNode _server = null!;

    private string Door => $"{_server.Address}mcp";

    public async Task InitializeAsync() => _server = await ServedNode.StartAsync(_gateway);

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_tool_only_reads_and_declares_what_it_answers()
    {
        var tools = (await AskAsync([])).GetProperty("tools").EnumerateArray().ToList();
        Assert.Equal(["agents", "budget", "log", "log_verify", "policy_explain", "status", "why"],
            tools.Select(tool => tool.GetProperty("name").GetString()).Order());
        Assert.All(tools, tool =>
        {
            Assert.True(tool.GetProperty("annotations").GetProperty("readOnlyHint").GetBoolean());
            Assert.Equal("object", tool.GetProperty("outputSchema").GetProperty("type").GetString());
            Assert.NotEmpty(tool.GetProperty("description").GetString()!);
        });
    }

    // The client refuses structured content that is not of the tool's schema, so an answer has passed it.
    [Fact]
    public async Task Health_agents_budgets_and_log_are_told_in_the_declared_form()
    {
        var answers = await AnswersAsync(
            Call("status"), Call("agents"), Call("budget", ("agent", "treasurer")),
            Call("log", ("agent", "treasurer")));
        Assert.True(answers[0].GetProperty("structuredContent").GetProperty("ready").GetBoolean());
        Assert.Equal("treasurer", answers[1].GetProperty("structuredContent").GetProperty("agents")[0]
            .GetProperty("name").GetString());
        Assert.Equal("treasurer", answers[2].GetProperty("structuredContent").GetProperty("agent").GetString());
        Assert.Equal(0, answers[3].GetProperty("structuredContent").GetProperty("leaves").GetArrayLength());
    }

    [Fact]
    public async Task A_bundle_is_verified_and_a_wrong_block_is_not_believed()
    {
        var vector = Vectors.Read("trust.json").GetProperty("bundle.json");
        var (bundle, manifest) = (Vectors.ReadText("bundle.json"), Vectors.ReadText("manifest.json"));
        var trust = vector.GetProperty("trust").GetString()!;
        var answers = await AnswersAsync(
            Call("log_verify", ("bundle", bundle), ("trust", trust), ("manifest", manifest)),
            Call("log_verify", ("bundle", bundle), ("trust", $"0x{new string('1', 64)}"), ("manifest", manifest)));
        Assert.True(answers[0].GetProperty("structuredContent").GetProperty("verified").GetBoolean());
        Assert.False(answers[1].GetProperty("structuredContent").GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task A_policy_is_explained_and_one_that_is_no_law_is_named_as_that()
    {
        var policy = File.ReadAllText(
            Path.Combine(Path.GetDirectoryName(Vectors.PathOf("policy.json"))!, "..", "policies", "treasurer.yaml"));
        var call = new JsonObject
        {
            ["tool"] = "wallet.pay",
            ["args"] = new JsonObject
            {
                ["to"] = "0x52908400098527886E0F7030069857D2E4169EE7", ["amount"] = "100 USDC",
            },
        };
        var facts = JsonNode.Parse("""
            {"instructor":"schedule/monthly-bills","time":"2026-11-01T10:00:00Z","turn":["instruction"],
             "labels":{"to":["dao"],"amount":["chain"]},"levels":{"USDC":{"level":"1500000000","spent":"0"}}}
            """);
        var answers = await AnswersAsync(
            Call("policy_explain", ("policy", policy), ("call", call), ("facts", facts)),
            Call("policy_explain", ("policy", "nonsense: true"), ("call", call.DeepClone()),
                ("facts", facts!.DeepClone())));
        var explained = answers[0].GetProperty("structuredContent");
        Assert.Equal(("denied", "office-hours"),
            (explained.GetProperty("verdict").GetString(), explained.GetProperty("rule").GetString()));
        Assert.True(answers[1].GetProperty("isError").GetBoolean());
        Assert.Contains("the policy is no law", answers[1].GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_is_unknown_or_malformed_is_an_error_with_its_code()
    {
        var answers = await AnswersAsync(
            Call("budget", ("agent", "nobody")), Call("why", ("instruction", "0x12")),
            Call("log_verify", ("bundle", "{}"), ("trust", "yesterday")));
        Assert.All(answers, answer => Assert.True(answer.GetProperty("isError").GetBoolean()));
        Assert.All(answers.Zip(["DAI-6011", "DAI-6010", "DAI-5002"]), pair => Assert.Contains(
            pair.Item2, pair.Item1.GetProperty("content")[0].GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Both_revisions_are_answered_the_newest_without_a_handshake()
    {
        Assert.Equal("2025-11-25", (await AskAsync([])).GetProperty("version").GetString());
        var found = await RawAsync("2026-07-28", "server/discover", new JsonObject());
        var versions = found.GetProperty("result").GetProperty("supportedVersions").EnumerateArray()
            .Select(version => version.GetString());
        // Those before it are agreed on by the handshake alone.
        Assert.Equal(["2026-07-28"], versions);
        var status = await RawAsync("2026-07-28", "tools/call", new JsonObject
        {
            ["name"] = "status", ["arguments"] = new JsonObject(),
        });
        Assert.True(status.GetProperty("result").GetProperty("structuredContent").GetProperty("ready").GetBoolean());
        Assert.True((await RawAsync("2099-01-01", "tools/list", new JsonObject())).TryGetProperty("error", out _));
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    [InlineData("wrong", null, HttpStatusCode.Unauthorized)]
    [InlineData(Token, "https://evil.example", HttpStatusCode.Forbidden)]
    public async Task Without_the_token_or_from_another_page_nothing_is_told(
        string? token, string? origin, HttpStatusCode status)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Door)
        {
            Content = JsonContent.Create(new { jsonrpc = "2.0", id = 1, method = "tools/list" }),
        };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        Assert.Equal(status, (await http.SendAsync(request)).StatusCode);
    }

    // By hand: no client of that revision shares no code with the node.
    private async Task<JsonElement> RawAsync(string version, string method, JsonObject parameters)
    {
        parameters["_meta"] = new JsonObject
        {
            ["io.modelcontextprotocol/protocolVersion"] = version,
            ["io.modelcontextprotocol/clientInfo"] = new JsonObject { ["name"] = "hand", ["version"] = "1" },
            ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject(),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, Door)
        {
            Content = JsonContent.Create(new JsonObject
            {
                ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters,
            }),
            Headers = { { "Accept", "application/json, text/event-stream" }, { "MCP-Protocol-Version", version } },
        };
        request.Headers.Add("Mcp-Method", method);
        if ((string?)parameters["name"] is { } name)
            request.Headers.Add("Mcp-Name", name);
        using var answer = await _server.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return JsonElement.Parse(text.Split('\n').FirstOrDefault(line => line.StartsWith("data: "))?["data: ".Length..]
            ?? text);
    }

    private async Task<List<JsonElement>> AnswersAsync(params JsonObject[] calls) =>
        [.. (await AskAsync(calls)).GetProperty("answers").EnumerateArray()];

    private async Task<JsonElement> AskAsync(JsonObject[] calls)
    {
        var path = Path.Combine(_folder, "calls.json");
        await File.WriteAllTextAsync(path, new JsonArray([.. calls]).ToJsonString());
        return await Referee.RunAsync("mcp.mjs", Door, Token, path);
    }

    private static JsonObject Call(string name, params (string Name, JsonNode? Value)[] arguments) => new()
    {
        ["name"] = name,
        ["arguments"] = new JsonObject(arguments.Select(one => KeyValuePair.Create(one.Name, one.Value))),
    };
}
