using System.Data.Common;
using System.Net;
using Npgsql;

namespace DecentralizedAi.Storage;

/// <summary>The operator's database on a PostgreSQL server (15 or later), shared by nodes of many hosts.</summary>
public sealed class PostgresDatabase : IOperatorDatabase
{
    internal const string Example =
        "'Host=db.example;Username=dai;Password=...;Database=dai;SSL Mode=VerifyFull'";

    // Three nodes of one operator stay below the 100 connections that a server gives by default.
    private const int Connections = 25;

    // A host that vanishes, or a process that is stopped, between the words of a transaction would hold its rows until
    // the server notices, which may be never; its heir wants to write the same.
    private const string Abandoned = "-c idle_in_transaction_session_timeout=5s -c tcp_keepalives_idle=10 "
        + "-c tcp_keepalives_interval=5 -c tcp_keepalives_count=3";

    private const string MigrationPatience = "60s";

    // Any number will do, as long as every program that changes these tables takes the same.
    private const long MigrationLock = 0x6461_695f_6d69_6772;

    private static readonly IReadOnlyList<string> Versions =
    [
        DatabaseSchema.Tables(bytes: "bytea", number: "bigint", end: "") + PostgresJournal.Tables,
        DatabaseSchema.Voids, DatabaseSchema.Pages,
    ];

    private PostgresDatabase(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    public IReadOnlyList<string> Steps => Versions;

    /// <summary>Connects, checks what the server promises and makes the tables where they are missing.</summary>
    /// <param name="connectionString">In Npgsql's form; it never appears in an error.</param>
    /// <exception cref="StorageException">DAI-7001 it cannot be opened; DAI-7002 it is of a later version; DAI-7005 not
    /// a connection string; DAI-7006 the server could lose or mangle what was committed.</exception>
    public static PostgresDatabase Open(string connectionString)
    {
        var builder = Parse(connectionString);
        var name = $"'{builder.Database ?? builder.Username}' at {builder.Host}:{builder.Port}";
        try
        {
            var database = new PostgresDatabase(builder.ConnectionString);
            using var connection = new NpgsqlConnection(database.ConnectionString);
            connection.Open();
            Demand(connection, name);
            using var transaction = connection.BeginTransaction();
            // A node that starts is slow between its words, and nobody inherits a migration within seconds.
            connection.Run($"set local idle_in_transaction_session_timeout = '{MigrationPatience}';");
            // Nodes that start at once migrate one after the other; the lock ends with the transaction.
            connection.Run($"select pg_advisory_xact_lock({MigrationLock});");
            DatabaseSchema.Migrate(connection, Versions, name);
            transaction.Commit();
            return database;
        }
        catch (Exception cause) when (cause is NpgsqlException or TimeoutException)
        {
            throw new StorageException("DAI-7001",
                $"the database {name} cannot be opened: {cause.Message}; check that the server runs, and user, "
                + "password and database of the connection string", cause);
        }
    }

    public async Task<DbConnection> ConnectAsync(CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        return connection;
    }

    /// <summary>
    /// Frees the rows' space. Their bytes can stay in free pages, in the server's write-ahead log and in backups until
    /// those are overwritten.
    /// </summary>
    public Task ForgetAsync(DbConnection connection, CancellationToken cancellation) =>
        connection.Command("vacuum dai_body;").ExecuteNonQueryAsync(cancellation);

    private static NpgsqlConnectionStringBuilder Parse(string text)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(text);
            if (builder.Host is not { Length: > 0 })
                throw new ArgumentException("no host");
            if (builder.MaxPoolSize == new NpgsqlConnectionStringBuilder().MaxPoolSize)
                builder.MaxPoolSize = Connections;
            builder.ApplicationName ??= "dai";
            builder.Options = $"{Abandoned} {builder.Options}".TrimEnd();
        }
        // The driver's words can quote a piece of a password.
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or InvalidOperationException
            or NotSupportedException)
        {
            throw new StorageException("DAI-7005",
                $"store.connection names no connection string with a host; write it as {Example}");
        }
        // Without a word the driver takes TLS where it is offered, from whoever offers it.
        if (!IsLocal(builder.Host) && builder.SslMode is SslMode.Prefer or SslMode.Allow)
            throw new StorageException("DAI-7005",
                $"store.connection names the host {builder.Host} and does not say how the way to it is protected; add "
                + "'SSL Mode=VerifyFull' (with 'Root Certificate=FILE'), or 'SSL Mode=Disable' where nobody else is "
                + "on it");
        return builder;
    }

    private static bool IsLocal(string host) => host.StartsWith('/') || host == "localhost"
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static void Demand(NpgsqlConnection connection, string name)
    {
        if (connection.PostgreSqlVersion.Major < 15)
            throw Unsafe(name, $"is version {connection.PostgreSqlVersion}", "use 15 or later");
        foreach (var setting in (string[])["fsync", "full_page_writes", "synchronous_commit"])
            if (connection.Scalar($"show {setting};") is "off")
                throw Unsafe(name, $"has {setting} off: a crash would take back what was promised", "turn it on");
        if (connection.Scalar("show server_encoding;") is string encoding and not "UTF8")
            throw Unsafe(name, $"keeps text as {encoding}", "create it with encoding UTF8");
    }

    private static StorageException Unsafe(string name, string what, string fix) =>
        new("DAI-7006", $"the database {name} {what}; {fix}");
}
