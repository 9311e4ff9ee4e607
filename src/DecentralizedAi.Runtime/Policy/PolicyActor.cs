using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Runtime.Policy;

/// <summary>
/// Follows the chain: for each proven head it has the documents that are in force there, compiled, and swaps the whole
/// law by one reference write.
/// </summary>
internal sealed class PolicyActor : ReceiveActor, IWithTimers
{
    // A root that nobody serves is asked for again with each head: it may be staged a block later.
    private readonly PolicyParts _parts;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ImmutableDictionary<Bytes32, LoadedPolicy> _loaded = ImmutableDictionary<Bytes32, LoadedPolicy>.Empty;
    private GovernancePair? _waiting;
    private bool _loading;

    public PolicyActor(PolicyParts parts)
    {
        _parts = parts;
        Receive<GovernancePair>(pair =>
        {
            _waiting = pair;
            Load();
        });
        Receive<Loaded>(Swap);
        Receive<FeedEnded>(ended =>
        {
            _log.Warning("the chain feed ended ({0}); it is opened again in {1} s", ended.Fault, Again.TotalSeconds);
            Timers.StartSingleTimer("feed", Follow.Now, Again);
        });
        Receive<Follow>(_ => FollowAsync(Self).PipeTo(Self));
    }

    private static TimeSpan Again { get; } = TimeSpan.FromSeconds(2);

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(Follow.Now);

    private async Task<FeedEnded> FollowAsync(IActorRef self)
    {
        try
        {
            await foreach (var pair in _parts.Feed.WatchAsync(_parts.Stopping).ConfigureAwait(false))
                self.Tell(pair);
            return new FeedEnded("no more heads");
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            return new FeedEnded(fault.Message);
        }
    }

    private void Load()
    {
        if (_loading || _waiting is not { } pair)
            return;
        (_waiting, _loading) = (null, true);
        LoadAsync(pair, _loaded).PipeTo(Self);
    }

    private async Task<Loaded> LoadAsync(GovernancePair pair, ImmutableDictionary<Bytes32, LoadedPolicy> known)
    {
        var arrival = _parts.Law.Arrived(pair.Head.Head);
        var roots = pair.Head.Agents.Values.Concat(pair.Final.Agents.Values).Select(a => a.PolicyRoot)
            .Where(root => !root.IsZero).ToHashSet();
        // At most blocks no policy changes.
        if (roots.Count == known.Count && roots.All(root =>
            known.GetValueOrDefault(root) is not (null or LoadedPolicy.Missing)))
            return new Loaded(new GovernanceSnapshot(pair, arrival.At, known), arrival);
        var loaded = ImmutableDictionary.CreateBuilder<Bytes32, LoadedPolicy>();
        foreach (var root in roots)
            loaded[root] = known.GetValueOrDefault(root) is { } policy and not LoadedPolicy.Missing
                ? policy
                : await ReadAsync(root).ConfigureAwait(false);
        return new Loaded(new GovernanceSnapshot(pair, arrival.At, loaded.ToImmutable()), arrival);
    }

    private async Task<LoadedPolicy> ReadAsync(Bytes32 root)
    {
        try
        {
            var bytes = await _parts.Documents.ReadAsync(root, _parts.Stopping).ConfigureAwait(false);
            return bytes is null ? new LoadedPolicy.Missing() : PolicyLoader.Compile(root, bytes);
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or TimeoutException
            or OperationCanceledException)
        {
            return new LoadedPolicy.Missing();
        }
    }

    private void Swap(Loaded loaded)
    {
        foreach (var (root, policy) in loaded.Snapshot.Policies)
            if (policy is LoadedPolicy.Faulty faulty && !_loaded.ContainsKey(root))
                _log.Error("policy {0} is no law, its agent is denied everything: {1}", root, faulty.Fault);
        _loaded = loaded.Snapshot.Policies;
        _parts.Law.Swap(loaded.Snapshot, loaded.Arrival);
        _parts.Tools.Keep(_parts.Law.Plugins(loaded.Snapshot));
        _loading = false;
        Context.System.EventStream.Publish(LawMoved.Now);
        Load();
    }

    private sealed record Follow
    {
        public static Follow Now { get; } = new();
    }

    private sealed record FeedEnded(string Fault);

    private sealed record Loaded(GovernanceSnapshot Snapshot, Arrival Arrival);
}

internal sealed record PolicyParts(
    IChainFeed Feed, IDocumentSource Documents, LawCell Law, IToolHost Tools, CancellationToken Stopping);

/// <summary>Bytes to law.</summary>
internal static class PolicyLoader
{
    public static LoadedPolicy Compile(Bytes32 root, byte[] bytes)
    {
        if (Keccak256.Hash(bytes) != root)
            return new LoadedPolicy.Missing();
        return PolicySnapshot.Compile(bytes) switch
        {
            CompileAnswer.Compiled compiled => new LoadedPolicy.Compiled(compiled.Snapshot),
            CompileAnswer.Refused refused => new LoadedPolicy.Faulty(refused.Faults[0].ToString()),
            _ => new LoadedPolicy.Missing(),
        };
    }
}
