using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace DecentralizedAi.Storage;

/// <summary>
/// The operator's database as one SQLite file in WAL mode, shared by the processes of one host; never on a network
/// share. The actors' journal lives in the same file.
/// </summary>
public sealed class SqliteFile : IOperatorDatabase
{
    /// <summary>How long a writer waits for another process's transaction.</summary>
    private const int BusySeconds = 30;

    private static readonly IReadOnlyList<string> Versions =
    [
        DatabaseSchema.Tables(bytes: "blob", number: "integer", end: " without rowid"), DatabaseSchema.Voids,
        DatabaseSchema.Pages, SqliteJournal.Tables,
    ];

    private SqliteFile(string path) => (Path, ConnectionString) = (path, new SqliteConnectionStringBuilder
    {
        DataSource = path,
        DefaultTimeout = BusySeconds,
        Pooling = true,
    }.ToString());

    public string Path { get; }

    public string ConnectionString { get; }

    public IReadOnlyList<string> Steps => Versions;

    /// <summary>Opens the file; makes it, for its owner alone, and its tables where they are missing.</summary>
    /// <exception cref="StorageException">DAI-7001 it cannot be opened; DAI-7002 it is of a later version; DAI-7004 it
    /// lies on a network share.</exception>
    public static SqliteFile Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            var folder = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
            NetworkShare.Refuse(full, new DriveInfo(folder.FullName).DriveFormat);
            PrivateFile.Make(full);
            var file = new SqliteFile(full);
            using var connection = file.Connect();
            // Sticks to the file; the driver does not turn it on.
            connection.Run("pragma journal_mode=wal;");
            using var transaction = connection.BeginTransaction(deferred: false);
            DatabaseSchema.Migrate(connection, Versions, $"'{full}'");
            transaction.Commit();
            return file;
        }
        catch (Exception cause) when (cause is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageException("DAI-7001",
                $"the database '{full}' cannot be opened: {cause.Message}; check that the folder can be written and "
                + "is on a local disk", cause);
        }
    }

    /// <summary>Closes what is pooled, so that files may be moved and deleted.</summary>
    public static void Release() => SqliteConnection.ClearAllPools();

    public Task<DbConnection> ConnectAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult<DbConnection>(Connect());
    }

    /// <summary>The write-ahead log still holds the old page until it is folded into the file.</summary>
    public Task ForgetAsync(DbConnection connection, CancellationToken cancellation)
    {
        connection.Run("pragma wal_checkpoint(truncate);");
        return Task.CompletedTask;
    }

    // Erased rows are overwritten, not only unlinked.
    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        connection.Run($"pragma busy_timeout={BusySeconds * 1000}; pragma synchronous=full; pragma secure_delete=on;");
        return connection;
    }
}
