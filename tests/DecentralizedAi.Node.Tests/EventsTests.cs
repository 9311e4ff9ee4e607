using System.Net;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Node.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>Who is told of changes, what they are told, and who is not waited for.</summary>
public sealed class EventsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeGateway _gateway = new() { Agents = [FakeGateway.Treasurer] };

    [Fact]
    public async Task A_page_with_the_token_is_told_which_answers_changed()
    {
        await using var node = await ServedNode.StartAsync(_gateway);
        using var stream = await Heard.OpenAsync(node.Http);
        var told = stream.UntilAsync("\"/v1/agents/treasurer\"");
        while (!told.IsCompleted)
        {
            // A look of its own has to lie between two values, so they change until it was noticed.
            _gateway.Agents = [_gateway.Agents[0] with { Leaves = _gateway.Agents[0].Leaves + 1 }];
            await Task.WhenAny(told, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        }
        Assert.Equal("""data: ["/v1/agents","/v1/agents/treasurer"]""", await told);
    }

    [Fact]
    public async Task What_the_gateway_tells_is_passed_on_without_looking_before_and_after()
    {
        // Nothing is looked for meanwhile: only what is told leads to a look.
        _gateway.Blind = TimeSpan.FromDays(1);
        var changes = new Changes(_gateway, TimeProvider.System);
        using var listener = changes.TryListen()!;
        for (ulong leaves = 8; leaves < 11; leaves++)
        {
            _gateway.Agents = [FakeGateway.Treasurer with { Leaves = leaves }];
            _gateway.Tell();
            Assert.Contains("/v1/agents/treasurer", await listener.NextAsync(Patience, TimeProvider.System, default));
        }
        Assert.Equal(4, _gateway.Looks);
    }

    [Fact]
    public async Task What_moves_by_itself_is_no_change()
    {
        await using var node = await ServedNode.StartAsync(_gateway);
        using var stream = await Heard.OpenAsync(node.Http);
        var told = stream.UntilAsync("data:");
        for (var look = 1; look <= 20; look++)
        {
            _gateway.HeadAge = look;
            _gateway.Agents = [_gateway.Agents[0] with { Budgets = [Filled(look)] }];
            await Task.WhenAny(told, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        }
        Assert.False(told.IsCompleted, "it was told of what nobody did");
        _gateway.Ready = false;
        Assert.Equal("""data: ["/v1/status"]""", await told);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    [InlineData("https://evil.example.org", null, HttpStatusCode.Forbidden)]
    [InlineData(null, "evil.example.org", HttpStatusCode.MisdirectedRequest)]
    public async Task Strangers_and_pages_of_other_hosts_hear_nothing(
        string? origin, string? host, HttpStatusCode status)
    {
        await using var node = await ServedNode.StartAsync(_gateway);
        using var stranger = new HttpClient { BaseAddress = node.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, EventsApi.Path) { Headers = { Host = host } };
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        var http = origin is null && host is null ? stranger : node.Http;
        Assert.Equal(status, (await http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task One_listener_too_many_is_told_to_ask_and_the_place_of_one_that_left_is_free()
    {
        var changes = new Changes(_gateway, TimeProvider.System);
        var listeners = Enumerable.Range(0, Changes.Most).Select(_ => changes.TryListen()!).ToList();
        var context = new DefaultHttpContext();
        var refused = await Assert.ThrowsAsync<HttpProblemException>(
            () => new EventsApi(changes, TimeProvider.System, default).StreamAsync(context));
        Assert.Equal((503, "DAI-6026"), (refused.Problem.Status, refused.Problem.Code));
        listeners[0].Dispose();
        using var next = changes.TryListen();
        Assert.NotNull(next);
        listeners.ForEach(one => one.Dispose());
    }

    [Fact]
    public async Task A_listener_that_does_not_take_what_it_is_told_is_dropped()
    {
        var changes = new Changes(_gateway, TimeProvider.System);
        var line = new Line();
        var context = new DefaultHttpContext { Response = { Body = new FullPipe() } };
        context.Features.Set<IHttpRequestLifetimeFeature>(line);
        await new EventsApi(changes, new HastyTime(), default).StreamAsync(context).WaitAsync(Patience);
        Assert.True(line.Cut);
        var others = Enumerable.Range(0, Changes.Most).Select(_ => changes.TryListen()!).ToList();
        Assert.All(others, Assert.NotNull);
        others.ForEach(one => one.Dispose());
    }

    [Fact]
    public async Task A_stream_on_which_nothing_happens_says_that_it_lives_and_ends_with_the_server()
    {
        using var ending = new CancellationTokenSource();
        var body = new AwaitedStream(": beat\n\n: beat\n\n");
        var context = new DefaultHttpContext { Response = { Body = body } };
        var changes = new Changes(_gateway, TimeProvider.System);
        var streaming = new EventsApi(changes, new HastyTime(), ending.Token).StreamAsync(context);
        await body.Written.WaitAsync(Patience);
        await ending.CancelAsync();
        await streaming.WaitAsync(Patience);
    }

    [Fact]
    public async Task A_server_that_ends_lets_who_listens_go()
    {
        var node = await ServedNode.StartAsync(_gateway);
        using var stream = await Heard.OpenAsync(node.Http);
        var end = stream.UntilAsync("nothing");
        await node.CloseAsync().WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Null(await end);
        await node.DisposeAsync();
    }

    [Fact]
    public async Task What_waits_for_a_listener_is_told_once_and_is_bounded()
    {
        using var listener = new Listener(_ => { });
        listener.Tell(["/v1/status"]);
        listener.Tell(["/v1/agents", "/v1/status"]);
        Assert.Equal(["/v1/agents", "/v1/status"], await listener.NextAsync(Patience, TimeProvider.System, default));
        listener.Tell([.. Enumerable.Range(0, Listener.MostNames).Select(n => $"/v1/agents/{n}")]);
        listener.Tell(["/v1/status"]);
        listener.Tell(["/v1/approvals"]);
        Assert.Equal([Listener.Everything], await listener.NextAsync(Patience, TimeProvider.System, default));
        Assert.Empty(await listener.NextAsync(TimeSpan.Zero, TimeProvider.System, default));
    }

    private static BudgetView Filled(int level) => FakeGateway.Treasurer.Budgets[0] with { Level = $"{level}" };

    /// <summary>What a page hears on a stream, line by line.</summary>
    private sealed class Heard(HttpResponseMessage response, StreamReader lines) : IDisposable
    {
        public static async Task<Heard> OpenAsync(HttpClient http)
        {
            var response = await http.GetAsync(EventsApi.Path, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
            var heard = new Heard(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
            Assert.Equal(": listening", await heard.UntilAsync(":"));
            return heard;
        }

        /// <summary>The next line that holds this; null when the stream ends before.</summary>
        public async Task<string?> UntilAsync(string words)
        {
            while (true)
            {
                var line = await lines.ReadLineAsync().WaitAsync(Patience);
                if (line is null || line.Contains(words, StringComparison.Ordinal))
                    return line;
            }
        }

        public void Dispose()
        {
            lines.Dispose();
            response.Dispose();
        }
    }

    private sealed class Line : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted { get; set; }
        public bool Cut { get; private set; }

        public void Abort() => Cut = true;
    }

    /// <summary>Says when a text has been written.</summary>
    private sealed class AwaitedStream(string text) : MemoryStream
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Written => _written.Task;

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            if (System.Text.Encoding.UTF8.GetString(ToArray()).Contains(text, StringComparison.Ordinal))
                _written.TrySetResult();
            return base.FlushAsync(cancellationToken);
        }
    }

    /// <summary>Takes nothing.</summary>
    private sealed class FullPipe : MemoryStream
    {
        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }
}
