using System.Data.Common;
using Npgsql;

namespace DecentralizedAi.Testing.Storage;

/// <summary>The disk under a database: it takes nothing more until there is room again.</summary>
public interface ISmallDisk
{
    Task FillAsync();

    Task FreeAsync();
}

/// <summary>A SQLite file that may have so many pages, by every connection of the pool.</summary>
public sealed class SmallFile : ISmallDisk
{
    private const int Connections = 32, SqliteFull = 13;

    private readonly Func<Task<DbConnection>> _connect;

    private SmallFile(Func<Task<DbConnection>> connect) => _connect = connect;

    /// <param name="connect">Opens a pooled connection; those that are open at once are different ones.</param>
    /// <param name="pages">Of the whole file.</param>
    public static async Task<SmallFile> CreateAsync(Func<Task<DbConnection>> connect, int pages)
    {
        var opened = new List<DbConnection>();
        for (var count = 0; count < Connections; count++)
        {
            opened.Add(await connect());
            await RunAsync(opened[^1], $"pragma max_page_count={pages};");
        }
        await RunAsync(opened[0], "create table if not exists filler(bytes blob);");
        foreach (var connection in opened)
            await connection.DisposeAsync();
        return new SmallFile(connect);
    }

    public async Task FillAsync()
    {
        await using var connection = await _connect();
        foreach (var bytes in (int[])[100_000, 3_000, 100])
            while (await TryAsync(connection, $"insert into filler values (zeroblob({bytes}));"))
            {
            }
    }

    public async Task FreeAsync()
    {
        await using var connection = await _connect();
        // The deletion itself writes to pages that are there.
        await RunAsync(connection, "delete from filler;");
    }

    private static async Task<bool> TryAsync(DbConnection connection, string sql)
    {
        try
        {
            await RunAsync(connection, sql);
            return true;
        }
        catch (DbException full) when (full.Message.Contains($"Error {SqliteFull}:", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>A PostgreSQL server that refuses every transaction that writes, as one with a full disk does.</summary>
/// <param name="connectionString">Of a superuser; the whole server is meant.</param>
public sealed class SmallServer(string connectionString) : ISmallDisk
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public Task FillAsync() => SetAsync("on");

    public Task FreeAsync() => SetAsync("off");

    private async Task SetAsync(string value)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await RunAsync(connection, $"alter system set default_transaction_read_only = {value};");
        await RunAsync(connection, "select pg_reload_conf();");
        using var timer = new PeriodicTimer(Look);
        // Its sessions hear of it one by one; this one is like the others.
        while (await RunAsync(connection, "show default_transaction_read_only;") as string != value)
            await timer.WaitForNextTickAsync();
    }

    private static async Task<object?> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
