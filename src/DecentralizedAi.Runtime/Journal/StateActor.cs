using Akka.Persistence;
using Akka.Persistence.Snapshot;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Runtime.Journal;

/// <summary>Keeps the states from which persistent actors start.</summary>
internal sealed class StateActor : SnapshotStore
{
    private readonly IJournal _journal = JournalSetup.Of(Context.System);
    private readonly Written _written = new(Context.System);

    protected override async Task<SelectedSnapshot?> LoadAsync(
        string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken) =>
        await _journal.StateAsync(persistenceId, Range(criteria), cancellationToken).ConfigureAwait(false) is { } state
            ? new SelectedSnapshot(
                new SnapshotMetadata(persistenceId, state.Number, new DateTime(state.Time, DateTimeKind.Utc)),
                _written.Read(state.Written))
            : null;

    protected override Task SaveAsync(
        SnapshotMetadata metadata, object snapshot, CancellationToken cancellationToken) =>
        _journal.SaveAsync(new StoredState(
            metadata.PersistenceId, metadata.SequenceNr, metadata.Timestamp.Ticks, _written.Write(snapshot)),
            cancellationToken);

    protected override Task DeleteAsync(SnapshotMetadata metadata, CancellationToken cancellationToken) =>
        _journal.DropStatesAsync(metadata.PersistenceId,
            new StateRange(metadata.SequenceNr, metadata.SequenceNr, 0, long.MaxValue), cancellationToken);

    protected override Task DeleteAsync(
        string persistenceId, SnapshotSelectionCriteria criteria, CancellationToken cancellationToken) =>
        _journal.DropStatesAsync(persistenceId, Range(criteria), cancellationToken);

    private static StateRange Range(SnapshotSelectionCriteria criteria) => new(
        criteria.MinSequenceNr, criteria.MaxSequenceNr, (criteria.MinTimestamp ?? DateTime.MinValue).Ticks,
        criteria.MaxTimeStamp.Ticks);
}
