using System.Net;
using System.Net.WebSockets;
using System.Text;
using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Tests.Dao;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Feed;

/// <summary>Blocks that an endpoint announces, and endpoints that announce none or what is none.</summary>
[Collection(LocalDaoCollection.Name)]
public sealed class HeadSignalTests(LocalDao dao)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(40), Short = TimeSpan.FromMilliseconds(1);
    private static readonly Bytes32 Nothing = Keccak256.Hash("no block");

    [Fact]
    public async Task A_new_block_is_announced_once()
    {
        await using var signals = new HeadSignals([dao.Chain.Rpc], TimeProvider.System);
        Assert.True(await signals.WaitAsync(Long, Nothing, LocalChain.Patience));
        Assert.Equal(1, signals.Open);
        await dao.Chain.MineAsync();
        Assert.True(await signals.WaitAsync(Long, Nothing, LocalChain.Patience));
        await dao.Chain.MineAsync();
        var head = await new HeadWatch(dao.Chain.Rpc, TimeProvider.System, default).ReadAsync(LocalChain.Patience);
        Assert.False(await signals.WaitAsync(TimeSpan.FromSeconds(1), head.Head.Hash, LocalChain.Patience));
    }

    [Fact]
    public async Task A_watched_chain_costs_a_look_for_each_block()
    {
        var agent = await HostedAgent.CreateAsync(dao, "announced");
        using var endpoint = new RpcEndpoint(dao.Chain.Host.Rpc);
        await using var feed = new FeedReader(dao.Deployed, agent.Operator, [endpoint], isPaced: true);
        var first = await feed.NextAsync();
        await dao.Chain.MineAsync(3);
        var later = await feed.NextAsync(pair => pair.Head.Head.Number == first.Head.Head.Number + 3);
        Assert.Equal(first.Head.Agents[agent.Agent].PolicyRoot, later.Head.Agents[agent.Agent].PolicyRoot);
    }

    [Fact]
    public async Task An_endpoint_that_announces_nothing_is_looked_at()
    {
        var agent = await HostedAgent.CreateAsync(dao, "looked-at");
        await using var proxy = new LyingProxy(dao.Chain.Host.Rpc);
        await using var feed = new FeedReader(dao.Deployed, agent.Operator, [proxy.Endpoint], isPaced: true);
        var first = await feed.NextAsync();
        await dao.Chain.MineAsync();
        await feed.NextAsync(pair => pair.Head.Head.Number > first.Head.Head.Number);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no JSON")]
    [InlineData("{\"params\":{\"result\":{\"hash\":7}}}")]
    [InlineData("{\"params\":[]}")]
    [InlineData(null)]
    public async Task Words_that_announce_no_block_end_the_subscription_and_nothing_else(string? said)
    {
        await using var liar = new Announcer(said ?? new string(' ', 70_000));
        await using var signals = new HeadSignals([new RpcEndpoint(liar.Url)], TimeProvider.System);
        await liar.Left.WaitAsync(Long);
        Assert.True(await signals.WaitAsync(Long, Nothing, LocalChain.Patience));
        Assert.False(await signals.WaitAsync(Short, Bytes32.Zero, LocalChain.Patience));
    }

    /// <summary>Takes a subscription, says one thing and waits until it is left.</summary>
    private sealed class Announcer : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _serving;

        public Announcer(string words)
        {
            Url = new Uri($"http://127.0.0.1:{LocalPort.Free()}/");
            _listener.Prefixes.Add(Url.ToString());
            _listener.Start();
            _serving = ServeAsync(words);
        }

        public Uri Url { get; }
        public Task Left => _left.Task;

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
        }

        private async Task ServeAsync(string words)
        {
            var context = await _listener.GetContextAsync();
            using var socket = (await context.AcceptWebSocketAsync(null)).WebSocket;
            var buffer = new byte[4_096];
            await socket.ReceiveAsync(buffer, LocalChain.Patience);
            foreach (var text in new[] { """{"id":1,"result":"0x1"}""", words })
                await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true,
                    LocalChain.Patience);
            try
            {
                while ((await socket.ReceiveAsync(buffer, LocalChain.Patience)).MessageType
                    != WebSocketMessageType.Close)
                {
                }
            }
            catch (WebSocketException)
            {
                // It was left without a word.
            }
            _left.TrySetResult();
        }
    }
}
