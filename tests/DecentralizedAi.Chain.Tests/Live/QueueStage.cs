using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Storage;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>One agent, one node that holds its shard, and journals by name.</summary>
public sealed class QueueStage : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-queue-").FullName;

    public LiveDao Dao { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Dao = await LiveDao.CreateAsync(agents: 1, nodes: 1);
        await Dao.TakeAsync(0, [Dao.Agents[0].Shard]);
    }

    public async Task DisposeAsync()
    {
        await Dao.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    public IJournal Journal(string name) => new SqlJournal(SqliteFile.Open(
        Path.Combine(_folder, $"{Keccak256.Hash(name).ToString()[2..18]}.db")), TimeProvider.System);

    /// <summary>Makes blocks until something holds.</summary>
    internal async Task RunAsync(LiveLaw law, LiveQueue queue, Func<bool> until, string what)
    {
        for (var block = 0; !until(); block++)
        {
            Assert.True(block < 40, $"{what}: not within {block} blocks");
            await queue.SettledAsync();
            await law.SeesAsync(await Dao.MineAsync());
        }
    }

    /// <summary>Uses the key's next nonce for something else.</summary>
    internal async Task StealNonceAsync(EthereumKey key)
    {
        var (writer, patience) = (Dao.Writer(key), LocalChain.Patience);
        var nonce = await writer.NextNonceAsync(patience);
        var fees = await writer.FeesAsync(patience);
        var signed = writer.Sign(new TransactionDraft(key.Account, default, 21_000, nonce, fees));
        await writer.SendAsync(signed.Raw, patience);
    }
}
