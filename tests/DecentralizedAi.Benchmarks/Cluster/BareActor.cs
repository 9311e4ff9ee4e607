using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>Stores what it is told to and does nothing else: what the journal costs under any actor.</summary>
internal sealed class BareActor : ReceivePersistentActor
{
    public BareActor(string id)
    {
        PersistenceId = id;
        Recover<object>(_ => { });
        Command<IReadOnlyList<ImmutableArray<AgentEvent>>>(commits => Store(commits, 0, Sender));
    }

    public override string PersistenceId { get; }

    // One commit after the other, as whoever acts between them has to; the asker hears of the last.
    private void Store(IReadOnlyList<ImmutableArray<AgentEvent>> commits, int at, IActorRef asker)
    {
        var left = commits[at].Length;
        PersistAll(commits[at], _ =>
        {
            if (--left > 0)
                return;
            if (at + 1 < commits.Count)
                Store(commits, at + 1, asker);
            else
                asker.Tell(at);
        });
    }
}
