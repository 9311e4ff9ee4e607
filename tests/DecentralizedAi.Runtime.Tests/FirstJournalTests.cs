using System.IO.Compression;
using Akka.Actor;
using Akka.Configuration;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Runtime.Serialization;
using DecentralizedAi.Storage;
using Microsoft.Data.Sqlite;
using Xunit;
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>
/// The database that a program of version 1 of the tables wrote while it played the whole demo: payments, a refusal, an
/// approval, a takeover after a kill, a changed policy. This program reads it and goes on from the same history.
/// </summary>
public sealed class FirstJournalTests : IDisposable
{
    private static readonly AgentIdentity Treasurer = new(1, new SigningDomain(
        UInt256.Of(31337), Address.Parse("0x33cbe75492ece6169d9126c44fd154b22201a7f9")));

    private const int Anchored = 28;

    private readonly string _folder = Directory.CreateTempSubdirectory("dai-first-").FullName;

    private readonly ActorSystem _system = ActorSystem.Create("first", ConfigurationFactory.ParseString(
        "akka.stdout-loglevel = off").WithFallback(ClusterConfig.Of(new RuntimeOptions
        {
            Port = 0, Seeds = [],
        })));

    private string Journal { get; }

    public FirstJournalTests()
    {
        Journal = Path.Combine(_folder, "journal.db");
        using var packed = typeof(FirstJournalTests).Assembly.GetManifestResourceStream("first-journal.db.gz")!;
        using var plain = new GZipStream(packed, CompressionMode.Decompress);
        using var file = File.Create(Journal);
        plain.CopyTo(file);
    }

    public void Dispose()
    {
        _system.Terminate().GetAwaiter().GetResult();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Its_tables_are_brought_to_this_version_and_every_leaf_and_body_stays()
    {
        Assert.Equal(1L, Scalar("select version from dai_schema"));
        var bodies = Scalar("select count(*) from dai_body");
        var database = SqliteFile.Open(Journal);
        Assert.Equal(4L, Scalar("select version from dai_schema"));
        Assert.Equal(bodies, Scalar("select count(*) from dai_body"));
        var leaves = await new SqlBatchStore(database).LeavesOfAsync(Treasurer.Stream, 1, 1_000, default);
        Assert.Equal(Enumerable.Range(1, Anchored).Select(n => (ulong)n), leaves.Select(leaf => leaf.Leaf.Seq));
        Assert.Equal(leaves.SkipLast(1).Select(leaf => leaf.Hash), leaves.Skip(1).Select(leaf => leaf.Leaf.Prev));
        var texts = await new SqlBodyStore(database).GetAsync([.. leaves.Select(leaf => leaf.Leaf.Body)], default);
        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.Equal(text.Key, text.Value.Word));
    }

    [Fact]
    public async Task The_events_of_its_agent_tell_the_history_that_is_anchored()
    {
        var batches = new SqlBatchStore(SqliteFile.Open(Journal));
        var last = (await batches.LeavesOfAsync(Treasurer.Stream, Anchored, 1, default))[0];
        var (state, head) = (new AgentState(Treasurer), Bytes32.Zero);
        foreach (var happened in Events("agent-1").Cast<AgentEvent>())
        {
            state = state.Apply(happened);
            head = state.Seq == Anchored ? state.Head : head;
        }
        Assert.Equal(last.Hash, head);
        Assert.Empty(state.Live);
        // One that was started at, and one that took over from a node that was killed.
        Assert.True(state.Incarnation >= 2);
        Assert.Contains(state.Actions.Values, action => !action.Transaction.IsZero);
    }

    [Fact]
    public void The_queues_of_its_keys_have_ended_every_call()
    {
        var queues = Names().Where(name => name.StartsWith("queue-", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, queues.Count);
        Assert.All(queues, queue =>
        {
            var state = Events(queue).Cast<QueueEvent>().Aggregate(QueueState.Empty, (s, e) => s.Apply(e));
            Assert.NotEmpty(state.Ended);
        });
    }

    private List<object> Events(string actor)
    {
        var serializer = new ManifestSerializer((ExtendedActorSystem)_system);
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "select message, manifest, identifier from journal where persistence_id = @actor order by sequence_number";
        command.Parameters.AddWithValue("@actor", actor);
        using var row = command.ExecuteReader();
        var events = new List<object>();
        while (row.Read())
        {
            Assert.Equal(serializer.Identifier, row.GetInt32(2));
            events.Add(serializer.FromBinary((byte[])row[0], row.GetString(1)));
        }
        return events;
    }

    private List<string> Names()
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select distinct persistence_id from journal";
        using var row = command.ExecuteReader();
        var names = new List<string>();
        while (row.Read())
            names.Add(row.GetString(0));
        return names;
    }

    private object? Scalar(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Journal}");
        connection.Open();
        return connection;
    }
}
