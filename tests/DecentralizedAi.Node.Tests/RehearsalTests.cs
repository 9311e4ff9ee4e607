using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Node.Http;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>Who may ask what a proposal would change, how often, and for how long.</summary>
public sealed class RehearsalTests
{
    private readonly ManualTime _clock = new(DateTimeOffset.UnixEpoch);
    private readonly List<UInt256> _rehearsed = [];

    [Fact]
    public async Task A_proposal_is_rehearsed_for_who_has_the_token_and_an_unknown_one_is_not_there()
    {
        await using var node = await ServedNode.StartAsync(new RehearsalDesk(AnswerAsync, _clock));
        var answer = await node.Http.GetAsync("v1/proposals/7/rehearsal");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"proposal":"7"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal((404, "DAI-6011"), await RefusedAsync(node.Http, "v1/proposals/404/rehearsal"));
        using var stranger = new HttpClient { BaseAddress = node.Address };
        Assert.Equal((401, "DAI-6012"), await RefusedAsync(stranger, "v1/proposals/7/rehearsal"));
        Assert.Equal([UInt256.Of(7), UInt256.Of(404)], _rehearsed);
    }

    [Theory]
    [InlineData("0x7")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    public async Task What_is_no_number_of_a_proposal_is_refused(string id)
    {
        await using var node = await ServedNode.StartAsync(new RehearsalDesk(AnswerAsync, _clock));
        Assert.Equal((400, "DAI-6010"), await RefusedAsync(node.Http, $"v1/proposals/{id}/rehearsal"));
        Assert.Empty(_rehearsed);
    }

    [Fact]
    public async Task Nobody_can_change_anything_there()
    {
        await using var node = await ServedNode.StartAsync(new RehearsalDesk(AnswerAsync, _clock));
        var answer = await node.Http.PostAsync("v1/proposals/7/rehearsal", null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(_rehearsed);
    }

    [Fact]
    public async Task Many_who_ask_for_one_proposal_share_one_rehearsal_and_an_answer_is_good_for_a_while()
    {
        var gate = new TaskCompletionSource();
        var desk = new RehearsalDesk(async (id, cancel) =>
        {
            await gate.Task;
            return await AnswerAsync(id, cancel);
        }, _clock);
        var asked = Enumerable.Range(0, 20).Select(_ => desk.OfAsync(UInt256.Of(7), default)).ToArray();
        var other = await Assert.ThrowsAsync<HttpProblemException>(() => desk.OfAsync(UInt256.Of(8), default));
        Assert.Equal("DAI-6025", other.Problem.Code);
        gate.SetResult();
        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal("7", (string?)answer!["proposal"]));
        await desk.OfAsync(UInt256.Of(7), default);
        Assert.Single(_rehearsed);
        _clock.Advance(RehearsalDesk.Fresh);
        await desk.OfAsync(UInt256.Of(7), default);
        await desk.OfAsync(UInt256.Of(8), default);
        Assert.Equal([UInt256.Of(7), UInt256.Of(7), UInt256.Of(8)], _rehearsed);
    }

    [Fact]
    public async Task A_rehearsal_that_takes_too_long_ends_and_says_so()
    {
        var desk = new RehearsalDesk(async (_, cancel) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            return null;
        }, new HastyTime());
        var late = await Assert.ThrowsAsync<HttpProblemException>(() => desk.OfAsync(UInt256.Of(7), default));
        Assert.Equal("DAI-6024", late.Problem.Code);
        Assert.Equal(503, late.Problem.Status);
    }

    [Fact]
    public async Task A_silent_chain_is_not_now_and_is_asked_again()
    {
        var silent = true;
        var desk = new RehearsalDesk((id, cancel) => silent
            ? throw new ChainException("DAI-4001", "no endpoint answers") : AnswerAsync(id, cancel), _clock);
        var refused = await Assert.ThrowsAsync<HttpProblemException>(() => desk.OfAsync(UInt256.Of(7), default));
        Assert.Equal((503, "DAI-4001"), (refused.Problem.Status, refused.Problem.Code));
        silent = false;
        Assert.NotNull(await desk.OfAsync(UInt256.Of(7), default));
    }

    [Fact]
    public async Task Who_stops_asking_does_not_end_it_for_the_others()
    {
        var gate = new TaskCompletionSource();
        var desk = new RehearsalDesk(async (id, cancel) =>
        {
            await gate.Task;
            return await AnswerAsync(id, cancel);
        }, _clock);
        using var gone = new CancellationTokenSource();
        var first = desk.OfAsync(UInt256.Of(7), gone.Token);
        var second = desk.OfAsync(UInt256.Of(7), default);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.NotNull(await second);
        Assert.Single(_rehearsed);
    }

    private Task<JsonObject?> AnswerAsync(UInt256 id, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_rehearsed)
            _rehearsed.Add(id);
        return Task.FromResult(id == UInt256.Of(404) ? null : new JsonObject { ["proposal"] = id.ToString() });
    }

    private static async Task<(int Status, string? Code)> RefusedAsync(HttpClient http, string path)
    {
        var answer = await http.GetAsync(path);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, body.RootElement.GetProperty("code").GetString());
    }
}
