using Akka.Actor;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Runtime.Agents;
using DecentralizedAi.Runtime.Policy;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>Starts every agent that the chain says this operator hosts. Remembered ones start by themselves.</summary>
internal sealed class WakeActor : ReceiveActor
{
    // Messages can be lost while shards move; waking what runs changes nothing.
    private const int Repeat = 20;

    private readonly HashSet<ulong> _woken = [];
    private int _heads;

    public WakeActor(LawCell law, IActorRef region)
    {
        Receive<LawMoved>(_ =>
        {
            if (++_heads % Repeat == 0)
                _woken.Clear();
            foreach (var agent in law.Snapshot?.Head.Agents.Keys.Where(_woken.Add).ToList() ?? [])
                region.Tell(new AgentEnvelope(agent, new AgentMessage.Wake()));
        });
    }

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(LawMoved));
}
