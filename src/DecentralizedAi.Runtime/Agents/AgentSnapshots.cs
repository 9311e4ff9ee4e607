using Akka.Persistence;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Runtime.Agents;

/// <summary>When an agent's state is written down, so that an heir reads the events after it alone. The journal keeps
/// every event: a snapshot that is lost, or that this edition cannot read, costs time and nothing else.</summary>
internal static class AgentSnapshots
{
    /// <summary>Events between two snapshots.</summary>
    public const int Every = 256;

    /// <summary>The state of a snapshot.</summary>
    /// <exception cref="InvalidOperationException">It is another agent's, or of another log.</exception>
    public static AgentState Read(SnapshotOffer offer, AgentIdentity identity) =>
        offer.Snapshot is AgentState state && state.Identity == identity
            ? state
            : throw new InvalidOperationException(
                $"snapshot {offer.Metadata.SequenceNr} of agent {identity.Agent} is not its own");

    /// <summary>Writes the state down where the events just stored reach the next snapshot.</summary>
    /// <param name="stored">How many they are.</param>
    public static void Take(Eventsourced agent, AgentState state, int stored)
    {
        var last = agent.LastSequenceNr;
        if (last / Every != (last - stored) / Every)
            agent.SaveSnapshot(state);
    }

    /// <summary>Drops those before one that is stored.</summary>
    public static void Keep(Eventsourced agent, SnapshotMetadata stored) =>
        agent.DeleteSnapshots(new SnapshotSelectionCriteria(stored.SequenceNr - 1));

    /// <summary>Leaves from a number on. A reorganisation may take back what seemed anchored for good: then the agent
    /// starts again from its journal alone, because a snapshot has them no more.</summary>
    /// <exception cref="InvalidOperationException">The state remembers them no more.</exception>
    public static IReadOnlyList<LoggedLeaf> From(Eventsourced agent, AgentState state, ulong seq)
    {
        if (!state.Remembers(seq))
            agent.DeleteSnapshots(new SnapshotSelectionCriteria(long.MaxValue));
        return state.From(seq);
    }
}
