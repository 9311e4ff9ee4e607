using System.Data.Common;
using System.Runtime.CompilerServices;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Storage;

/// <summary>The actors' journal in the operator's database. What many store at once shares a commit.</summary>
public sealed class SqlJournal : IJournal
{
    private const string Within = " where persistence_id = @actor and sequence_number >= @from "
        + "and sequence_number <= @to and created >= @since and created <= @until";

    private readonly IOperatorDatabase _database;
    private readonly TimeProvider _clock;
    private readonly IJournalWriter _writer;
    private readonly GroupWriter<JournalEntry> _group;

    public SqlJournal(IOperatorDatabase database, TimeProvider clock)
    {
        (_database, _clock) = (database, clock);
        _writer = database switch
        {
            SqliteFile file => new SqliteJournalWriter(file),
            PostgresDatabase server => new PostgresJournalWriter(server),
            _ => throw new ArgumentException($"a journal in {database.GetType().Name} is not known", nameof(database)),
        };
        _group = new GroupWriter<JournalEntry>(WriteAsync, _writer.IsSilent);
    }

    public Task AppendAsync(JournalEntry entry, CancellationToken cancellation) => _group.PutAsync(entry, cancellation);

    public async Task<long> LastAsync(string actor, CancellationToken cancellation)
    {
        await _group.EmptyAsync(cancellation).ConfigureAwait(false);
        await using var connection = await _database.ConnectAsync(cancellation).ConfigureAwait(false);
        return await connection.Command(
            "select max(sequence_number) from journal where persistence_id = @actor;", ("@actor", actor))
            .ExecuteScalarAsync(cancellation).ConfigureAwait(false) is long last ? last : 0;
    }

    public async IAsyncEnumerable<StoredEvent> EventsAsync(
        string actor, long from, long to, long most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var connection = await _database.ConnectAsync(cancellation).ConfigureAwait(false);
        await using var row = await connection.Command(
            "select sequence_number, message, identifier, manifest from journal where persistence_id = @actor "
            + "and sequence_number >= @from and sequence_number <= @to and deleted = false "
            + "order by sequence_number limit @most;",
            ("@actor", actor), ("@from", from), ("@to", to), ("@most", most))
            .ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await row.ReadAsync(cancellation).ConfigureAwait(false))
            yield return new StoredEvent(row.GetInt64(0), Written(row));
    }

    // The last of them stays, marked: it says which numbers are taken.
    public async Task DropAsync(string actor, long to, CancellationToken cancellation)
    {
        await using var connection = await _database.ConnectAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await connection.Command(
            "update journal set deleted = true where persistence_id = @actor and sequence_number <= @to; "
            + "delete from journal where persistence_id = @actor and deleted = true and sequence_number < "
            + "(select max(sequence_number) from journal where persistence_id = @actor and deleted = true);",
            ("@actor", actor), ("@to", to)).ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    public async Task SaveAsync(StoredState state, CancellationToken cancellation)
    {
        await using var connection = await _database.ConnectAsync(cancellation).ConfigureAwait(false);
        await connection.Command(
            "insert into snapshot(persistence_id, sequence_number, created, snapshot, serializer_id, manifest) "
            + "values (@actor, @number, @time, @bytes, @serializer, @manifest) "
            + "on conflict (persistence_id, sequence_number) do update set created = excluded.created, "
            + "snapshot = excluded.snapshot, serializer_id = excluded.serializer_id, manifest = excluded.manifest;",
            ("@actor", state.Actor), ("@number", state.Number), ("@time", state.Time),
            ("@bytes", state.Written.Bytes), ("@serializer", state.Written.Serializer),
            ("@manifest", state.Written.Manifest)).ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<StoredState?> StateAsync(string actor, StateRange range, CancellationToken cancellation)
    {
        await using var connection = await _database.ConnectAsync(cancellation).ConfigureAwait(false);
        await using var row = await Ranged(connection,
            "select sequence_number, snapshot, serializer_id, manifest, created from snapshot" + Within
            + " order by sequence_number desc limit 1;", actor, range)
            .ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await row.ReadAsync(cancellation).ConfigureAwait(false)
            ? new StoredState(actor, row.GetInt64(0), row.GetInt64(4), Written(row))
            : null;
    }

    public async Task DropStatesAsync(string actor, StateRange range, CancellationToken cancellation)
    {
        await using var connection = await _database.ConnectAsync(cancellation).ConfigureAwait(false);
        await Ranged(connection, $"delete from snapshot{Within};", actor, range)
            .ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static DbCommand Ranged(DbConnection connection, string sql, string actor, StateRange range) =>
        connection.Command(sql, ("@actor", actor), ("@from", range.FromNumber), ("@to", range.ToNumber),
            ("@since", range.FromTime), ("@until", range.ToTime));

    private static StoredBytes Written(DbDataReader row) =>
        new((byte[])row[1], row.GetInt32(2), row.IsDBNull(3) ? "" : row.GetString(3));

    private async Task WriteAsync(IReadOnlyList<JournalEntry> entries)
    {
        try
        {
            await _writer.WriteAsync(entries, _clock.GetUtcNow().Ticks).ConfigureAwait(false);
        }
        catch (Exception fault) when (entries.Count == 1 && _writer.IsConflict(fault))
        {
            throw new JournalConflictException(entries[0].Actor, entries[0].Events[0].Number, fault);
        }
    }
}
