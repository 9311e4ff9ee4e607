using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Agents;
using DecentralizedAi.Storage;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Postgres;
using DecentralizedAi.Testing.Storage;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>Journal, bodies and batches in one database that takes nothing more for a while.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int Pages = 500, Most = 40;
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-full-").FullName;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Nothing_is_done_while_the_file_is_full_and_nothing_is_lost()
    {
        var file = SqliteFile.Open(Path.Combine(_folder, "journal.db"));
        await PlayAsync(file, await SmallFile.CreateAsync(() => file.ConnectAsync(default), Pages));
    }

    [Fact]
    public async Task Nothing_is_done_while_the_server_refuses_to_write_and_nothing_is_lost()
    {
        await using var server = await PostgresServer.StartAsync();
        var database = PostgresDatabase.Open(await server.NewDatabaseAsync());
        await PlayAsync(database, new SmallServer(database.ConnectionString));
    }

    // Each payment has an amount of its own: the chain tells which were made.
    private static async Task PlayAsync(IOperatorDatabase database, ISmallDisk disk)
    {
        await using var one = new TestOperator(database: database);
        var gateway = one.Start().Gateway;
        await TestOperator.AskAsync(gateway, Words(0), "0");
        await disk.FillAsync();

        var refused = 1;
        CommandAnswer? answer = null;
        while (refused < Most && (answer = await InstructAsync(gateway, refused)) is CommandAnswer.Accepted)
            refused++;
        var why = Assert.IsType<CommandAnswer.NotNow>(answer);
        Assert.Equal(StoreHealth.Code, why.Code);
        Assert.Contains("make room", why.Message);
        var status = await gateway.StatusAsync(default);
        Assert.False(status.Ready);
        Assert.Contains(status.Problems, problem => problem.StartsWith(StoreHealth.Code, StringComparison.Ordinal));
        var head = status.HeadNumber;
        await Until.TrueAsync(
            async () => (await gateway.StatusAsync(default)).HeadNumber, number => number > head + 3);
        Assert.DoesNotContain(Amount(refused), Paid(one));

        await disk.FreeAsync();
        for (var number = 0; number <= refused; number++)
        {
            var view = await TestOperator.AskAsync(gateway, Words(number), $"{number}");
            Assert.Equal("done", Assert.Single(view.Actions).Outcome);
        }
        Assert.Equal([.. Enumerable.Range(0, refused + 1).Select(Amount)], Paid(one).Order());
        await Until.TrueAsync(async () => (await gateway.StatusAsync(default)).Ready, ready => ready);
        await LogAsync(database, refused + 1);
    }

    private static async Task LogAsync(IOperatorDatabase database, int instructions)
    {
        var batches = new SqlBatchStore(database);
        var stream = new AgentIdentity(TestDao.Agent, TestDao.Domain).Stream;
        var log = await Until.TrueAsync(() => batches.LeavesOfAsync(stream, 1, 1_000, default),
            leaves => leaves.Count(leaf => leaf.Leaf.Tag.Kind == LeafKind.Answered) == instructions);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (ulong)seq), log.Select(leaf => leaf.Leaf.Seq));
        Assert.All(log.Zip(log.Skip(1)), pair => Assert.Equal(pair.Item1.Hash, pair.Item2.Leaf.Prev));
        var bodies = new SqlBodyStore(database);
        foreach (var word in log.SelectMany(leaf => new[] { leaf.Leaf.Facts, leaf.Leaf.Body }).Where(w => !w.IsZero))
            Assert.NotNull(await bodies.GetAsync(word, default));
    }

    private static string Words(int number) => $"Pay {10 + number} USDC to Hosting.";

    private static UInt256 Amount(int number) => UInt256.Of((ulong)(10 + number) * 1_000_000);

    private static IEnumerable<UInt256> Paid(TestOperator one) => one.Chain.Spends.Select(spend => spend.Amount);

    private static Task<CommandAnswer> InstructAsync(IAgentGateway gateway, int number) =>
        gateway.InstructAsync(TestOperator.Order(Words(number), $"{number}"), default);
}
