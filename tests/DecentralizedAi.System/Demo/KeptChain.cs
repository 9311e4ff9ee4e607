using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.SystemTests.Demo;

/// <summary>The kept state of a chain in a chain of its own that makes no block.</summary>
internal sealed class KeptChain : IAsyncDisposable
{
    private readonly AnvilChainHost _host;
    private readonly string _copy;
    private readonly RpcEndpoint _endpoint;

    private KeptChain(AnvilChainHost host, string copy, DeployedDao dao)
    {
        (_host, _copy, Dao) = (host, copy, dao);
        _endpoint = new RpcEndpoint(host.Rpc);
    }

    public DeployedDao Dao { get; }
    public DaoContracts Contracts => Dao.Contracts;
    public GovernanceService Governance => new(Contracts, Reader, TimeProvider.System);
    public TokenService Token => new(Contracts, Reader);
    public PolicyService Policies => new(Contracts, Reader);
    public AgentService Agents => new(Contracts, Reader);
    public VaultService Vaults => new(Reader);
    public LedgerService Ledger => new(Contracts, Reader);
    private ContractReader Reader => new(_endpoint, RevertDecoder.OfDao());

    /// <param name="folder">What the demo left; a copy of its chain is started.</param>
    public static async Task<KeptChain> StartAsync(string folder)
    {
        var copy = Directory.CreateTempSubdirectory("dai-kept-").FullName;
        File.Copy(Path.Combine(folder, "chain", "anvil.json"), Path.Combine(copy, "anvil.json"));
        var host = await AnvilChainHost.StartAsync(
            new AnvilOptions
            {
                Folder = copy, Binary = AnvilBinary.Find(Dai.Root), BlockTime = 0,
                StartWithin = TimeSpan.FromMinutes(2),
            },
            TimeProvider.System, CancellationToken.None);
        return new KeptChain(host, copy, DaoFiles.Read(Path.Combine(folder, "dao.json")));
    }

    /// <summary>All headers from the first block to the last; each is checked against its hash.</summary>
    public async Task<IReadOnlyList<BlockHeader>> HeadersAsync()
    {
        var head = await HeaderAsync("latest");
        var calls = Enumerable.Range(1, (int)head.Head.Number)
            .Select(number => new RpcCall("eth_getBlockByNumber", $"0x{number:x}", false)).ToList();
        var headers = new List<BlockHeader>();
        foreach (var batch in calls.Chunk(50))
            headers.AddRange((await _endpoint.BatchAsync(batch, default)).Select(BlockHeader.Of));
        return headers;
    }

    /// <param name="block">A number, a hash or <c>latest</c>.</param>
    public async Task<BlockHeader> HeaderAsync(string block) => BlockHeader.Of(await _endpoint.CallAsync(
        new RpcCall(block.Length == 66 ? "eth_getBlockByHash" : "eth_getBlockByNumber", block, false), default));

    public async Task<Bytes32> CodeHashAsync(Address contract) => Keccak256.Hash(Hex.Decode(
        (await _endpoint.CallAsync(new RpcCall("eth_getCode", contract.ToLower(), "latest"), default)).GetString()!));

    public async Task<Bytes32> SlotAsync(Address contract, Bytes32 slot) => Bytes32.Parse((await _endpoint.CallAsync(
        new RpcCall("eth_getStorageAt", contract.ToLower(), slot.ToString(), "latest"), default)).GetString()!);

    /// <summary>What the agent's vault paid, from its events, which fold to its slot.</summary>
    public async Task<IReadOnlyList<VaultSpend>> SpendsAsync(Address vault) =>
        await new ChainSpendReader(Contracts, [_endpoint], 1).ReadFromAsync(vault, 1, default);

    public async ValueTask DisposeAsync()
    {
        _endpoint.Dispose();
        await _host.DisposeAsync();
        Directory.Delete(_copy, recursive: true);
    }
}
