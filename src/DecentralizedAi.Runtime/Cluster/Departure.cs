using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>
/// How the agents of a node go to others before it leaves: its door stays open meanwhile, and after, for whoever still
/// asks here.
/// </summary>
internal sealed class Departure
{
    // Longer than any handing over of shards takes; whatever is left then is taken over as from a dead node.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly ActorSystem _system;
    private readonly IActorRef _region;
    private volatile IActorRef _door;
    private volatile bool _begun;
    private Task? _handedOver;

    /// <param name="region">Of the agents.</param>
    public Departure(ActorSystem system, IActorRef region) => (_system, _region, _door) = (system, region, region);

    /// <summary>Takes messages for agents, wherever they are.</summary>
    public IActorRef Door => _door;

    /// <summary>The node is leaving.</summary>
    public bool Begun => _begun;

    /// <summary>Ends when the agents of this node are with others, or when there are no others. Call it as often as
    /// you like.</summary>
    public Task HandOverAsync()
    {
        lock (_gate)
            return _handedOver ??= BeginAsync();
    }

    private async Task BeginAsync()
    {
        _begun = true;
        var cluster = Akka.Cluster.Cluster.Get(_system);
        if (!cluster.State.Members.Any(other => other.Status == MemberStatus.Up
            && !other.UniqueAddress.Equals(cluster.SelfUniqueAddress)))
            return;
        // A door of its own, for the region ends with its last shard; null is any role.
        _door = await ClusterSharding.Get(_system)
            .StartProxyAsync(AgentExtractor.TypeName, null!, new AgentExtractor()).ConfigureAwait(false);
        try
        {
            await _region.GracefulStop(Patience, GracefulShutdown.Instance).ConfigureAwait(false);
        }
        catch (TaskCanceledException)
        {
            // Nobody took the rest in time, which a cluster that all leave at once cannot.
        }
    }
}
