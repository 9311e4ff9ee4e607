using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Node.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>The API over real HTTP on loopback.</summary>
public sealed class NodeApiTests : IAsyncLifetime
{
    private const string Token = ServedNode.Token;
    private static readonly string Nonce = Keccak256.Hash("nonce").ToString();
    private static readonly Address Account = Address.Of(Keccak256.Hash("account").ToArray().AsSpan(12));

    private readonly FakeGateway _gateway = new();
    private readonly TaskCompletionSource _drained = new();
    private ServedNode _server = null!;

    private HttpClient Http => _server.Http;

    public async Task InitializeAsync() => _server = await ServedNode.StartAsync(_gateway, _drained.SetResult);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer " + Token + "0")]
    [InlineData("Basic " + Token)]
    public async Task Knows_nobody_without_the_token(string? header)
    {
        using var http = new HttpClient { BaseAddress = _server.Address };
        if (header is not null)
            http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(header);
        await ProblemAsync(await http.GetAsync("v1/agents"), 401, "DAI-6012");
    }

    [Theory]
    [InlineData("evil.example.org")]
    [InlineData("127.0.0.1.evil.example.org")]
    [InlineData("10.0.0.1")]
    public async Task Serves_no_other_host_name_even_with_the_token(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/agents") { Headers = { Host = host } };
        await ProblemAsync(await Http.SendAsync(request), 421, "DAI-6013");
    }

    [Theory]
    [InlineData("localhost:1")]
    [InlineData("[::1]")]
    public async Task Serves_the_names_of_loopback(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/agents") { Headers = { Host = host } };
        Assert.Equal(HttpStatusCode.OK, (await Http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example.org", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1.evil.example.org", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost@evil.example.org", HttpStatusCode.Forbidden)]
    [InlineData("file://localhost", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost:3000", HttpStatusCode.OK)]
    [InlineData("http://[::1]:3000", HttpStatusCode.OK)]
    public async Task Answers_a_web_page_of_this_host_alone_even_with_the_token(string origin, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/agents") { Headers = { { "Origin", origin } } };
        Assert.Equal(status, (await Http.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.OK)]
    [InlineData(false, HttpStatusCode.ServiceUnavailable)]
    public async Task Says_its_health_to_anybody_on_this_host(bool ready, HttpStatusCode status)
    {
        _gateway.Ready = ready;
        using var http = new HttpClient { BaseAddress = _server.Address };
        Assert.Equal(status, (await http.GetAsync("healthz")).StatusCode);
    }

    [Fact]
    public async Task Hands_over_an_instruction_of_the_operator_and_waits_for_its_end()
    {
        var answer = await Http.PostAsJsonAsync(
            "v1/agents/treasurer/instructions?wait=7", new { text = "Pay.", nonce = Nonce });
        var view = await answer.Content.ReadFromJsonAsync<InstructionView>();
        Assert.Equal("answered", view!.State);
        Assert.Equal(TimeSpan.FromSeconds(7), _gateway.Waited);
        Assert.Equal(new Instruct("treasurer", "Pay.", Bytes32.Parse(Nonce), null), _gateway.Instructed);
    }

    [Fact]
    public async Task Hands_over_the_signature_of_an_account()
    {
        await Http.PostAsJsonAsync("v1/agents/treasurer/instructions", new
        {
            text = "Pay.", nonce = Nonce, deadline = 9, account = Account.ToString(), signature = "0x010203",
        });
        var signed = _gateway.Instructed!.Signature!;
        Assert.Equal((Account, 9UL), (signed.Account, signed.Deadline));
        Assert.Equal([1, 2, 3], signed.Signature.ToArray());
    }

    [Theory]
    [InlineData("""{"text":"","nonce":"N"}""", "text")]
    [InlineData("""{"text":"Pay."}""", "nonce")]
    [InlineData("""{"text":"Pay.","nonce":"0x12"}""", "nonce")]
    [InlineData("""{"text":"Pay.","nonce":"N","account":"0x12"}""", "deadline")]
    [InlineData("""{"text":"Pay.","nonce":"N","deadline":1,"account":"0x12","signature":"0x"}""", "account")]
    [InlineData("""{"text":"Pay.","nonce":"N","signatur":"0x"}""", "body")]
    [InlineData("""{"text":"Pay.","text":"Steal.","nonce":"N"}""", "body")]
    [InlineData("""not json""", "body")]
    public async Task Refuses_a_malformed_instruction_and_hands_over_nothing(string body, string named)
    {
        using var content = new StringContent(body.Replace("\"N\"", $"\"{Nonce}\""), null, "application/json");
        var detail = await ProblemAsync(
            await Http.PostAsync("v1/agents/treasurer/instructions", content), 400, "DAI-6010");
        Assert.Contains(named, detail);
        Assert.Null(_gateway.Instructed);
    }

    [Theory]
    [InlineData("v1/instructions/0x12", 400, "DAI-6010")]
    [InlineData("v1/instructions/0x0000000000000000000000000000000000000000000000000000000000000001", 404, "DAI-6011")]
    [InlineData("v1/agents/stranger", 404, "DAI-6011")]
    [InlineData("v1/agents/stranger/log", 404, "DAI-6011")]
    [InlineData("v1/agents/treasurer/log?from=0", 400, "DAI-6010")]
    [InlineData("v1/agents/treasurer/instructions", 404, "DAI-6011")]
    [InlineData("v1/nothing", 404, "DAI-6011")]
    public async Task Answers_what_is_not_there_with_a_problem(string path, int status, string code) =>
        await ProblemAsync(await Http.GetAsync(path), status, code);

    [Fact]
    public async Task An_instruction_that_nobody_answers_for_is_asked_about_again_later()
    {
        _gateway.Silence = new InstructionAnswer.NotNow("DAI-3122", "agent 7 does not answer");
        var answer = await Http.GetAsync($"v1/instructions/{FakeGateway.Instruction.Instruction}");
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        Assert.Contains("agent 7", await ProblemAsync(answer, 503, "DAI-3122"));
        var accepted = await Http.PostAsJsonAsync(
            "v1/agents/treasurer/instructions?wait=7", new { text = "Pay.", nonce = Nonce });
        Assert.Equal("thinking", (await accepted.Content.ReadFromJsonAsync<InstructionView>())!.State);
    }

    [Fact]
    public async Task Passes_on_why_a_command_is_refused_or_has_to_wait()
    {
        var body = new { text = "Pay.", nonce = Nonce };
        _gateway.Answer = new CommandAnswer.Rejected("DAI-3001", "the signature is of somebody else");
        var refused = await Http.PostAsJsonAsync("v1/agents/treasurer/instructions", body);
        Assert.Equal("the signature is of somebody else", await ProblemAsync(refused, 422, "DAI-3001"));
        _gateway.Answer = new CommandAnswer.NotNow("DAI-3002", "no lease yet");
        var later = await Http.PostAsJsonAsync("v1/agents/treasurer/instructions", body);
        Assert.Equal("1", Assert.Single(later.Headers.GetValues("Retry-After")));
        Assert.Equal("no lease yet", await ProblemAsync(later, 503, "DAI-3002"));
    }

    [Fact]
    public async Task Hands_over_an_approval()
    {
        var action = Keccak256.Hash("action");
        var answer = await Http.PostAsJsonAsync(
            $"v1/approvals/{action}", new { approver = Account.ToString(), deadline = 5, signature = "0xff" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var given = Assert.IsType<Approve>(_gateway.Judged);
        Assert.Equal((action, Account, 5UL), (given.Action, given.Approver, given.Deadline));
    }

    [Fact]
    public async Task Hands_over_a_denial_which_never_reads_as_an_approval()
    {
        var action = Keccak256.Hash("action");
        var path = $"v1/approvals/{action}/denial";
        var answer = await Http.PostAsJsonAsync(
            path, new { approver = Account.ToString(), reason = "Too much.", deadline = 5, signature = "0xff" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var given = Assert.IsType<Deny>(_gateway.Judged);
        Assert.Equal((action, Account, "Too much.", 5UL),
            (given.Action, given.Approver, given.Reason, given.Deadline));
    }

    [Fact]
    public async Task A_fault_says_nothing_of_its_cause()
    {
        _gateway.Fault = new InvalidOperationException("the secret is 42");
        var detail = await ProblemAsync(await Http.GetAsync("v1/agents"), 500, "DAI-6014");
        Assert.DoesNotContain("42", detail);
    }

    [Fact]
    public async Task Drains_and_then_ends()
    {
        Assert.Equal(HttpStatusCode.Accepted, (await Http.PostAsync("v1/drain", null)).StatusCode);
        await _drained.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(_gateway.Drained);
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        var fault = await Assert.ThrowsAsync<NodeFaultException>(() => NodeServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, _server.Address.Port), Token, ServedNode.Rooms(_gateway),
            NullLoggerFactory.Instance, () => { }, default));
        Assert.Equal("DAI-6002", fault.Code);
        Assert.Contains($"{_server.Address.Port}", fault.Message);
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage response, int status, string code)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        return problem.RootElement.GetProperty("detail").GetString()!;
    }
}
