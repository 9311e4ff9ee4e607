using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DecentralizedAi.Storage;

/// <summary>Copies of an operator's SQLite file: all of one moment, while nodes go on writing.</summary>
public static class DatabaseCopy
{
    /// <summary>Writes a copy that is on disk when the task ends; only its owner reads it.</summary>
    /// <param name="file">Where; nothing may be there.</param>
    /// <exception cref="StorageException">DAI-7001: it cannot be read, or the copy not written.</exception>
    public static async Task WriteAsync(SqliteFile database, string file, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await database.ConnectAsync(cancellation).ConfigureAwait(false);
            PrivateFile.Make(file);
            // One transaction that reads: writers do not wait for it, and it sees nothing that they write meanwhile.
            await using (var command = connection.Command("vacuum into @file;", ("@file", file)))
                await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            await using var copy = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
            copy.Flush(flushToDisk: true);
        }
        catch (Exception cause) when (cause is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageException("DAI-7001",
                $"'{database.Path}' cannot be copied to '{file}': {cause.Message}; choose another place with room",
                cause);
        }
    }

    /// <summary>Of either kind of database; a file is written in both cases.</summary>
    /// <exception cref="StorageException">DAI-7001: it cannot be read, or the copy not written.</exception>
    public static Task WriteAsync(IOperatorDatabase database, string file, CancellationToken cancellation) =>
        database switch
        {
            SqliteFile own => WriteAsync(own, file, cancellation),
            PostgresDatabase server => DatabaseTransfer.WriteAsync(server, file, cancellation),
            _ => throw new ArgumentException($"no copy of a {database.GetType().Name} is known", nameof(database)),
        };

    /// <summary>Reads all of a file and changes nothing.</summary>
    /// <returns>What is broken in it, in the words of SQLite; empty when it is whole.</returns>
    /// <exception cref="StorageException">DAI-7001: it is no database that can be opened.</exception>
    public static async Task<IReadOnlyList<string>> DamageAsync(string file, CancellationToken cancellation)
    {
        try
        {
            var readOnly = new SqliteConnectionStringBuilder
            {
                DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false,
            };
            await using var connection = new SqliteConnection(readOnly.ToString());
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            await using var command = connection.Command("pragma integrity_check;");
            await using var row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            var said = new List<string>();
            while (await row.ReadAsync(cancellation).ConfigureAwait(false))
                said.Add(Convert.ToString(row[0], CultureInfo.InvariantCulture)!);
            return said is ["ok"] ? [] : said;
        }
        catch (SqliteException cause)
        {
            throw new StorageException(
                "DAI-7001", $"'{file}' is no database that can be read: {cause.Message}; take another file", cause);
        }
    }
}
