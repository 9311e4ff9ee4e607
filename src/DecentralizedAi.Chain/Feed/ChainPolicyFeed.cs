using System.Runtime.CompilerServices;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using BlockHeader = DecentralizedAi.Chain.Rpc.BlockHeader;

namespace DecentralizedAi.Chain.Feed;

/// <summary>Follows the governance of one operator; yields only what the head's state root proves.</summary>
/// <remarks>
/// Events are hints: they are folded, and the fold has to equal the slots of the head. A reorganisation, a hidden event
/// and a lie all show as a difference; then everything is folded again from the first block, and if the difference
/// stays, the feed is silent and says why.
/// </remarks>
public sealed class ChainPolicyFeed : IChainFeed
{
    private readonly DeployedDao _dao;
    private readonly IReadOnlyList<RpcEndpoint> _endpoints;
    private readonly FeedOptions _options;
    private readonly TimeProvider _clock;

    /// <exception cref="ArgumentOutOfRangeException">The quorum is not 1 to the number of endpoints.</exception>
    public ChainPolicyFeed(
        DeployedDao dao, IReadOnlyList<RpcEndpoint> endpoints, FeedOptions options, TimeProvider clock)
    {
        if (options.Quorum < 1 || options.Quorum > endpoints.Count)
            throw new ArgumentOutOfRangeException(nameof(options), options.Quorum,
                $"chain.quorum is 1 to the number of endpoints in chain.rpc, which is {endpoints.Count}");
        (_dao, _endpoints, _options, _clock) = (dao, endpoints, options, clock);
    }

    /// <inheritdoc/>
    /// <exception cref="ChainException">DAI-4220: an endpoint serves another chain than the manifest's.</exception>
    public async IAsyncEnumerable<GovernancePair> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var announcing = _options is { Listens: true, Interval: null } ? _endpoints : [];
        await using var signals = new HeadSignals(announcing, _clock);
        var watch = new Watch(this, signals);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (await watch.NextAsync(cancellation).ConfigureAwait(false) is { } pair)
                yield return pair;
            await watch.RestAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The state of one watcher.</summary>
    private sealed class Watch(ChainPolicyFeed feed, HeadSignals signals)
    {
        private readonly HeadPace _pace = new(
            feed._options.Interval, feed._endpoints.All(endpoint => endpoint.Url.IsLoopback));
        private readonly HeadQuorum _quorum = new(feed._endpoints, feed._options.Quorum);
        private readonly HashSet<RpcEndpoint> _pinned = [];
        private readonly ProvenFold _proven = new(feed._dao, feed._options);
        private readonly Ancestors _ancestors = new();
        private readonly FinalLogs _logs = new(feed._dao.Contracts.FirstBlock);
        // Looks since a block was announced, which of endpoints that have to agree one does first.
        private int? _vain;
        private Bytes32 _last;
        private string? _trouble;
        private string? _logTrouble;

        public async Task<GovernancePair?> NextAsync(CancellationToken cancellation)
        {
            try
            {
                var head = await _quorum.ReadAsync(cancellation).ConfigureAwait(false);
                if (head.Header.Head.Hash == _last)
                {
                    _vain++;
                    return null;
                }
                // Awaited from when it was seen, however long its proof takes.
                var seen = feed._clock.GetUtcNow();
                var (pair, final) = await AnyAsync(head, cancellation).ConfigureAwait(false);
                (_last, _trouble, _vain) = (head.Header.Head.Hash, null, null);
                _pace.Saw(head.Header.Head, seen);
                return pair with { Logs = await LogsAsync(head, final, cancellation).ConfigureAwait(false) };
            }
            catch (Exception cause) when (Disbelief.Covers(cause))
            {
                _vain++;
                Say(Disbelief.Of(cause));
                return null;
            }
        }

        /// <summary>Until the next look is due, or a block is announced.</summary>
        public async Task RestAsync(CancellationToken cancellation)
        {
            var pause = _pace.Pause(
                feed._clock.GetUtcNow(), told: signals.Open >= feed._options.Quorum, _vain);
            // One announcement is enough to look, and it has to come true before another is heard: they cost looks.
            if (_vain is not null)
                await Task.Delay(pause, feed._clock, cancellation).ConfigureAwait(false);
            else if (await signals.WaitAsync(pause, _last, cancellation).ConfigureAwait(false))
                _vain = 0;
        }

        // What is proven may come from any of those that agree; one that fails is left for the next.
        private async Task<(GovernancePair Pair, BlockHeader Final)> AnyAsync(
            AgreedHead head, CancellationToken cancellation)
        {
            for (var i = 0; ; i++)
            {
                try
                {
                    return await ProveAsync(head.Endpoints[i], head, cancellation).ConfigureAwait(false);
                }
                catch (Exception cause) when (Disbelief.Covers(cause) && i + 1 < head.Endpoints.Count)
                {
                    Say(Disbelief.Of(cause));
                }
            }
        }

        // Without them events wait; the law itself does not.
        private async Task<IReadOnlyList<FinalLog>> LogsAsync(
            AgreedHead head, BlockHeader final, CancellationToken cancellation)
        {
            string? trouble = null;
            foreach (var endpoint in head.Endpoints)
            {
                try
                {
                    await _logs.ReadAsync(endpoint, final, feed._options.LogsToFind(), cancellation)
                        .ConfigureAwait(false);
                    trouble = null;
                    break;
                }
                catch (Exception cause) when (Disbelief.Covers(cause))
                {
                    var said = Disbelief.Of(cause);
                    trouble = said.Words;
                    if (_logTrouble != trouble)
                        feed._options.Troubled(new FeedTrouble(said.Code, $"voted events wait: {trouble}"));
                }
            }
            _logTrouble = trouble;
            return _logs.Found;
        }

        private async Task<(GovernancePair Pair, BlockHeader Final)> ProveAsync(
            RpcEndpoint endpoint, AgreedHead head, CancellationToken cancellation)
        {
            var header = head.Header;
            if (!_pinned.Contains(endpoint))
            {
                await PinAsync(endpoint, cancellation).ConfigureAwait(false);
                _pinned.Add(endpoint);
            }
            var views = await _proven.AtAsync(endpoint, head.Endpoints, header, cancellation)
                .ConfigureAwait(false);
            var final = await _ancestors.FindAsync(endpoint, header, feed._dao.Manifest.Finality, cancellation)
                .ConfigureAwait(false);
            return (views.Pair(header, final), final);
        }

        private async Task PinAsync(RpcEndpoint endpoint, CancellationToken cancellation)
        {
            var answers = await endpoint.BatchAsync(
                [new RpcCall("eth_chainId"), new RpcCall("eth_getBlockByNumber", "0x0", false)], cancellation)
                .ConfigureAwait(false);
            var (chainId, genesis) = (answers[0].ToNumber(), answers[1].Word("hash"));
            var dao = feed._dao.Contracts;
            if (chainId != dao.ChainId || genesis != dao.Genesis)
                throw new ChainException("DAI-4220",
                    $"{endpoint.Url.Host}:{endpoint.Url.Port} serves chain {chainId} with genesis {genesis}; the DAO "
                    + $"is on chain {dao.ChainId} with genesis {dao.Genesis}: check chain.rpc and chain.manifest");
        }

        private void Say(ChainException trouble)
        {
            if (_trouble == trouble.Message)
                return;
            _trouble = trouble.Message;
            feed._options.Troubled(new FeedTrouble(trouble.Code, trouble.Words));
        }
    }
}
