using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing.Storage;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>All actors of one node on a real chain; only model, tools and batches are fakes.</summary>
internal sealed class LiveNode : IAsyncDisposable
{
    private readonly LiveDao _dao;
    private readonly RuntimeHost _host;
    private string _trouble = "none";

    /// <param name="journal">Of all nodes of one operator.</param>
    /// <param name="feed">Endpoints of the chain feed.</param>
    /// <param name="rest">Endpoint of everything else.</param>
    public LiveNode(
        LiveDao dao, int node, IJournal journal, IReadOnlyList<RpcEndpoint> feed, RpcEndpoint rest,
        InMemoryBatchStore batches, TimeSpan? checkpointEvery = null)
    {
        _dao = dao;
        Batches = batches;
        var keys = dao.Nodes[node];
        var reader = new ContractReader(rest, dao.Chain.Reverts);
        _host = RuntimeHost.Start(new RuntimeOptions { Port = 0, Seeds = [] }, new RuntimePorts
        {
            Domain = new SigningDomain(UInt256.Of(dao.Contracts.ChainId), dao.Contracts.ActionLedger),
            Operator = dao.Operator,
            Feed = new ChainPolicyFeed(dao.Deployed, feed, new FeedOptions
            {
                Operator = dao.Operator, Accounts = [keys.Anchor.Account, keys.Spender.Account],
                Quorum = feed.Count / 2 + 1, Interval = TimeSpan.FromMilliseconds(10),
                Troubled = trouble => _trouble = trouble.Message,
            }, TimeProvider.System),
            Documents = new PolicyService(dao.Contracts, reader),
            Checkpoints = new ChainCheckpointReader(dao.Contracts, dao.Operator, [rest], 1),
            Vault = new VaultCalls(),
            Ledger = new LedgerService(dao.Contracts, reader),
            Spender = dao.Writer(keys.Spender, rest),
            Anchor = dao.Writer(keys.Anchor, rest),
            Model = new FakeModel(FakeModel.Clerk),
            Tools = new FakeToolHost(FakeToolHost.Answer),
            Journal = journal,
            Batches = batches,
            Compositions = TestDao.Hosted,
            Recover = TestDao.Recover,
            Time = dao.Clock,
            Limits = new AgentLimits(),
            CheckpointEvery = checkpointEvery ?? TimeSpan.FromSeconds(2),
        });
    }

    public InMemoryBatchStore Batches { get; }
    public IAgentGateway Gateway => _host.Gateway;

    public Task<NodeView> StatusAsync() => Gateway.StatusAsync(LocalChain.Patience);

    /// <summary>Gives an instruction as the operator does; its id.</summary>
    public async Task<Bytes32> SayAsync(string text)
    {
        var order = new Instruct(TestDao.Name, text, Keccak256.Hash($"{Guid.NewGuid()}"), null);
        var answer = await Gateway.InstructAsync(order, LocalChain.Patience);
        return Bytes32.Parse(Assert.IsType<CommandAnswer.Accepted>(answer).View.Instruction);
    }

    public async Task<InstructionView> ViewAsync(Bytes32 instruction) =>
        Assert.IsType<InstructionAnswer.Known>(
            await Gateway.InstructionAsync(instruction, TimeSpan.Zero, LocalChain.Patience)).View;

    /// <summary>Makes a block and waits until the node has it.</summary>
    public async Task BlockAsync()
    {
        var head = await _dao.MineAsync();
        await WaitAsync(async () => (await StatusAsync()).HeadNumber == head.Head.Number,
            $"block {head.Head.Number}");
    }

    /// <summary>Makes blocks until something holds.</summary>
    public async Task BlocksAsync(Func<Task<bool>> until, string what, int most = 60)
    {
        for (var block = 0; !await until(); block++)
        {
            Assert.True(block < most,
                $"{what}: not within {most} blocks; {string.Join("; ", (await StatusAsync()).Problems)}");
            await BlockAsync();
        }
    }

    /// <summary>Makes blocks until an instruction is answered.</summary>
    public async Task<InstructionView> AnsweredAsync(Bytes32 instruction)
    {
        await BlocksAsync(async () => (await ViewAsync(instruction)).State == "answered", $"answer to {instruction}");
        return await ViewAsync(instruction);
    }

    /// <summary>Makes blocks until the node may move money and nothing waits.</summary>
    public Task ReadyAsync() => BlocksAsync(async () =>
        (await Gateway.AgentAsync(TestDao.Name, LocalChain.Patience)) is { Held: true, Head: not null }
        && await StatusAsync() is { Checkpoints: > 0, QueuedTransactions: 0 }, "a node that may pay");

    /// <summary>Looks until something holds that needs no block.</summary>
    public async Task WaitAsync(Func<Task<bool>> holds, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await holds())
        {
            try
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{what}: not within a minute; the last trouble was {_trouble}");
            }
        }
    }

    public async ValueTask DisposeAsync() => await _host.AbortAsync();
}
