using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>Agents as models: what OpenAI's own client makes of a node, and what it cannot make a node do.</summary>
public sealed class ChatApiTests : IAsyncLifetime
{
    private const string Token = ServedNode.Token;
    private const string Text = "Pay Hosting 10 USDC.";

    // What a schema says of the arguments of a call, but for their other members.
    private const string Args = """
        {"properties":{"actions":{"items":{"properties":{"args":{"additionalProperties":
        """;
    private const string Shut = "}}}}}}";

    private readonly FakeGateway _gateway = new()
    {
        Agents =
        [
            new AgentView(
                "treasurer", "1", "7", "0x1", 1, true, 1, false, "0x2", "0x3", "0x4", 0, "0x5", 0, 0, [], null),
        ],
        End = FakeGateway.Instruction with
        {
            State = "answered", Text = Text, Answer = "Paid.", Tokens = new TokensView(412, 23),
            Actions =
            [
                new ActionView("0x6", "pay", new Dictionary<string, string> { ["amount"] = "10 USDC" }, "allowed",
                    "small", "rule: small", "done", "0x7", "0x8", "{}"),
            ],
        },
    };
    private ServedNode _server = null!;

    private HttpClient Http => _server.Http;

    public async Task InitializeAsync() => _server = await ServedNode.StartAsync(_gateway);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_client_of_openai_gets_the_agents_answer_whole_and_streamed_and_every_refusal_in_its_shape()
    {
        var got = await Referee.RunAsync("openai.mjs", $"{_server.Address}v1", Token, "treasurer", Text);
        Assert.Equal("""["treasurer"]""", got.GetProperty("models").GetRawText());
        Assert.Equal("operator-7", got.GetProperty("model").GetProperty("owned_by").GetString());
        var whole = got.GetProperty("whole");
        Assert.Equal("Paid.", Content(whole));
        Assert.Equal("Paid.", Content(got.GetProperty("parts")));
        Assert.Equal("Paid.", got.GetProperty("streamed").GetProperty("content").GetString());
        Assert.Equal("stop", got.GetProperty("streamed").GetProperty("reason").GetString());
        foreach (var answer in (JsonElement[])[whole, got.GetProperty("streamed")])
        {
            Assert.Equal("""{"prompt_tokens":412,"completion_tokens":23,"total_tokens":435}""",
                answer.GetProperty("usage").GetRawText());
            Assert.Equal(FakeGateway.Instruction.Instruction,
                answer.GetProperty("dai").GetProperty("instruction").GetString());
        }
        var formed = got.GetProperty("formed");
        Assert.True(formed.GetProperty("fits").GetBoolean());
        Assert.Equal(Formed, formed.GetProperty("content").GetRawText());
        Assert.Equal(["answer", "instruction", "state", "actions", "tokens"],
            got.GetProperty("anyForm").GetProperty("content").EnumerateObject().Select(member => member.Name));
        Assert.Equal(Expected, got.GetProperty("refused").EnumerateObject().Select(Line));
        // Whole, streamed, in parts and in forms were one instruction; a stranger's name and the used key are the others.
        Assert.Equal([.. Enumerable.Repeat(Text, 6), $"{Text} Twice."], _gateway.Given.Select(given => given.Text));
        Assert.Equal(2, _gateway.Given.Select(given => given.Nonce).Distinct().Count());
        Assert.All(_gateway.Given, given => Assert.Null(given.Signature));
    }

    private const string Formed = """
        {"answer":"Paid.","state":"answered","actions":[{"tool":"pay","args":{"amount":"10 USDC"},"rule":"small",
        """ + "\"tx\":\"0x7\"}]}";

    private static readonly string[] Expected =
    [
        "stranger NotFoundError 404 DAI-6011 model 1", "unknown NotFoundError 404 DAI-6011 model 1",
        "token AuthenticationError 401 DAI-6012 - 1", "tools BadRequestError 400 DAI-6017 tools 1",
        "format BadRequestError 400 DAI-6017 response_format 1",
        "promise BadRequestError 400 DAI-6017 response_format 1",
        "maybe BadRequestError 400 DAI-6017 response_format 1",
        "temperature BadRequestError 400 DAI-6017 temperature 1", "misspelt BadRequestError 400 DAI-6017 strem 1",
        "system BadRequestError 400 DAI-6017 messages 1", "image BadRequestError 400 DAI-6017 messages 1",
        "empty BadRequestError 400 DAI-6010 - 1", "key ConflictError 409 DAI-6019 - 1",
        "again ConflictError 409 DAI-6018 - 1", "embeddings NotFoundError 404 DAI-6011 - 1",
    ];

    [Fact]
    public async Task A_chat_without_a_key_is_never_repeated_by_its_client_and_one_with_a_key_is_the_same_instruction()
    {
        _gateway.Answer = new CommandAnswer.NotNow("DAI-3102", "this node has not proven a block yet");
        var bare = await AskAsync(null);
        Assert.Equal("false", Assert.Single(bare.Headers.GetValues("x-should-retry")));
        await AskAsync(null);
        Assert.NotEqual(_gateway.Given[0].Nonce, _gateway.Given[1].Nonce);
        var keyed = await AskAsync("invoice 17");
        Assert.False(keyed.Headers.Contains("x-should-retry"));
        await AskAsync("invoice 17");
        Assert.Equal(_gateway.Given[2].Nonce, _gateway.Given[3].Nonce);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, keyed.StatusCode);
        var error = (await JsonAsync(keyed)).GetProperty("error");
        Assert.Equal(("server_error", "DAI-3102", "this node has not proven a block yet"), (
            error.GetProperty("type").GetString(), error.GetProperty("code").GetString(),
            error.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task What_waits_for_an_approval_or_has_not_ended_says_so_and_where_to_look()
    {
        var action = Keccak256.Hash("action").ToString();
        _gateway.End = FakeGateway.Instruction with
        {
            State = "waiting",
            Actions =
            [
                new ActionView(action, "pay", new Dictionary<string, string>(), "approval", "large", "rule: large asks",
                    "waiting", null, "0x1", null),
            ],
        };
        var waiting = await JsonAsync(await AskAsync("a"));
        Assert.Contains($"pay {action} (rule large)", Content(waiting));
        Assert.Equal("waiting", waiting.GetProperty("dai").GetProperty("state").GetString());
        Assert.Equal(action, waiting.GetProperty("dai").GetProperty("actions")[0].GetProperty("id").GetString());
        _gateway.End = FakeGateway.Instruction;
        var open = await JsonAsync(await AskAsync("b"));
        Assert.Equal($"Not ended yet (thinking). GET /v1/instructions/{FakeGateway.Instruction.Instruction} has what "
            + "comes of it.", Content(open));
    }

    [Theory]
    [InlineData("""{"model":"treasurer","messages":[{"role":"user","content":"Pay."}],"messages":[]}""")]
    [InlineData("""{"model":"treasurer"}""")]
    [InlineData("""{"model":"treasurer","messages":[{"role":"assistant","content":"Pay."}]}""")]
    [InlineData("""{"model":"treasurer","messages":[{"role":"user","content":7}]}""")]
    [InlineData("""{"model":"treasurer","messages":[{"role":"user","content":""}]}""")]
    [InlineData("""{"model":7,"messages":[{"role":"user","content":"Pay."}]}""")]
    [InlineData("""{"model":"treasurer","stream":"yes","messages":[{"role":"user","content":"Pay."}]}""")]
    [InlineData("""{"model":"treasurer","n":2,"messages":[{"role":"user","content":"Pay."}]}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("not json")]
    public async Task A_malformed_chat_is_handed_to_nobody(string body)
    {
        using var content = new StringContent(body, null, "application/json");
        var answer = await Http.PostAsync("v1/chat/completions", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("invalid_request_error",
            (await JsonAsync(answer)).GetProperty("error").GetProperty("type").GetString());
        Assert.Empty(_gateway.Given);
    }

    [Theory]
    [InlineData("\"json\"")]
    [InlineData("{}")]
    [InlineData("""{"type":"x"}""")]
    [InlineData("""{"type":"json_schema"}""")]
    [InlineData("""{"type":"json_schema","json_schema":{"schema":{"properties":[]}}}""")]
    [InlineData("""{"type":"json_schema","json_schema":{"schema":{"required":{}}}}""")]
    [InlineData("""{"type":"json_schema","json_schema":{"schema":{"anyOf":[7]}}}""")]
    public Task A_form_that_is_none_is_handed_to_nobody(string form) => A_malformed_chat_is_handed_to_nobody(
        $$$"""{"model":"treasurer","messages":[{"role":"user","content":"Pay."}],"response_format":{{{form}}}}""");

    [Theory]
    [InlineData(Args + "false" + Shut, "$.actions[].args", "leave it out")]
    [InlineData(Args + """{"type":"integer"}""" + Shut, "$.actions[].args.*", "an answer has string there")]
    [InlineData("""{"required":["state"],"properties":{"answer":{}},"additionalProperties":false}""", "$", "'state'")]
    [InlineData("""{"additionalProperties":{"type":"string"}}""", "$.actions", "an answer has array there")]
    [InlineData("""{"additionalProperties":7}""", "$", "true, false or a schema")]
    [InlineData("""{"type":"object","anyOf":[{"type":"object"}]}""", "$", "'type'")]
    public async Task A_form_that_shuts_out_what_an_answer_has_is_refused_with_the_place(
        string schema, string place, string why)
    {
        var refused = await FormedAsync(schema);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var error = (await JsonAsync(refused)).GetProperty("error");
        Assert.Equal("DAI-6017", error.GetProperty("code").GetString());
        Assert.StartsWith($"'response_format' at {place} ", error.GetProperty("message").GetString());
        Assert.Contains(why, error.GetProperty("message").GetString());
        Assert.Empty(_gateway.Given);
    }

    [Theory]
    [InlineData("""{"additionalProperties":false}""", "{}")]
    [InlineData("""{"properties":{"state":{}},"additionalProperties":false}""", """{"state":"answered"}""")]
    [InlineData(Args + """{"type":"string"}""" + Shut, """{"actions":[{"args":{"amount":"10 USDC"}}]}""")]
    [InlineData("""{"properties":{"state":{}},"required":["answer"],"additionalProperties":{"type":"string"}}""",
        """{"answer":"Paid.","state":"answered"}""")]
    public async Task A_form_gives_no_member_that_it_shuts_out(string schema, string answer) =>
        Assert.Equal(answer, Content(await JsonAsync(await FormedAsync(schema))));

    private Task<HttpResponseMessage> FormedAsync(string schema) => Http.PostAsJsonAsync("v1/chat/completions", new
    {
        model = "treasurer",
        messages = new[] { new { role = "user", content = Text } },
        response_format = new { type = "json_schema", json_schema = new { schema = JsonElement.Parse(schema) } },
    });

    private async Task<HttpResponseMessage> AskAsync(string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = JsonContent.Create(
                new { model = "treasurer", messages = new[] { new { role = "user", content = Text } } }),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await Http.SendAsync(request);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync());

    private static string Content(JsonElement completion) => completion.GetProperty("choices")[0]
        .GetProperty("message").GetProperty("content").GetString()!;

    // Name, class of the error, status, our code, the parameter and how often the client tried.
    private static string Line(JsonProperty refused)
    {
        var error = refused.Value;
        string Of(string name) => error.TryGetProperty(name, out var value)
            && value.ValueKind is not JsonValueKind.Null ? value.ToString() : "-";
        return $"{refused.Name} {Of("kind")} {Of("status")} {Of("code")} {Of("param")} {Of("tries")}";
    }
}
