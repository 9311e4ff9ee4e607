using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Postgres;
using DecentralizedAi.Testing.Storage;
using Npgsql;
using Xunit;

namespace DecentralizedAi.Storage.Tests;

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "postgres";
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresBodyStoreTests(PostgresFixture postgres) : BodyStoreCompliance, IAsyncLifetime
{
    private string _connection = "";

    public async Task InitializeAsync() => _connection = await postgres.Server.NewDatabaseAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    protected override IBodyStore Open() => new SqlBodyStore(PostgresDatabase.Open(_connection));

    [Fact]
    public async Task Two_openers_of_one_database_see_each_other()
    {
        var document = new SaltedDocument(Keccak256.Hash("salt"), "1");
        await Open().PutAsync([document], default);
        Assert.Equal(document, await Open().GetAsync(document.Word, default));
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresSqlJournalTests(PostgresFixture postgres) : JournalCompliance, IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    public async Task InitializeAsync() =>
        _database = PostgresDatabase.Open(await postgres.Server.NewDatabaseAsync());

    public Task DisposeAsync() => Task.CompletedTask;

    protected override IOperatorDatabase Database => _database;

    [Fact]
    public async Task An_entry_and_its_documents_are_one_commit()
    {
        var journal = Open();
        for (var number = 1; number <= 10; number++)
            await journal.AppendAsync(SampleEntries.Entry("agent-1", number, number + 10), default);
        // Both tables name the same ten transactions.
        await using var connection = await _database.ConnectAsync(default);
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from (select xmin::text from journal group by 1 having count(*) = 2 "
            + "intersect select xmin::text from dai_body group by 1 having count(*) = 2) both_have;";
        Assert.Equal(10L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_server_that_hung_up_is_called_again()
    {
        var journal = Open();
        await journal.AppendAsync(SampleEntries.Entry("agent-1", 1), default);
        await using var connection = await _database.ConnectAsync(default);
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(pg_terminate_backend(pid)) from pg_stat_activity "
            + "where datname = current_database() and pid <> pg_backend_pid();";
        await command.ExecuteScalarAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(
            () => journal.AppendAsync(SampleEntries.Entry("agent-1", 2), default));
        await journal.AppendAsync(SampleEntries.Entry("agent-1", 2), default);
        Assert.Equal([1, 2], (await SampleEntries.StoredAsync(_database, "agent-1")).Select(stored => stored.Number));
    }
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresBatchStoreTests(PostgresFixture postgres) : BatchStoreCompliance, IAsyncLifetime
{
    private string _connection = "";

    public async Task InitializeAsync() => _connection = await postgres.Server.NewDatabaseAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    protected override IBatchStore Open() => new SqlBatchStore(PostgresDatabase.Open(_connection));
}

[Collection(PostgresCollection.Name)]
public sealed class PostgresDatabaseTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Nodes_that_start_at_once_make_the_tables_once()
    {
        var connection = await postgres.Server.NewDatabaseAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => PostgresDatabase.Open(connection))));
        Assert.Equal(1L, await ScalarAsync(connection, "select count(*) from dai_schema;"));
        Assert.Equal(3, await ScalarAsync(connection, "select version from dai_schema;"));
    }

    [Fact]
    public async Task A_database_of_a_later_version_is_refused_and_kept()
    {
        var connection = await postgres.Server.NewDatabaseAsync();
        PostgresDatabase.Open(connection);
        await ScalarAsync(connection, "update dai_schema set version = 99;");
        var refusal = Assert.Throws<StorageException>(() => PostgresDatabase.Open(connection));
        Assert.Equal("DAI-7002", refusal.Code);
        Assert.Equal(99, await ScalarAsync(connection, "select version from dai_schema;"));
    }

    [Fact]
    public async Task Who_vanishes_within_a_transaction_holds_up_its_heir_for_seconds_alone()
    {
        const string Event = "insert into journal(created, deleted, persistence_id, sequence_number, message) "
            + "values (1, false, 'agent-1', 7, '\\x01');";
        var database = PostgresDatabase.Open(await postgres.Server.NewDatabaseAsync());
        await using var gone = await database.ConnectAsync(default);
        var lost = await gone.BeginTransactionAsync();
        await using (var write = gone.CreateCommand())
        {
            write.CommandText = Event;
            await write.ExecuteNonQueryAsync();
        }
        // From here on the one that vanished says nothing more, and its heir stores the same number.
        await using var heir = await database.ConnectAsync(default);
        await using var again = heir.CreateCommand();
        (again.CommandText, again.CommandTimeout) = (Event, 25);
        Assert.Equal(1, await again.ExecuteNonQueryAsync());
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => lost.CommitAsync());
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_behind()
    {
        var connection = await postgres.Server.NewDatabaseAsync();
        await ScalarAsync(connection, "create table dai_leaf(other integer);");
        Assert.Equal("DAI-7001", Assert.Throws<StorageException>(() => PostgresDatabase.Open(connection)).Code);
        Assert.Equal(0L, await ScalarAsync(
            connection, "select count(*) from pg_tables where tablename in ('dai_body', 'dai_schema');"));
    }

    [Fact]
    public void A_server_that_is_not_there_is_named_and_no_password_is()
    {
        var refusal = Assert.Throws<StorageException>(() => PostgresDatabase.Open(
            "Host=127.0.0.1;Port=1;Username=dai;Password=open-sesame;Database=dai"));
        Assert.Equal("DAI-7001", refusal.Code);
        Assert.Contains("'dai' at 127.0.0.1:1", refusal.Message);
        Assert.DoesNotContain("sesame", refusal.ToString());
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_not_shown()
    {
        var wrong = new NpgsqlConnectionStringBuilder(await postgres.Server.NewDatabaseAsync())
        {
            Password = "open-sesame",
        };
        var refusal = Assert.Throws<StorageException>(() => PostgresDatabase.Open(wrong.ConnectionString));
        Assert.Contains("password authentication failed", refusal.Message);
        Assert.DoesNotContain("sesame", refusal.ToString());
    }

    [Theory]
    [InlineData("open-sesame")]
    [InlineData("")]
    [InlineData("Host=h;Password=open;sesame=1")]
    [InlineData("Host=h;Port=sesame")]
    [InlineData("Username=dai;Password=sesame")]
    public void Words_that_are_no_connection_string_are_refused_and_not_repeated(string words)
    {
        var refusal = Assert.Throws<StorageException>(() => PostgresDatabase.Open(words));
        Assert.Equal("DAI-7005", refusal.Code);
        Assert.DoesNotContain("sesame", refusal.ToString());
    }

    [Theory]
    [InlineData("Host=10.0.0.7;Password=sesame", "10.0.0.7")]
    [InlineData("Host=db.example;Password=sesame;SSL Mode=Prefer", "db.example")]
    public void A_way_to_another_host_that_nobody_spoke_of_is_refused(string connection, string host)
    {
        var refusal = Assert.Throws<StorageException>(() => PostgresDatabase.Open(connection));
        Assert.Equal("DAI-7005", refusal.Code);
        Assert.Contains($"the host {host} and does not say", refusal.Message);
        Assert.DoesNotContain("sesame", refusal.ToString());
    }

    [Fact]
    public async Task A_database_that_could_lose_a_commit_is_refused()
    {
        var connection = await postgres.Server.NewDatabaseAsync();
        var database = new NpgsqlConnectionStringBuilder(connection).Database;
        await ScalarAsync(connection, $"alter database {database} set synchronous_commit = off;");
        NpgsqlConnection.ClearAllPools();
        var refusal = Assert.Throws<StorageException>(() => PostgresDatabase.Open(connection));
        Assert.Equal("DAI-7006", refusal.Code);
        Assert.Contains("synchronous_commit off", refusal.Message);
    }

    [Fact]
    public async Task A_database_that_does_not_keep_every_text_is_refused()
    {
        var connection = new NpgsqlConnectionStringBuilder(await postgres.Server.NewDatabaseAsync());
        await ScalarAsync(connection.ConnectionString,
            "create database narrow encoding 'SQL_ASCII' template template0 locale 'C';");
        connection.Database = "narrow";
        var refusal = Assert.Throws<StorageException>(() => PostgresDatabase.Open(connection.ConnectionString));
        Assert.Equal("DAI-7006", refusal.Code);
        Assert.Contains("SQL_ASCII", refusal.Message);
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }
}
