using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Cluster;
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>The journal's plug-in as it comes, without our way to store.</summary>
internal sealed class PluginsJournal(string connectionString, bool onServer) : IJournal
{
    public string ConnectionString => connectionString;

    public bool OnServer => onServer;

    public Task AppendAsync(JournalEntry entry, CancellationToken cancellation) =>
        throw new InvalidOperationException("the plug-in stores by itself");

    public Task SettledAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Actors that store by it alone.</summary>
    /// <param name="makes">It makes its tables.</param>
    public ActorSystem Start(bool makes)
    {
        var options = new RuntimeOptions { Port = 0, Seeds = [] };
        var (type, makesThem) = (typeof(SqlWriteJournal), makes ? "true" : "false");
        return ActorSystem.Create(ClusterConfig.SystemName, ClusterConfig.Setup(options, this).And(
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString($$"""
                akka.persistence.journal.sql.class = "{{type.FullName}}, {{type.Assembly.GetName().Name}}"
                akka.persistence.journal.sql.auto-initialize = {{makesThem}}
                akka.persistence.snapshot-store.sql.auto-initialize = {{makesThem}}
                """).WithFallback(ClusterConfig.Of(options, this)))));
    }
}

/// <summary>Stores an event, a state, or drops what it stored; answers with its last number.</summary>
internal sealed class Stranger : ReceivePersistentActor
{
    public const string Store = "store", Snapshot = "snapshot", Drop = "drop";

    private readonly ulong _agent;
    private IActorRef _asker = ActorRefs.Nobody;

    public Stranger(ulong agent)
    {
        _agent = agent;
        Recover<SnapshotOffer>(offer => Known = ((Incarnated)offer.Snapshot).Number);
        Recover<Incarnated>(e => Known = e.Number);
        Command<string>(word => word == Store, _ => Persist(
            new Incarnated((ulong)LastSequenceNr + 1, Address.OfWord(Word.Of(1)), 0), Answer(Sender)));
        Command<string>(word => word == Snapshot, _ =>
        {
            _asker = Sender;
            SaveSnapshot(new Incarnated(Known, Address.OfWord(Word.Of(1)), 0));
        });
        Command<string>(word => word == Drop, _ =>
        {
            _asker = Sender;
            DeleteMessages(LastSequenceNr);
        });
        Command<SaveSnapshotSuccess>(_ => _asker.Tell(Known));
        Command<DeleteMessagesSuccess>(_ => _asker.Tell(Known));
    }

    public override string PersistenceId => $"agent-{_agent}";

    // What it has read or stored last.
    private ulong Known { get; set; }

    private Action<Incarnated> Answer(IActorRef asker) => stored =>
    {
        // A number that does not follow what was read tells of an event that was not read.
        Known = stored.Number == Known + 1 ? stored.Number : 0;
        asker.Tell(Known);
    };
}
