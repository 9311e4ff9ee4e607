using DecentralizedAi.Domain.Ledger;
using Npgsql;

namespace DecentralizedAi.Storage;

/// <summary>Stores entries in one round trip: the server takes the statements of a batch for one transaction.</summary>
internal sealed class PostgresJournalWriter(PostgresDatabase database) : IJournalWriter
{
    private const string Documents = "insert into dai_body(word, salt, text) "
        + "select * from unnest($1::bytea[], $2::bytea[], $3::text[]) on conflict do nothing";

    private const string Events = "insert into journal(created, deleted, persistence_id, writer_uuid, sequence_number, "
        + "message, manifest, identifier) select $1::bigint, false, * from "
        + "unnest($2::text[], $3::text[], $4::bigint[], $5::bytea[], $6::text[], $7::integer[])";

    private NpgsqlConnection? _open;

    public async Task WriteAsync(IReadOnlyList<JournalEntry> entries, long created)
    {
        _open ??= (NpgsqlConnection)await database.ConnectAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await using var batch = new NpgsqlBatch(_open);
            // In one order for everybody: two writers of the same wait for each other in turn, never in a circle.
            SaltedDocument[] documents =
                [.. entries.SelectMany(entry => entry.Documents).OrderBy(document => document.Word)];
            if (documents.Length > 0)
                batch.BatchCommands.Add(Command(documents));
            batch.BatchCommands.Add(Command(
                [.. entries.OrderBy(entry => entry.Actor, StringComparer.Ordinal)
                    .SelectMany(entry => entry.Events.Select(happened => (entry, happened)))], created));
            await batch.PrepareAsync(CancellationToken.None).ConfigureAwait(false);
            await batch.ExecuteNonQueryAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault) when (!IsConflict(fault))
        {
            await _open.DisposeAsync().ConfigureAwait(false);
            _open = null;
            throw;
        }
    }

    public bool IsConflict(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    public bool IsSilent(Exception fault) => fault is NpgsqlException { IsTransient: true };

    private static NpgsqlBatchCommand Command(SaltedDocument[] documents) => new(Documents)
    {
        Parameters =
        {
            Array(documents, document => document.Word.ToArray()),
            Array(documents, document => document.Salt.ToArray()),
            Array(documents, document => document.Text),
        },
    };

    private static NpgsqlBatchCommand Command((JournalEntry Entry, StoredEvent Happened)[] rows, long created) =>
        new(Events)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = created },
                Array(rows, row => row.Entry.Actor),
                Array(rows, row => row.Entry.Writer),
                Array(rows, row => row.Happened.Number),
                Array(rows, row => row.Happened.Bytes),
                Array(rows, row => row.Happened.Manifest),
                Array(rows, row => row.Happened.Serializer),
            },
        };

    private static NpgsqlParameter<TValue[]> Array<TRow, TValue>(TRow[] rows, Func<TRow, TValue> value) =>
        new() { TypedValue = System.Array.ConvertAll(rows, row => value(row)) };
}
