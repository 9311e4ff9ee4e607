using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Storage;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>Three keys, fifty agents, a real chain that drops, rewrites, forgets and grows dear.</summary>
[Collection(LiveCollection.Name)]
public sealed class ThousandSpendsTests : IAsyncLifetime
{
    private const int Agents = 50, Each = 20, Keys = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("dai-thousand-").FullName;
    private readonly List<LiveQueue> _queues = [];
    private LiveDao _dao = null!;
    private LiveLaw _law = null!;

    public async Task InitializeAsync()
    {
        _dao = await LiveDao.CreateAsync(Agents, Keys);
        for (var node = 0; node < Keys; node++)
            await _dao.TakeAsync(node, _dao.Agents.Where(a => NodeOf(a) == node).Select(a => a.Shard));
        _law = new LiveLaw(_dao);
        await _law.SeesAsync(await _dao.HeadAsync());
        foreach (var keys in _dao.Nodes)
        {
            var journal = new SqlJournal(SqliteFile.Open(Path.Combine(_folder, "journal.db")), TimeProvider.System);
            var queue = new LiveQueue(_law, _dao.Writer(keys.Spender), journal);
            queue.Open();
            await queue.SettledAsync();
            _queues.Add(queue);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var queue in _queues)
            await queue.DisposeAsync();
        await _law.DisposeAsync();
        await _dao.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_one_happens_exactly_once_and_in_order_whatever_breaks()
    {
        var next = _dao.Agents.ToDictionary(agent => agent, _ => 0UL);
        var disturbed = new Queue<Func<Task>>([
            CrashOneAsync, DropThePoolAsync, RaiseTheBaseFeeAsync, RestartTheChainAsync, RewriteTwoBlocksAsync,
            EmptyTheGasFloatAsync, CrashAllAsync,
        ]);
        for (var block = 1; !HandOver(next); block++)
        {
            Assert.True(block < 300, $"{_queues.Sum(q => q.Ended)} calls have an end after {block} blocks");
            if (block % 4 == 0 && disturbed.TryDequeue(out var disturb))
                await disturb();
            await BlockAsync(block);
        }
        Assert.Empty(disturbed);
        foreach (var agent in _dao.Agents)
            Assert.Equal(Enumerable.Range(1, Each).Select(n => LiveSpends.Action(agent, (ulong)n)),
                (await _dao.SpendsAsync(agent)).Select(s => s.Action));
        foreach (var queue in _queues)
        {
            Assert.All(queue.Ends.Values, end => Assert.IsType<CallEnd.Mined>(end));
            // No transaction besides: no nonce was used for anything else.
            Assert.Equal((ulong)queue.Ended, _law.Cell.Snapshot!.Head.Accounts[queue.Account].Nonce);
        }
    }

    // As agents do: the next payment when the last one has ended, and what has no end again and again. True at the end.
    private bool HandOver(Dictionary<LiveAgent, ulong> next)
    {
        foreach (var queue in _queues)
            queue.AskAgain();
        foreach (var (agent, number) in next)
        {
            var queue = _queues[NodeOf(agent)];
            if (number < Each && queue.HasEnded(agent))
                queue.Submit(LiveSpends.Of(_dao, agent, next[agent] = number + 1));
        }
        return _queues.Sum(q => q.Ended) == Agents * Each;
    }

    // The ledger stops a node with 64 spends that are in no checkpoint.
    private async Task BlockAsync(int block)
    {
        for (var node = 0; node < Keys; node++)
            if (_law.Cell.Snapshot!.Head.Nodes[_dao.Nodes[node].Anchor.Account].Unlogged >= 20)
                await _dao.CheckpointAsync(node, $"batch {block}");
        await _law.SeesAsync(await _dao.MineAsync());
        foreach (var queue in _queues)
            await queue.SettledAsync();
    }

    private Task CrashOneAsync() => _queues[0].KillAndOpenAsync();

    private async Task CrashAllAsync()
    {
        _queues.ForEach(queue => queue.Kill());
        foreach (var queue in _queues)
        {
            await queue.EndedAsync();
            queue.Open();
        }
    }

    private Task DropThePoolAsync() => RpcAsync("anvil_dropAllTransactions");

    private Task RaiseTheBaseFeeAsync() => RpcAsync("anvil_setNextBlockBaseFeePerGas", "0xba43b7400");

    private Task RestartTheChainAsync() => _dao.Chain.RestartAsync();

    private Task RewriteTwoBlocksAsync() => _dao.ReorganiseAsync(2);

    private async Task EmptyTheGasFloatAsync()
    {
        var (key, gas) = (_queues[1].Account, 900_000UL);
        await _dao.Chain.Host.GiveAsync(key, UInt256.Zero, LocalChain.Patience);
        await BlockAsync(-1);
        var ended = _queues[1].Ended;
        Assert.Contains($"DAI-3304 the gas float of key {key} is 0 wei",
            GasFloat.Fault(_law.Cell.Snapshot!.Pair, key, gas));
        await BlockAsync(-2);
        await BlockAsync(-3);
        await BlockAsync(-4);
        await BlockAsync(-5);
        // What was in a block already became final; nothing else did.
        var starved = _queues[1].Ended;
        await BlockAsync(-6);
        Assert.Equal(starved, _queues[1].Ended);
        Assert.InRange(starved, ended, ended + Agents);
        await _dao.Chain.Host.GiveAsync(key, LocalChain.Coins(1000), LocalChain.Patience);
        await BlockAsync(-7);
        Assert.Null(GasFloat.Fault(_law.Cell.Snapshot!.Pair, key, gas));
    }

    private Task RpcAsync(string method, params object?[] arguments) =>
        _dao.Chain.Rpc.CallAsync(new RpcCall(method, arguments), LocalChain.Patience);

    private static int NodeOf(LiveAgent agent) => agent.Shard % Keys;
}
