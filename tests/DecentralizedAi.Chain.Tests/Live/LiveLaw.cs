using System.Collections.Immutable;
using System.Threading.Channels;
using Akka.Actor;
using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Runtime.Policy;
using Address = DecentralizedAi.Domain.Encoding.Address;
using BlockHeader = DecentralizedAi.Chain.Rpc.BlockHeader;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>What the chain proves, followed once for all queues of a test.</summary>
internal sealed class LiveLaw : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Bytes32> _heads = Channel.CreateUnbounded<Bytes32>();
    private readonly Task _following;
    private ImmutableList<ActorSystem> _systems = [];

    public LiveLaw(LiveDao dao)
    {
        Cell = new LawCell(Address.Zero, Address.Zero, ToolCatalogue.Default,
            new Dictionary<Bytes32, HostedComposition>(), new AgentLimits(), dao.Clock);
        _following = FollowAsync(new ChainPolicyFeed(dao.Deployed, [dao.Chain.Rpc], new FeedOptions
        {
            Operator = dao.Operator,
            Accounts = [.. dao.Nodes.SelectMany(n => new[] { n.Anchor.Account, n.Spender.Account })],
            Interval = TimeSpan.FromMilliseconds(10),
        }, TimeProvider.System));
    }

    public LawCell Cell { get; }

    public void Tell(ActorSystem system) => ImmutableInterlocked.Update(ref _systems, list => list.Add(system));

    public void Forget(ActorSystem system) => ImmutableInterlocked.Update(ref _systems, list => list.Remove(system));

    /// <summary>Waits until a block is the head that everybody was told of.</summary>
    public async Task SeesAsync(BlockHeader head)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        while (Cell.Snapshot?.Head.Head.Hash != head.Head.Hash)
            await _heads.Reader.ReadAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        _stop.Dispose();
    }

    private async Task FollowAsync(ChainPolicyFeed feed)
    {
        try
        {
            await foreach (var pair in feed.WatchAsync(_stop.Token))
            {
                var arrival = Cell.Arrived(pair.Head.Head);
                Cell.Swap(new GovernanceSnapshot(
                    pair, arrival.At, ImmutableDictionary<Bytes32, LoadedPolicy>.Empty), arrival);
                foreach (var system in _systems)
                    system.EventStream.Publish(LawMoved.Now);
                _heads.Writer.TryWrite(pair.Head.Head.Hash);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
