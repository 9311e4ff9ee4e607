using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;

namespace DecentralizedAi.Cli.Development;

/// <summary>The contracts of one DAO behind one endpoint.</summary>
internal sealed class LocalServices(DaoContracts contracts, RpcEndpoint endpoint, TimeProvider clock) : IDisposable
{
    private readonly RevertDecoder _reverts = new(ContractArtifacts.Errors);

    public DaoContracts Contracts { get; } = contracts;
    public RpcEndpoint Endpoint { get; } = endpoint;
    public GovernanceService Governance => new(Contracts, Reader, clock);
    public TokenService Token => new(Contracts, Reader);
    public PolicyService Policies => new(Contracts, Reader);
    public OperatorService Operators => new(Contracts, Reader);
    public AgentService Agents => new(Contracts, Reader);
    public LedgerService Ledger => new(Contracts, Reader);
    public VaultService Vaults => new(Reader);

    private ContractReader Reader => new(Endpoint, _reverts);

    public static ContractReader ReaderOf(RpcEndpoint endpoint) => new(endpoint, new RevertDecoder(ContractArtifacts.Errors));

    /// <summary>Sends transactions of a key.</summary>
    public TransactionSender Sender(EthereumKey key) => SenderOf(key, Endpoint, Contracts.ChainId, clock);

    public static TransactionSender SenderOf(
        EthereumKey key, RpcEndpoint endpoint, ulong chainId, TimeProvider clock) =>
        new(new ChainWriter(key, endpoint, chainId, new RevertDecoder(ContractArtifacts.Errors)), clock);

    public void Dispose() => Endpoint.Dispose();
}
