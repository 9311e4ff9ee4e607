using Akka.Persistence;

namespace DecentralizedAi.Runtime.Serialization;

/// <summary>When an actor's state is written down, so that whoever comes after reads the events since alone. The journal
/// keeps every event: a snapshot that is lost, or that this edition cannot read, costs time and nothing else.</summary>
internal static class Snapshots
{
    /// <summary>Writes the state down where the events just stored reach the next snapshot.</summary>
    /// <param name="stored">How many they are.</param>
    /// <param name="every">Events between two snapshots.</param>
    public static void Take(Eventsourced actor, object state, int stored, int every)
    {
        var last = actor.LastSequenceNr;
        if (last / every != (last - stored) / every)
            actor.SaveSnapshot(state);
    }

    /// <summary>Drops those before one that is stored.</summary>
    public static void Keep(Eventsourced actor, SnapshotMetadata stored) =>
        actor.DeleteSnapshots(new SnapshotSelectionCriteria(stored.SequenceNr - 1));
}
