using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Testing.Agents;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>Keys of a node.</summary>
internal sealed record NodeKeys(EthereumKey Anchor, EthereumKey Spender);

/// <summary>The local chain with a block a second, a DAO, an operator with nodes, and one agent. The authority acts
/// without votes, as the timelock does when it executes one.</summary>
internal sealed class GovernedChain : IAsyncDisposable
{
    public const ulong Agent = 1;

    private static readonly UInt256 Coins = UInt256.Of((UInt128)1_000 * 1_000_000_000_000_000_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("dai-bench-").FullName;
    private readonly List<NodeKeys> _nodes = [];
    private AnvilChainHost _host = null!;

    private GovernedChain() { }

    public RpcEndpoint Rpc { get; private set; } = null!;
    public DeployedDao Dao { get; private set; } = null!;
    public ulong Operator { get; private set; }
    public IReadOnlyList<NodeKeys> Nodes => _nodes;
    public RevertDecoder Reverts { get; } = new(ContractArtifacts.Errors);
    public ContractReader Reader => new(Rpc, Reverts);

    public static async Task<GovernedChain> StartAsync(
        int nodes, IReadOnlyList<int> mostOfAPayment, CancellationToken cancellation)
    {
        var chain = new GovernedChain();
        chain._host = await AnvilChainHost.StartAsync(new AnvilOptions
        {
            Folder = chain._folder, Binary = AnvilBinary.Find(AppContext.BaseDirectory),
        }, TimeProvider.System, cancellation).ConfigureAwait(false);
        chain.Rpc = new RpcEndpoint(chain._host.Rpc);
        using var founder = new TransactionSender(
            await chain.WriterAsync(EthereumKey.Create(), cancellation).ConfigureAwait(false), TimeProvider.System);
        chain.Dao = await DaoDeployment.DeployAsync(founder, chain.Reader, new DaoSettings
        {
            Holders = [new TokenHolder(founder.Account, Coins)], DevTokenMinter = founder.Account,
        }, cancellation).ConfigureAwait(false);
        await chain.HostAsync(founder, nodes, mostOfAPayment, cancellation).ConfigureAwait(false);
        return chain;
    }

    public ChainWriter Writer(EthereumKey key) => new(key, Rpc, _host.ChainId, Reverts);

    public RpcEndpoint Endpoint() => new(_host.Rpc);

    /// <summary>A policy of the agent that differs in the most of a payment.</summary>
    public PolicySnapshot Policy(int mostOfAPayment)
    {
        var text = TestDao.Text(TestDao.Policy(perAction: mostOfAPayment))
            .Replace(TestDao.Usdc.ToLower(), Dao.Contracts.DevToken!.Value.ToLower());
        return PolicySnapshot.Compile(System.Text.Encoding.UTF8.GetBytes(text)) is CompileAnswer.Compiled compiled
            ? compiled.Snapshot
            : throw new InvalidOperationException("a policy of the benchmark is none");
    }

    /// <summary>Puts a policy in force; its transaction.</summary>
    public Task<string> PublishAsync(PolicySnapshot policy, CancellationToken cancellation) => ActAsync(
        new PolicyService(Dao.Contracts, Reader).PublishCall(Agent, policy.Root, policy.Limits.Published),
        cancellation);

    public async Task<bool> IsMinedAsync(string transaction, CancellationToken cancellation) =>
        (await Rpc.CallAsync(new RpcCall("eth_getTransactionReceipt", transaction), cancellation)
            .ConfigureAwait(false)).ValueKind == System.Text.Json.JsonValueKind.Object;

    public async ValueTask DisposeAsync()
    {
        Rpc.Dispose();
        await _host.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task HostAsync(
        TransactionSender founder, int nodes, IReadOnlyList<int> mostOfAPayment, CancellationToken cancellation)
    {
        var operators = new OperatorService(Dao.Contracts, Reader);
        Operator = await operators.RegisterAsync(founder, founder.Account, Keccak256.Hash("card"), cancellation)
            .ConfigureAwait(false);
        for (var node = 0; node < nodes; node++)
        {
            var keys = new NodeKeys(EthereumKey.Create(), EthereumKey.Create());
            await operators.AddNodeAsync(founder, Operator, keys.Anchor, keys.Spender, cancellation)
                .ConfigureAwait(false);
            await WriterAsync(keys.Anchor, cancellation).ConfigureAwait(false);
            await WriterAsync(keys.Spender, cancellation).ConfigureAwait(false);
            _nodes.Add(keys);
        }
        var policies = new PolicyService(Dao.Contracts, Reader);
        foreach (var most in mostOfAPayment)
            await policies.StageAsync(founder, Policy(most).Canonical, cancellation).ConfigureAwait(false);
        await Rpc.CallAsync(
            new RpcCall("anvil_impersonateAccount", Dao.Contracts.Authority.ToLower()), cancellation)
            .ConfigureAwait(false);
        await _host.GiveAsync(Dao.Contracts.Authority, Coins, cancellation).ConfigureAwait(false);
        await ActAsync(operators.SetStatusCall(Operator, OperatorStatus.Hosting), cancellation).ConfigureAwait(false);
        foreach (var call in new AgentService(Dao.Contracts, Reader).HireCalls(
            Agent, TestDao.Name, Operator, TestDao.Composition.Hash(), ""))
            await ActAsync(call, cancellation).ConfigureAwait(false);
    }

    private async Task<ChainWriter> WriterAsync(EthereumKey key, CancellationToken cancellation)
    {
        await _host.GiveAsync(key.Account, Coins, cancellation).ConfigureAwait(false);
        return Writer(key);
    }

    private async Task<string> ActAsync(ProposalCall call, CancellationToken cancellation)
    {
        var transaction = new
        {
            from = Dao.Contracts.Authority.ToLower(), to = call.Target.ToLower(), data = Hex.Encode(call.Data.Span),
            gas = RpcValues.Quantity(5_000_000UL),
        };
        var answer = await Rpc.CallAsync(new RpcCall("eth_sendTransaction", transaction), cancellation)
            .ConfigureAwait(false);
        return answer.GetString() ?? throw new InvalidOperationException("the chain names no transaction");
    }
}
