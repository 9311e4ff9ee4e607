using Akka.Persistence;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Runtime.Agents;

/// <summary>The snapshots of an agent.</summary>
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
