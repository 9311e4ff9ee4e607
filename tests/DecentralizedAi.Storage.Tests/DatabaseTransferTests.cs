using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Postgres;
using Npgsql;
using Xunit;

namespace DecentralizedAi.Storage.Tests;

/// <summary>A server's database as a file, and a file in a server's database.</summary>
[Collection(PostgresCollection.Name)]
public sealed class DatabaseTransferTests(PostgresFixture postgres) : IDisposable
{
    private static readonly string[] Tables =
        ["dai_body", "dai_batch", "dai_entry", "dai_leaf", "journal", "tags", "snapshot"];

    private readonly TemporaryDatabase _folder = new();

    private string Copy => Path.Combine(_folder.Folder, "copy.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_row_comes_back_on_another_server_and_the_next_event_gets_the_next_number()
    {
        var (from, connection) = await FilledAsync();
        await DatabaseTransfer.WriteAsync(from, Copy, default);
        Assert.Empty(await DatabaseCopy.DamageAsync(Copy, default));
        Assert.False(File.Exists(Copy + "-wal"));

        var elsewhere = await postgres.Server.NewDatabaseAsync();
        var to = PostgresDatabase.Open(elsewhere);
        await DatabaseTransfer.FillAsync(SqliteFile.Open(Copy), to, default);
        foreach (var table in Tables)
            Assert.Equal(await RowsAsync(connection, table), await RowsAsync(elsewhere, table));
        await RunAsync(elsewhere, Event("agent-1", 601));
        Assert.Equal("601", await ScalarAsync(elsewhere, "select max(ordering) from journal;"));
    }

    [Fact]
    public async Task A_file_of_a_server_is_a_database_of_a_node()
    {
        var (from, _) = await FilledAsync();
        await DatabaseTransfer.WriteAsync(from, Copy, default);
        var file = SqliteFile.Open(Copy);
        Assert.Empty(await DatabaseTables.MissingAsync(file, default));
        Assert.Equal((1, 0), await StoredBodies.CheckAsync(file, default) is var (read, drifted)
            ? (read, drifted.Count) : default);
    }

    [Fact]
    public async Task A_database_that_holds_rows_is_not_filled_over()
    {
        var (from, connection) = await FilledAsync();
        await DatabaseTransfer.WriteAsync(from, Copy, default);
        var before = await RowsAsync(connection, "journal");
        var refused = await Assert.ThrowsAsync<StorageException>(
            () => DatabaseTransfer.FillAsync(SqliteFile.Open(Copy), from, default));
        Assert.Equal("DAI-7007", refused.Code);
        Assert.Equal(before, await RowsAsync(connection, "journal"));
    }

    [Fact]
    public async Task A_file_that_breaks_off_leaves_the_server_s_database_empty()
    {
        var (from, _) = await FilledAsync();
        await DatabaseTransfer.WriteAsync(from, Copy, default);
        var file = SqliteFile.Open(Copy);
        await using (var connection = await file.ConnectAsync(default))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "drop table snapshot;";
            await command.ExecuteNonQueryAsync();
        }
        var elsewhere = await postgres.Server.NewDatabaseAsync();
        await Assert.ThrowsAsync<StorageException>(
            () => DatabaseTransfer.FillAsync(file, PostgresDatabase.Open(elsewhere), default));
        Assert.Equal("0", await ScalarAsync(elsewhere, "select count(*) from journal;"));
    }

    // More rows than one statement takes, nulls, both truths, and bytes of every value.
    private async Task<(PostgresDatabase Database, string Connection)> FilledAsync()
    {
        var connection = await postgres.Server.NewDatabaseAsync();
        var database = PostgresDatabase.Open(connection);
        await new SqlBodyStore(database).PutAsync([new SaltedDocument(Keccak256.Hash("salt"), "\"text\"")], default);
        await new SqlBatchStore(database).SaveAsync(
            Address.Parse("0x1111111111111111111111111111111111111111"), 1, new LedgerBatch(Bytes32.Zero, []), default);
        await RunAsync(connection, string.Concat(Enumerable.Range(1, 600).Select(number => Event("agent-1", number))));
        await RunAsync(connection, "update journal set deleted = true where sequence_number < 9; "
            + "insert into tags values (1, 'tag', 1, 'agent-1'); "
            + "insert into snapshot values ('agent-1', 500, 1, null, null, null), "
            + "('agent-2', 1, 2, '\\x00ff', 'm', 7);");
        return (database, connection);
    }

    private static string Event(string agent, int number) => string.Create(CultureInfo.InvariantCulture,
        $"insert into journal(created, deleted, persistence_id, sequence_number, message, manifest, identifier) "
        + $"values ({number}, false, '{agent}', {number}, '\\x{number % 256:x2}00', 'e', 9000);");

    private static Task<string> RowsAsync(string connection, string table) => ScalarAsync(connection,
        $"select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t;");

    private static async Task RunAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> ScalarAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture)!;
    }
}
