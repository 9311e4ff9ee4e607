using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DecentralizedAi.Storage;

/// <summary>All rows of an operator's database between a PostgreSQL server and one SQLite file.</summary>
public static class DatabaseTransfer
{
    private const int RowsAtOnce = 256;

    // A copy takes as long as it takes; the server ends what is idle within a transaction after seconds.
    private const string Patience = "set local idle_in_transaction_session_timeout = '10min';";

    // Both have the same tables with the same columns; only their types differ.
    private static readonly IReadOnlyList<(string Table, string[] Columns)> Tables =
    [
        ("dai_body", ["word", "salt", "text"]),
        ("dai_batch", ["node", "number", "streams_root", "block", "time", "leases", "head", "tx"]),
        ("dai_entry", ["node", "number", "stream", "agent", "from_seq", "to_seq", "words", "void"]),
        ("dai_leaf", ["node", "number", "stream", "seq", "words", "opens", "receipt"]),
        ("journal", ["ordering", "created", "deleted", "persistence_id", "sequence_number", "message", "manifest",
            "identifier", "writer_uuid"]),
        ("tags", ["ordering_id", "tag", "sequence_nr", "persistence_id"]),
        ("snapshot", ["persistence_id", "sequence_number", "created", "snapshot", "manifest", "serializer_id"]),
    ];

    /// <summary>Writes the server's database of one moment, while nodes go on, into a file that a node could use.
    /// </summary>
    /// <param name="file">Where; nothing may be there.</param>
    /// <exception cref="StorageException">DAI-7001: it cannot be read, or the copy not written.</exception>
    public static async Task WriteAsync(PostgresDatabase from, string file, CancellationToken cancellation)
    {
        try
        {
            var copy = SqliteFile.Open(file);
            await using (var source = await from.ConnectAsync(cancellation).ConfigureAwait(false))
            await using (var target = await copy.ConnectAsync(cancellation).ConfigureAwait(false))
            {
                // Reads all tables as of its first word.
                await using var moment = await source.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation)
                    .ConfigureAwait(false);
                source.Run(Patience);
                await using var transaction = await target.BeginTransactionAsync(cancellation).ConfigureAwait(false);
                foreach (var (table, columns) in Tables)
                    await CopyAsync(source, target, table, columns, "", cancellation).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                // One file, without a log beside it.
                target.Run("pragma journal_mode=delete;");
            }
            SqliteFile.Release();
            await using var whole = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
            whole.Flush(flushToDisk: true);
        }
        catch (Exception cause) when (cause is DbException or IOException)
        {
            throw new StorageException("DAI-7001",
                $"the database cannot be copied to '{file}': {cause.Message}; choose another place with room", cause);
        }
    }

    /// <summary>Puts all rows of a file into the server's database, all or none.</summary>
    /// <exception cref="StorageException">DAI-7001: one of the two does not answer; DAI-7007: the database holds rows
    /// already.</exception>
    public static async Task FillAsync(SqliteFile from, PostgresDatabase to, CancellationToken cancellation)
    {
        try
        {
            await using var source = await from.ConnectAsync(cancellation).ConfigureAwait(false);
            await using var target = await to.ConnectAsync(cancellation).ConfigureAwait(false);
            await using var transaction = await target.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            target.Run(Patience);
            foreach (var (table, _) in Tables)
            {
                // Nodes of another place could write meanwhile: nobody does until this is committed.
                target.Run($"lock table {table} in exclusive mode;");
                if (target.Scalar($"select 1 from {table} limit 1;") is not null)
                    throw new StorageException("DAI-7007", $"the database that is to be filled holds rows in {table} "
                        + "already; name an empty one, as 'create database' makes it");
            }
            foreach (var (table, columns) in Tables)
                await CopyAsync(source, target, table, columns,
                    table == "journal" ? " overriding system value" : "", cancellation).ConfigureAwait(false);
            target.Run("select setval(pg_get_serial_sequence('journal', 'ordering'), "
                + "greatest(1, (select max(ordering) from journal)));");
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is NpgsqlException or SqliteException)
        {
            throw new StorageException("DAI-7001",
                $"'{from.Path}' cannot be put into the database: {cause.Message}; nothing was changed, and the same "
                + "may be tried again", cause);
        }
    }

    private static async Task CopyAsync(
        DbConnection source, DbConnection target, string table, string[] columns, string how,
        CancellationToken cancellation)
    {
        var into = $"{table}({string.Join(", ", columns)}){how}";
        var flag = Array.IndexOf(columns, "deleted");
        var rows = new List<object[]>(RowsAtOnce);
        await using var command = source.Command($"select {string.Join(", ", columns)} from {table};");
        await using var row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await row.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var values = new object[columns.Length];
            row.GetValues(values);
            // A truth is a number in a file, and a type of its own on a server.
            if (flag >= 0)
                values[flag] = row.GetBoolean(flag);
            rows.Add(values);
            if (rows.Count < RowsAtOnce)
                continue;
            await target.InsertAsync(into, rows, "", cancellation).ConfigureAwait(false);
            rows.Clear();
        }
        if (rows.Count > 0)
            await target.InsertAsync(into, rows, "", cancellation).ConfigureAwait(false);
    }
}
