using Akka.Actor;
using Akka.Cluster;
using DecentralizedAi.Runtime.Policy;

namespace DecentralizedAi.Runtime.Gateway;

/// <summary>Hears of everything on this node that changes what a gateway answers.</summary>
internal sealed class ChangeEar : ReceiveActor
{
    public ChangeEar(Action heard)
    {
        Receive<StateMoved>(_ => heard());
        Receive<LawMoved>(_ => heard());
        Receive<ClusterEvent.IClusterDomainEvent>(_ => heard());
    }

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(StateMoved));
        Context.System.EventStream.Subscribe(Self, typeof(LawMoved));
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, ClusterEvent.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
    }
}
