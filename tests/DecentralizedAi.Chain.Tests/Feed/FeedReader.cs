using System.Threading.Channels;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Tests.Feed;

/// <summary>A feed under test: waits for views and for troubles, never for time.</summary>
public sealed class FeedReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(40));
    private readonly Channel<FeedTrouble> _troubles = Channel.CreateUnbounded<FeedTrouble>();
    private readonly IAsyncEnumerator<GovernancePair> _views;
    private Task<bool>? _pending;

    public FeedReader(
        DeployedDao dao, ulong operatorId, IReadOnlyList<RpcEndpoint> endpoints, int quorum = 1,
        Func<IReadOnlyCollection<Address>>? payees = null, Func<IReadOnlySet<LogSource>>? logs = null,
        bool isPaced = false)
    {
        var options = new FeedOptions
        {
            Operator = operatorId, Quorum = quorum, Interval = isPaced ? null : TimeSpan.FromMilliseconds(20),
            PayeesToProve = payees ?? (() => []), LogsToFind = logs ?? (() => new HashSet<LogSource>()),
            Troubled = trouble => _troubles.Writer.TryWrite(trouble),
        };
        _views = new ChainPolicyFeed(dao, endpoints, options, TimeProvider.System).WatchAsync(_stop.Token)
            .GetAsyncEnumerator(CancellationToken.None);
    }

    public async Task<GovernancePair> NextAsync()
    {
        try
        {
            await (_pending ?? _views.MoveNextAsync().AsTask());
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(_troubles.Reader.TryRead(out var trouble) ? trouble.Message : "silence");
        }
        _pending = null;
        return _views.Current;
    }

    public async Task<GovernancePair> NextAsync(Func<GovernancePair, bool> wanted)
    {
        while (true)
        {
            var pair = await NextAsync();
            if (wanted(pair))
                return pair;
        }
    }

    /// <summary>Waits for a trouble; no view may come before it.</summary>
    public async Task<FeedTrouble> TroubleAsync()
    {
        _pending ??= _views.MoveNextAsync().AsTask();
        var trouble = _troubles.Reader.ReadAsync(_stop.Token).AsTask();
        if (await Task.WhenAny(trouble, _pending) == trouble)
            return await trouble;
        await _pending;
        throw new InvalidOperationException($"a view of block {_views.Current.Head.Head.Number} was believed");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            if (_pending is not null)
                await _pending;
        }
        catch (OperationCanceledException)
        {
            // The reader is being closed.
        }
        await _views.DisposeAsync();
        _stop.Dispose();
    }
}
