using System.Globalization;
using Microsoft.Data.Sqlite;

namespace DecentralizedAi.Storage;

/// <summary>
/// The operator's database as one SQLite file in WAL mode, shared by the processes of one host; never on a network
/// share. The actors' journal lives in the same file.
/// </summary>
public sealed class SqliteFile
{
    /// <summary>Version of the tables here; a file of a later version is refused.</summary>
    public const int Version = 1;

    /// <summary>How long a writer waits for another process's transaction.</summary>
    private const int BusySeconds = 30;

    private const string Schema = """
        create table if not exists dai_schema(version integer not null);
        insert into dai_schema select 1 where not exists (select 1 from dai_schema);
        create table if not exists dai_body(
            word blob primary key, salt blob not null, text text not null) without rowid;
        create table if not exists dai_batch(
            node blob not null, number integer not null, streams_root blob not null,
            block integer, time integer, leases blob, head blob, tx blob,
            primary key (node, number)) without rowid;
        create table if not exists dai_entry(
            node blob not null, number integer not null, stream blob not null, agent integer not null,
            from_seq integer not null, to_seq integer not null, words blob not null,
            primary key (node, number, stream)) without rowid;
        create index if not exists dai_entry_stream on dai_entry(stream, to_seq);
        create table if not exists dai_leaf(
            node blob not null, number integer not null, stream blob not null, seq integer not null,
            words blob not null, opens text not null, receipt blob not null,
            primary key (node, number, stream, seq)) without rowid;
        """;

    private SqliteFile(string path) => (Path, ConnectionString) = (path, new SqliteConnectionStringBuilder
    {
        DataSource = path,
        DefaultTimeout = BusySeconds,
        Pooling = true,
    }.ToString());

    public string Path { get; }

    /// <summary>For whoever keeps other tables in the same file.</summary>
    public string ConnectionString { get; }

    /// <summary>Opens the file; makes it and its tables where they are missing.</summary>
    /// <exception cref="StorageException">DAI-7001 it cannot be opened; DAI-7002 it is of a later version.</exception>
    public static SqliteFile Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
            var file = new SqliteFile(full);
            using var connection = file.Connect();
            // Sticks to the file; neither the driver nor the journal's plug-in turns it on.
            Run(connection, "pragma journal_mode=wal;");
            Run(connection, $"begin immediate; {Schema} commit;");
            var version = Convert.ToInt32(
                Scalar(connection, "select version from dai_schema;"), CultureInfo.InvariantCulture);
            return version == Version
                ? file
                : throw new StorageException("DAI-7002",
                    $"the database '{full}' is of version {version}, this program knows {Version}; use a newer dai");
        }
        catch (Exception cause) when (cause is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageException("DAI-7001",
                $"the database '{full}' cannot be opened: {cause.Message}; check that the folder can be written and "
                + "is on a local disk", cause);
        }
    }

    /// <summary>An open connection. Erased rows are overwritten, not only unlinked; commits reach the disk.</summary>
    internal SqliteConnection Connect()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        Run(connection, $"pragma busy_timeout={BusySeconds * 1000}; pragma synchronous=full; pragma secure_delete=on;");
        return connection;
    }

    internal static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
