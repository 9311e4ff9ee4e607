using System.Net;
using System.Text.Json;
using DecentralizedAi.Chain;
using DecentralizedAi.Node.Http;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>Who is given the log of an agent as a file, and when not.</summary>
public sealed class BundleTests
{
    private static readonly byte[] File = """{"schema":"dai.bundle/1"}"""u8.ToArray();

    private readonly FakeGateway _gateway = new() { Agents = [FakeGateway.Treasurer with { Id = "7" }] };
    private readonly List<ulong> _exported = [];

    [Fact]
    public async Task The_log_of_an_agent_is_given_to_who_has_the_token()
    {
        await using var node = await ServedNode.StartAsync(_gateway, new BundleDesk(ExportAsync, TimeProvider.System));
        var answer = await node.Http.GetAsync("v1/agents/treasurer/bundle");
        Assert.Equal((HttpStatusCode.OK, "application/json"),
            (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(File, await answer.Content.ReadAsByteArrayAsync());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        using var stranger = new HttpClient { BaseAddress = node.Address };
        Assert.Equal((401, "DAI-6012"), await RefusedAsync(stranger, "treasurer"));
        Assert.Equal((404, "DAI-6011"), await RefusedAsync(node.Http, "stranger"));
        Assert.Equal([7UL], _exported);
    }

    [Fact]
    public async Task A_log_that_would_fill_the_memory_is_refused_before_it_is_read()
    {
        _gateway.Agents = [FakeGateway.Treasurer with { Leaves = NodeApi.MostBundled + 1 }];
        await using var node = await ServedNode.StartAsync(_gateway, new BundleDesk(ExportAsync, TimeProvider.System));
        Assert.Equal((422, "DAI-6031"), await RefusedAsync(node.Http, "treasurer"));
        Assert.Empty(_exported);
    }

    [Fact]
    public async Task One_is_made_at_a_time_and_who_waits_too_long_comes_again()
    {
        var held = new TaskCompletionSource();
        var desk = new BundleDesk(async (agent, cancel) =>
        {
            await held.Task;
            return await ExportAsync(agent, cancel);
        }, TimeProvider.System);
        var first = desk.OfAsync(1, default);
        var second = desk.OfAsync(2, default);
        Assert.False(second.IsCompleted);
        held.SetResult();
        Assert.Equal([File, File], await Task.WhenAll(first, second));

        var hasty = new BundleDesk(async (_, cancel) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            return File;
        }, new HastyTime());
        var asked = new[] { hasty.OfAsync(1, default), hasty.OfAsync(2, default) };
        Assert.Equal("DAI-6027", (await Assert.ThrowsAsync<HttpProblemException>(() => asked[0])).Problem.Code);
        Assert.Equal("DAI-6028", (await Assert.ThrowsAsync<HttpProblemException>(() => asked[1])).Problem.Code);
    }

    [Fact]
    public async Task Who_goes_ends_the_export_and_the_next_one_is_served()
    {
        var begun = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        var desk = new BundleDesk(async (agent, cancel) =>
        {
            if (agent != 1)
                return await ExportAsync(agent, cancel);
            begun.SetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            }
            finally
            {
                ended.SetResult();
            }
            return File;
        }, TimeProvider.System);
        using var gone = new CancellationTokenSource();
        var first = desk.OfAsync(1, gone.Token);
        await begun.Task;
        await gone.CancelAsync();
        await ended.Task;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(File, await desk.OfAsync(2, default));
    }

    [Fact]
    public async Task A_silent_chain_is_not_now()
    {
        var desk = new BundleDesk((_, _) => throw new ChainException("DAI-4001", "no endpoint answers"),
            TimeProvider.System);
        var refused = await Assert.ThrowsAsync<HttpProblemException>(() => desk.OfAsync(1, default));
        Assert.Equal((503, "DAI-4001"), (refused.Problem.Status, refused.Problem.Code));
    }

    private Task<byte[]> ExportAsync(ulong agent, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        _exported.Add(agent);
        return Task.FromResult(File);
    }

    private static async Task<(int Status, string? Code)> RefusedAsync(HttpClient http, string agent)
    {
        var answer = await http.GetAsync($"v1/agents/{agent}/bundle");
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, body.RootElement.GetProperty("code").GetString());
    }
}
