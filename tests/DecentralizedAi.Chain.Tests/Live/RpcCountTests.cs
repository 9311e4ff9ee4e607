using System.Collections.Concurrent;
using DecentralizedAi.Chain.Tests.Feed;
using DecentralizedAi.Storage;
using DecentralizedAi.Testing.Storage;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>What actions ask of the chain, counted call by call.</summary>
[Collection(LiveCollection.Name)]
public sealed class RpcCountTests
{
    private const int Actions = 10;

    private readonly ConcurrentDictionary<string, int> _asked = new();
    private readonly ConcurrentDictionary<string, int> _followed = new();

    [Fact]
    public async Task An_action_without_money_asks_nothing_and_a_payment_sends_its_transaction_once()
    {
        var folder = Directory.CreateTempSubdirectory("dai-count-").FullName;
        await using var dao = await LiveDao.CreateAsync(agents: 1, nodes: 1);
        await using var feed = Counting(dao, _followed);
        await using var rest = Counting(dao, _asked);
        var journal = new SqlJournal(SqliteFile.Open(Path.Combine(folder, "journal.db")), TimeProvider.System);
        await using (var node = new LiveNode(
            dao, 0, journal, [feed.Endpoint], rest.Endpoint, new InMemoryBatchStore(), TimeSpan.FromHours(1)))
        {
            await node.ReadyAsync();
            await IdleAsync(node);
            _asked.Clear();
            var idle = await PerBlockAsync(node, () => IdleAsync(node));
            Assert.Empty(_asked);

            var reading = await PerBlockAsync(node, () => RepeatAsync(node, "What is the balance?"));
            Assert.Empty(_asked);

            var paying = await PerBlockAsync(node, () => RepeatAsync(node, "Pay 1 USDC to Hosting."));
            Assert.Equal(new Dictionary<string, int> { ["eth_sendRawTransaction"] = Actions },
                _asked.ToDictionary(a => a.Key, a => a.Value));
            // Following the chain costs the same, whatever the agents do.
            Assert.Equal(idle, reading);
            Assert.Equal(idle, paying);
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task IdleAsync(LiveNode node)
    {
        for (var block = 0; block < Actions; block++)
            await node.BlockAsync();
    }

    private static async Task RepeatAsync(LiveNode node, string text)
    {
        for (var i = 0; i < Actions; i++)
        {
            // Every answer takes a block at least, so that the parts have the same shape.
            await node.BlockAsync();
            var view = await node.AnsweredAsync(await node.SayAsync(text));
            Assert.Equal("done", Assert.Single(view.Actions).Outcome);
        }
    }

    // Calls of the feed for each block, besides asking whether there is a new one.
    private async Task<(double Logs, double Proofs, double Views)> PerBlockAsync(LiveNode node, Func<Task> work)
    {
        var first = (await node.StatusAsync()).HeadNumber;
        _followed.Clear();
        await work();
        double blocks = (await node.StatusAsync()).HeadNumber - first;
        double Per(string method) => _followed.GetValueOrDefault(method) / blocks;
        return (Per("eth_getLogs"), Per("eth_getProof"), Per("eth_call"));
    }

    private static LyingProxy Counting(LiveDao dao, ConcurrentDictionary<string, int> counts) =>
        new(dao.Chain.Host.Rpc)
        {
            Lie = (method, _) =>
            {
                counts.AddOrUpdate(method, 1, (_, count) => count + 1);
                return null;
            },
        };
}
