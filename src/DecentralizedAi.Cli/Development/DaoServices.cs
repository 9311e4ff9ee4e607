using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Cli.Development;

/// <summary>The contracts of one DAO behind one endpoint.</summary>
internal sealed class DaoServices(DaoContracts contracts, RpcEndpoint endpoint, TimeProvider clock) : IDisposable
{
    private readonly RevertDecoder _reverts = RevertDecoder.OfDao();

    public DaoContracts Contracts { get; } = contracts;
    public RpcEndpoint Endpoint { get; } = endpoint;
    public GovernanceService Governance => new(Contracts, Reader, clock);
    public TokenService Token => new(Contracts, Reader);
    public PolicyService Policies => new(Contracts, Reader);
    public AttestationService Attestations => new(Contracts, Reader);
    public OperatorService Operators => new(Contracts, Reader);
    public AgentService Agents => new(Contracts, Reader);
    public LedgerService Ledger => new(Contracts, Reader);
    public VaultService Vaults => new(Reader);
    public VaultMomentReader VaultMoments => new(Contracts, Reader);

    private ContractReader Reader => new(Endpoint, _reverts);

    public static ContractReader ReaderOf(RpcEndpoint endpoint) => new(endpoint, RevertDecoder.OfDao());

    /// <summary>Sends transactions of a key.</summary>
    public TransactionSender Sender(EthereumKey key) => SenderOf(key, Endpoint, Contracts.ChainId, clock);

    public static TransactionSender SenderOf(
        EthereumKey key, RpcEndpoint endpoint, ulong chainId, TimeProvider clock) =>
        new(new ChainWriter(key, endpoint, chainId, RevertDecoder.OfDao()), clock);

    /// <summary>The domain under which accounts sign for agents of this DAO.</summary>
    public SigningDomain Domain => new(UInt256.Of(Contracts.ChainId), Contracts.ActionLedger);

    public StreamId StreamOf(ulong agent) =>
        StreamId.For(UInt256.Of(Contracts.ChainId), Contracts.ActionLedger, UInt256.Of(agent));

    /// <summary>The agent of exactly that name.</summary>
    /// <exception cref="CliException">DAI-1045: there is none.</exception>
    public async Task<RegisteredAgent> AgentAsync(string name, CancellationToken cancellation) =>
        await Agents.FindAsync(name, cancellation)
        ?? throw CliException.Usage(
            "DAI-1045", $"the registry {Contracts.AgentRegistry} has no agent '{name}'", "AGENT",
            "'dai agent list' names those there are");

    public void Dispose() => Endpoint.Dispose();
}
