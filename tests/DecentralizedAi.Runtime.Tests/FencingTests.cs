using Akka.Actor;
using Akka.Persistence;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Storage;
using Xunit;
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>Two owners of one journal, as in a partition: the second one's first event stops the first.</summary>
public sealed class FencingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-fence-").FullName;
    private readonly ActorSystem _old, _new;

    public FencingTests()
    {
        var options = new RuntimeOptions { Port = 0, Seeds = [] };
        ActorSystem Host() => ActorSystem.Create(ClusterConfig.SystemName, ClusterConfig.Setup(options,
            new SqlJournal(SqliteFile.Open(Path.Combine(_folder, "journal.db")), TimeProvider.System)));
        (_old, _new) = (Host(), Host());
    }

    public void Dispose()
    {
        Task.WhenAll(_old.Terminate(), _new.Terminate()).GetAwaiter().GetResult();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_journal_refuses_what_a_stale_owner_still_wants_to_store()
    {
        var stale = _old.ActorOf(Props.Create(() => new Owner()));
        Assert.Equal(1UL, await Store(stale));
        var heir = _new.ActorOf(Props.Create(() => new Owner()));
        Assert.Equal(2UL, await Store(heir));
        var watch = stale.WatchAsync();
        stale.Tell("store");
        // It stops by itself, before anything that would follow from the event.
        Assert.True(await watch.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(3UL, await Store(heir));
    }

    [Fact]
    public async Task What_an_owner_stores_after_it_came_back_is_read_by_the_next()
    {
        foreach (var (system, number) in new[] { (_old, 1UL), (_new, 2UL), (_old, 3UL), (_new, 4UL), (_old, 5UL) })
        {
            var owner = system.ActorOf(Props.Create(() => new Owner()));
            Assert.Equal(number, await Store(owner));
            await owner.GracefulStop(TimeSpan.FromSeconds(20));
        }
    }

    private static Task<ulong> Store(IActorRef owner) => owner.Ask<ulong>("store", TimeSpan.FromSeconds(20));

    private sealed class Owner : ReceivePersistentActor
    {
        private ulong _number;

        public Owner()
        {
            Recover<Incarnated>(e => _number = e.Number);
            Command<string>(_ =>
            {
                var caller = Sender;
                Persist(new Incarnated(_number + 1, Address.OfWord(Word.Of(1)), 0), e =>
                {
                    _number = e.Number;
                    caller.Tell(e.Number);
                });
            });
        }

        public override string PersistenceId => "agent-1";
    }
}
