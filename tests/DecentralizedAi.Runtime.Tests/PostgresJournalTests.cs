using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Storage;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Postgres;
using Npgsql;
using Xunit;
using Address = DecentralizedAi.Domain.Encoding.Address;

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
        var options = new RuntimeOptions
        {
            Port = 0, Seeds = [], Journal = plugins, JournalProvider = RuntimeOptions.Postgres,
        };
        using (var system = ActorSystem.Create(ClusterConfig.SystemName, ConfigurationFactory.ParseString(
            "akka.persistence { journal.sql.auto-initialize = true, snapshot-store.sql.auto-initialize = true }")
            .WithFallback(ClusterConfig.Of(options))))
        {
            var owner = system.ActorOf(Props.Create(() => new Stranger(1)));
            await owner.Ask<ulong>(Stranger.Store, TimeSpan.FromSeconds(30));
            owner.Tell(Stranger.Snapshot);
            await Until.TrueAsync(
                () => RowsAsync(plugins, "select count(*)::text from snapshot;"), rows => rows[0] == "1");
            await system.Terminate();
        }
        Assert.Equal(await RowsAsync(plugins, Shape), await RowsAsync(own, Shape));
    }

    [Fact]
    public async Task One_conflict_among_sixty_busy_neighbours_stops_none_of_them_for_good()
    {
        var journal = await postgres.Server.NewDatabaseAsync();
        PostgresDatabase.Open(journal);
        await using var one = new TestOperator(postgres: journal, agents: Agents);
        var node = one.Start();
        var gateway = node.Gateway;
        var refused = new ConcurrentQueue<Exception>();
        node.System.EventStream.Subscribe(
            node.System.ActorOf(Props.Create(() => new Listener(refused))), typeof(Error));
        await AskAsync(gateway, 1, Agents, "before");

        // One event that another owner stored first takes the whole batch down with it, its neighbours' events too.
        using var elsewhere = ActorSystem.Create(ClusterConfig.SystemName, ClusterConfig.Of(one.Options(0)));
        var stranger = elsewhere.ActorOf(Props.Create(() => new Stranger(Agents)));
        var round = 0;
        do
        {
            await stranger.Ask<ulong>(Stranger.Store, TimeSpan.FromSeconds(30));
            await AskAtOnceAsync(one, journal, $"round {++round}");
        }
        while (round < 9 && (await FallenAsync(journal)).Count < 2);
        await elsewhere.Terminate();

        Assert.InRange((await FallenAsync(journal)).Count, 2, (int)Agents);
        // The journal fell out with one owner, not with everybody: its circuit breaker stayed closed.
        Assert.Contains(refused, cause => cause is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation });
        Assert.DoesNotContain(refused, cause => cause is OpenCircuitException);
        await AskAsync(gateway, 1, Agents, "after");
        Assert.Empty(await RowsAsync(journal, "select persistence_id from journal group by persistence_id "
            + "having count(*) <> max(sequence_number);"));
    }

    private static Task<List<string>> FallenAsync(string journal) => RowsAsync(journal, "select persistence_id "
        + "from journal where manifest = 'incarnated.v1' group by persistence_id having count(*) > 1;");

    // Holds the journal until everybody has something to store; the one with the conflict comes last.
    private static async Task AskAtOnceAsync(TestOperator one, string journal, string nonce)
    {
        var gateway = one.Nodes[0].Gateway;
        await using var connection = new NpgsqlConnection(journal);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table journal in share row exclusive mode;", connection))
            await hold.ExecuteNonQueryAsync();
        var before = one.Bodies.Count;
        var first = AskAsync(gateway, 1, Agents / 2, nonce);
        await Until.TrueAsync(() => RowsAsync(journal, "select 'waits' from pg_locks where not granted;"),
            waiting => waiting.Count >= 3);
        var rest = AskAsync(gateway, Agents / 2 + 1, Agents, nonce);
        await Until.TrueAsync(() => Task.FromResult(one.Bodies.Count), count => count >= before + (int)Agents);
        await transaction.CommitAsync();
        await Task.WhenAll(first, rest);
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

    /// <summary>An owner of an agent's journal who knows nothing of the others.</summary>
    private sealed class Stranger : ReceivePersistentActor
    {
        public const string Store = "store", Snapshot = "snapshot";

        private readonly ulong _agent;
        private ulong _number;

        public Stranger(ulong agent)
        {
            _agent = agent;
            Recover<Incarnated>(e => _number = e.Number);
            Command<string>(word => word == Store, _ =>
            {
                var caller = Sender;
                Persist(new Incarnated(_number + 1, Address.OfWord(Word.Of(1)), 0), e =>
                {
                    _number = e.Number;
                    caller.Tell(e.Number);
                });
            });
            Command<string>(word => word == Snapshot, _ => SaveSnapshot(new Incarnated(_number, default, 0)));
            Command<SaveSnapshotSuccess>(_ => { });
        }

        public override string PersistenceId => $"agent-{_agent}";
    }
}
