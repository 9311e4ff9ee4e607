using Akka.Actor;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Storage;
using DecentralizedAi.Testing.Postgres;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>Owners that store as the journal's plug-in does and owners that store as we do take turns at one actor: each
/// reads what all before it stored, kept as a state or dropped.</summary>
public sealed class EitherJournalTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-either-").FullName;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task In_a_file_whose_tables_the_plugin_made()
    {
        var path = Path.Combine(_folder, "journal.db");
        using var plugins = new PluginsJournal($"Data Source={path};Default Timeout=30", onServer: false).Start(true);
        await AskAsync(plugins, 1, Stranger.Store);
        await TakeTurnsAsync(plugins, SqliteFile.Open(path), 1);
    }

    [Fact]
    public async Task In_a_file_whose_tables_we_made()
    {
        var file = SqliteFile.Open(Path.Combine(_folder, "journal.db"));
        using var plugins = new PluginsJournal(file.ConnectionString, onServer: false).Start(makes: false);
        await TakeTurnsAsync(plugins, file, 0);
    }

    [Fact]
    public async Task On_a_server()
    {
        var database = PostgresDatabase.Open(await postgres.Server.NewDatabaseAsync());
        using var plugins = new PluginsJournal(database.ConnectionString, onServer: true).Start(makes: false);
        await TakeTurnsAsync(plugins, database, 0);
    }

    private static async Task TakeTurnsAsync(ActorSystem plugins, IOperatorDatabase database, ulong stored)
    {
        using var ours = ActorSystem.Create(ClusterConfig.SystemName, ClusterConfig.Setup(
            TestOperator.Options(0), new SqlJournal(database, TimeProvider.System)));
        foreach (var system in (ActorSystem[])[ours, plugins, ours])
            await AskAsync(system, ++stored, Stranger.Store);
        foreach (var (keeper, reader) in new[] { (ours, plugins), (plugins, ours) })
        {
            await AskAsync(keeper, stored, Stranger.Snapshot);
            await AskAsync(keeper, stored, Stranger.Drop);
            await AskAsync(reader, ++stored, Stranger.Store);
            await AskAsync(keeper, ++stored, Stranger.Store);
        }
        await Task.WhenAll(ours.Terminate(), plugins.Terminate());
    }

    // An owner of its own each time, which reads before it does anything.
    private static async Task AskAsync(ActorSystem system, ulong expected, string word)
    {
        var owner = system.ActorOf(Props.Create(() => new Stranger(1)));
        Assert.Equal(expected, await owner.Ask<ulong>(word, Patience));
        await owner.GracefulStop(Patience);
    }
}
