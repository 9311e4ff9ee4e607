using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Storage;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Postgres;
using Npgsql;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>The journal on a real PostgreSQL server.</summary>
public sealed class PostgresJournalTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Shape = """
        select concat_ws(' ', table_name, column_name, data_type, is_nullable, identity_generation, column_default)
        from information_schema.columns where table_name in ('journal', 'tags', 'snapshot')
        union all select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
        from pg_constraint where conrelid::regclass::text in ('journal', 'tags', 'snapshot') and contype <> 'n'
        union all select indexdef from pg_indexes where tablename in ('journal', 'tags', 'snapshot')
        order by 1;
        """;

    private const ulong Agents = 61;

    [Fact]
    public async Task The_tables_are_those_that_the_plugin_would_make()
    {
        var own = await postgres.Server.NewDatabaseAsync();
        PostgresDatabase.Open(own);
        var plugins = await postgres.Server.NewDatabaseAsync();
        using (var system = new PluginsJournal(plugins, onServer: true).Start(makes: true))
        {
            var owner = system.ActorOf(Props.Create(() => new Stranger(1)));
            await owner.Ask<ulong>(Stranger.Store, TimeSpan.FromSeconds(30));
            await owner.Ask<ulong>(Stranger.Snapshot, TimeSpan.FromSeconds(30));
            await system.Terminate();
        }
        Assert.Equal(await RowsAsync(plugins, Shape), await RowsAsync(own, Shape));
    }

    [Fact]
    public async Task One_conflict_among_sixty_busy_neighbours_stops_none_of_them()
    {
        var database = PostgresDatabase.Open(await postgres.Server.NewDatabaseAsync());
        await using var one = new TestOperator(database: database, agents: Agents);
        var node = one.Start();
        var refused = new ConcurrentQueue<Exception>();
        node.System.EventStream.Subscribe(
            node.System.ActorOf(Props.Create(() => new Listener(refused))), typeof(Error));
        await AskAsync(node.Gateway, 1, Agents, "before");

        // An event that another owner stored first is in one commit with those of its neighbours.
        using var elsewhere = ActorSystem.Create(ClusterConfig.SystemName, ClusterConfig.Setup(
            TestOperator.Options(0), new SqlJournal(database, TimeProvider.System)));
        var stranger = elsewhere.ActorOf(Props.Create(() => new Stranger(Agents)));
        await stranger.Ask<ulong>(Stranger.Store, TimeSpan.FromSeconds(30));
        await AskAtOnceAsync(one, "at once");
        await elsewhere.Terminate();

        Assert.Equal([$"agent-{Agents}"], await FallenAsync(database.ConnectionString));
        Assert.Contains(refused, cause => cause is JournalConflictException { Actor: var actor }
            && actor == $"agent-{Agents}");
        await AskAsync(node.Gateway, 1, Agents, "after");
        Assert.Empty(await RowsAsync(database.ConnectionString, "select persistence_id from journal "
            + "group by persistence_id having count(*) <> max(sequence_number);"));
    }

    private static Task<List<string>> FallenAsync(string journal) => RowsAsync(journal, "select persistence_id "
        + "from journal where manifest = 'incarnated.v1' group by persistence_id having count(*) > 1;");

    // Holds the journal until everybody has something to store: what comes while a commit waits is one more commit.
    private static async Task AskAtOnceAsync(TestOperator one, string nonce)
    {
        await using var connection = new NpgsqlConnection(one.Database.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table journal in share row exclusive mode;", connection))
            await hold.ExecuteNonQueryAsync();
        var before = one.Journal.Entries;
        var asked = AskAsync(one.Nodes[0].Gateway, 1, Agents, nonce);
        await Until.TrueAsync(() => Task.FromResult(one.Journal.Entries), count => count >= before + (int)Agents);
        await transaction.CommitAsync();
        await asked;
    }

    private static async Task AskAsync(IAgentGateway gateway, ulong from, ulong to, string nonce)
    {
        var views = await Task.WhenAll(Enumerable.Range((int)from, (int)(to - from + 1)).Select(agent =>
            TestOperator.AskAsync(gateway, "What is the balance?", nonce, 60, (ulong)agent)));
        Assert.All(views, view => Assert.Equal("answered", view.State));
    }

    private static async Task<List<string>> RowsAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var row = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await row.ReadAsync())
            rows.Add(row.GetString(0));
        return rows;
    }

    /// <summary>Keeps why errors were logged.</summary>
    private sealed class Listener : ReceiveActor
    {
        public Listener(ConcurrentQueue<Exception> causes) => Receive<Error>(error =>
        {
            if (error.Cause is { } cause)
                causes.Enqueue(cause);
        });
    }
}
