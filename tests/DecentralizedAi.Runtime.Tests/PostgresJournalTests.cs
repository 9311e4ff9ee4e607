using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Runtime.Journal;
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
    private const ulong Agents = 61;

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
        using var elsewhere = ActorSystem.Create(ClusterConfig.SystemName, ClusterConfig.Setup(TestOperator.Options(0))
            .And(new JournalSetup(new SqlJournal(database, TimeProvider.System))));
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

    /// <summary>An owner of an agent's journal who knows nothing of the others.</summary>
    private sealed class Stranger : ReceivePersistentActor
    {
        public const string Store = "store";

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
        }

        public override string PersistenceId => $"agent-{_agent}";
    }
}
