using System.Text;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Tests.Dao;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Testing.Agents;
using Xunit;
using BlockHeader = DecentralizedAi.Chain.Rpc.BlockHeader;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>An agent that a vote made, with its policy.</summary>
public sealed record LiveAgent(ulong Id, string Name, Address Vault, PolicySnapshot Policy)
{
    public int Shard { get; } = Domain.Ledger.Shard.For(UInt256.Of(Id)).Value;
}

/// <summary>The two keys of a node.</summary>
public sealed record LiveKeys(EthereumKey Anchor, EthereumKey Spender);

/// <summary>
/// An operator with agents and nodes on a real chain of its own. Blocks come when they are asked for; the clock of the
/// tests is the time of the newest one.
/// </summary>
public sealed class LiveDao : IAsyncDisposable
{
    private readonly LocalDao _dao = new();
    private readonly List<LiveAgent> _agents = [];
    private readonly List<LiveKeys> _nodes = [];

    private LiveDao() { }

    public LocalChain Chain => _dao.Chain;
    public DeployedDao Deployed => _dao.Deployed;
    public DaoContracts Contracts => _dao.Contracts;
    public ContractReader Reader => _dao.Reader;
    public LocalDao Votes => _dao;
    public ulong Operator { get; private set; }
    public IReadOnlyList<LiveAgent> Agents => _agents;
    public IReadOnlyList<LiveKeys> Nodes => _nodes;
    public ManualTime Clock { get; } = new(DateTimeOffset.UnixEpoch);

    private static CancellationToken Patience => LocalChain.Patience;

    public static async Task<LiveDao> CreateAsync(int agents, int nodes)
    {
        var dao = new LiveDao();
        await dao._dao.InitializeAsync();
        await dao.BindAsync(nodes);
        for (var first = 1; first <= agents; first += 10)
            await dao.HireAsync(first, Math.Min(10, agents - first + 1));
        await dao.Chain.AutomineAsync(false);
        await dao.MineAsync(4);
        return dao;
    }

    /// <summary>A writer of one of the nodes' keys, over an endpoint.</summary>
    public ChainWriter Writer(EthereumKey key, RpcEndpoint? over = null) =>
        new(key, over ?? Chain.Rpc, Chain.Host.ChainId, Chain.Reverts);

    /// <summary>Makes blocks and sets the clock to the last one; its header.</summary>
    public async Task<BlockHeader> MineAsync(int blocks = 1)
    {
        await Chain.MineAsync(blocks);
        var head = await HeadAsync();
        Clock.Set(DateTimeOffset.FromUnixTimeSeconds((long)head.Head.Time));
        return head;
    }

    /// <summary>Rewrites the newest blocks, which are empty afterwards; the transactions of them are gone.</summary>
    public Task ReorganiseAsync(int depth) =>
        Chain.Rpc.CallAsync(new RpcCall("anvil_reorg", depth, Array.Empty<object>()), Patience);

    /// <summary>What the vault of an agent counted, by number.</summary>
    public async Task<IReadOnlyList<VaultSpend>> SpendsAsync(LiveAgent agent) =>
        await new ChainSpendReader(Contracts, [Chain.Rpc], 1).ReadFromAsync(agent.Vault, 1, Patience);

    /// <summary>Lets a node take shards and anchor a first batch, outside of any queue.</summary>
    public async Task TakeAsync(int node, IEnumerable<int> shards)
    {
        var ledger = new LedgerService(Contracts, Reader);
        var all = shards.Distinct().Order().ToArray();
        Assert.IsType<SendAnswer.Accepted>(await SendAsync(_nodes[node].Anchor, ledger.Ledger,
            ledger.Take(all, [.. all.Select(_ => Bytes32.Zero)]), ledger.TakeGas(all.Length)));
        await MineAsync();
        await CheckpointAsync(node, "first batch");
        await MineAsync();
    }

    /// <summary>Sends a checkpoint of a node, which the next block has where its fee is enough.</summary>
    public Task<SendAnswer> CheckpointAsync(int node, string batch)
    {
        var ledger = new LedgerService(Contracts, Reader);
        return SendAsync(_nodes[node].Anchor, ledger.Ledger, ledger.Checkpoint(Keccak256.Hash(batch), 1, 1),
            ledger.CheckpointGas);
    }

    public async Task<BlockHeader> HeadAsync() =>
        await new HeadWatch(Chain.Rpc, TimeProvider.System, default).ReadAsync(Patience);

    public async ValueTask DisposeAsync() => await _dao.DisposeAsync();

    private async Task<SendAnswer> SendAsync(EthereumKey key, Address to, byte[] data, ulong gas)
    {
        var writer = Writer(key);
        var signed = writer.Sign(new TransactionDraft(to, data, gas, await writer.NextNonceAsync(Patience),
            await writer.FeesAsync(Patience)));
        return await writer.SendAsync(signed.Raw, Patience);
    }

    private async Task BindAsync(int nodes)
    {
        var operators = new OperatorService(Contracts, Reader);
        var admin = _dao.Holders[0];
        Operator = await operators.RegisterAsync(admin, admin.Account, Keccak256.Hash("card"), Patience);
        for (var i = 0; i < nodes; i++)
        {
            var keys = new LiveKeys(EthereumKey.Create(), EthereumKey.Create());
            await operators.AddNodeAsync(admin, Operator, keys.Anchor, keys.Spender, Patience);
            await Chain.WriterAsync(keys.Anchor);
            await Chain.WriterAsync(keys.Spender);
            _nodes.Add(keys);
        }
    }

    private async Task HireAsync(int first, int count)
    {
        var agents = new AgentService(Contracts, Reader);
        var policies = new PolicyService(Contracts, Reader);
        var vaults = new VaultService(Reader);
        var calls = new List<ProposalCall>();
        var hired = Enumerable.Range(first, count).Select(id => ((ulong)id, Name(id), PolicyOf(Name(id)))).ToArray();
        if (first == 1)
            calls.Add(new OperatorService(Contracts, Reader).SetStatusCall(Operator, OperatorStatus.Hosting));
        foreach (var (id, name, policy) in hired)
        {
            await policies.StageAsync(_dao.Holders[0], policy.Canonical, Patience);
            calls.AddRange(agents.HireCalls(id, name, Operator, TestDao.Composition.Hash(), ""));
            calls.Add(policies.PublishCall(id, policy.Root, policy.Limits.Published));
        }
        await _dao.DecideAsync($"Host {count} agents from {first} on", [.. calls]);
        foreach (var (id, name, policy) in hired)
        {
            var vault = await agents.VaultOfAsync(id, Patience);
            await vaults.MintAsync(
                _dao.Deployer, Contracts.DevToken!.Value, vault, UInt256.Of(5_000_000_000), Patience);
            _agents.Add(new LiveAgent(id, name, vault, policy));
        }
    }

    private static string Name(int id) => id == 1 ? TestDao.Name : $"{TestDao.Name}-{id}";

    private PolicySnapshot PolicyOf(string name)
    {
        var text = TestDao.Text(TestDao.Policy(agent: name))
            .Replace(TestDao.Usdc.ToLower(), Contracts.DevToken!.Value.ToLower());
        return Assert.IsType<CompileAnswer.Compiled>(PolicySnapshot.Compile(Encoding.UTF8.GetBytes(text))).Snapshot;
    }
}
