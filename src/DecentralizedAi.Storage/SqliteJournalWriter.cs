using DecentralizedAi.Domain.Ledger;
using Microsoft.Data.Sqlite;

namespace DecentralizedAi.Storage;

/// <summary>Stores entries through a connection that stays open with its statements prepared.</summary>
internal sealed class SqliteJournalWriter(SqliteFile file) : IJournalWriter
{
    private const int Busy = 5, Constraint = 19;

    private Statements? _open;

    public async Task WriteAsync(IReadOnlyList<JournalEntry> entries, long created)
    {
        _open ??= new Statements((SqliteConnection)await file.ConnectAsync(CancellationToken.None)
            .ConfigureAwait(false));
        try
        {
            _open.Write(entries, created);
        }
        catch
        {
            await _open.DisposeAsync().ConfigureAwait(false);
            _open = null;
            throw;
        }
    }

    // A document that is there already is none.
    public bool IsConflict(Exception fault) => fault is SqliteException { SqliteErrorCode: Constraint };

    public bool IsSilent(Exception fault) => fault is SqliteException { SqliteErrorCode: Busy };

    private sealed class Statements : IAsyncDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _document, _event;

        public Statements(SqliteConnection connection)
        {
            _connection = connection;
            _document = Prepared(
                "insert into dai_body(word, salt, text) values (@word, @salt, @text) on conflict do nothing;",
                "@word", "@salt", "@text");
            _event = Prepared(
                "insert into journal(created, deleted, persistence_id, sequence_number, message, manifest, identifier, "
                + "writer_uuid) values (@created, 0, @actor, @number, @message, @manifest, @serializer, @writer);",
                "@created", "@actor", "@number", "@message", "@manifest", "@serializer", "@writer");
        }

        public void Write(IReadOnlyList<JournalEntry> entries, long created)
        {
            using var transaction = _connection.BeginTransaction();
            (_document.Transaction, _event.Transaction) = (transaction, transaction);
            foreach (var entry in entries)
            {
                foreach (var document in entry.Documents)
                    Run(_document, document.Word.ToArray(), document.Salt.ToArray(), document.Text);
                foreach (var happened in entry.Events)
                    Run(_event, created, entry.Actor, happened.Number, happened.Bytes, happened.Manifest,
                        happened.Serializer, entry.Writer);
            }
            transaction.Commit();
        }

        public async ValueTask DisposeAsync()
        {
            await _document.DisposeAsync().ConfigureAwait(false);
            await _event.DisposeAsync().ConfigureAwait(false);
            await _connection.DisposeAsync().ConfigureAwait(false);
        }

        private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
        {
            for (var i = 0; i < values.Length; i++)
                command.Parameters[i].Value = values[i];
            command.ExecuteNonQuery();
        }

        private SqliteCommand Prepared(string sql, params ReadOnlySpan<string> names)
        {
            var command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach (var name in names)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            command.Prepare();
            return command;
        }
    }
}
