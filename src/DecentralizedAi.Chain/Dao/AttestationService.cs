using System.Collections.Immutable;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Deployment;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.PolicyAttestationsAbi;

namespace DecentralizedAi.Chain.Dao;

/// <summary>What an operator says about a document.</summary>
/// <param name="LimitsHash">What its compiler makes of it for the vault.</param>
/// <param name="Report">keccak256 of the canonical backtest report; 0 = none was made.</param>
/// <param name="Compiler">Version of its compiler.</param>
public sealed record PolicyAttestation(ulong Operator, Bytes32 LimitsHash, Bytes32 Report, string Compiler);

/// <summary>
/// Statements of operators about documents. The contract is no part of a deployment: its address follows from the
/// DAO's contracts alone, and whoever needs it first makes it.
/// </summary>
public sealed class AttestationService(DaoContracts dao, ContractReader reader)
{
    private const ulong Gas = 1_500_000;

    // Creation code and arguments: with the deployer's salt of 0 the address is the same for everybody.
    private readonly byte[] _init =
    [
        .. ContractArtifacts.Of("PolicyAttestations").Bytecode.Span,
        .. (dao.Governor ?? Address.Zero).Word.ToArray(), .. dao.PolicyRegistry.Word.ToArray(),
        .. dao.OperatorRegistry.Word.ToArray(),
    ];

    /// <summary>Where the contract is, or will be.</summary>
    public Address Contract => DeploymentFactory.Create2(DeploymentFactory.Deployer, Bytes32.Zero, _init);

    /// <summary>Whether somebody made it already.</summary>
    public async Task<bool> ExistsAsync(CancellationToken cancellation)
    {
        var code = await reader.Endpoint.CallAsync(DeploymentFactory.CodeOf(Contract), cancellation)
            .ConfigureAwait(false);
        return ContractArtifacts.Of("PolicyAttestations").IsCodeOf(Hex.Decode(code.GetString() ?? "0x"));
    }

    /// <summary>Makes the contract. Anybody.</summary>
    /// <exception cref="ChainException">DAI-4216: the chain has no deterministic deployer.</exception>
    public async Task CreateAsync(TransactionSender by, CancellationToken cancellation)
    {
        await by.SendAsync(new Outgoing(DeploymentFactory.Deployer, [.. Bytes32.Zero.ToArray(), .. _init], Gas),
            cancellation).ConfigureAwait(false);
        if (!await ExistsAsync(cancellation).ConfigureAwait(false))
            throw new ChainException("DAI-4216", $"nothing was made at {Contract}: this chain lacks the deterministic "
                + $"deployer {DeploymentFactory.Deployer}; have it deployed there first");
    }

    /// <summary>Publishes a statement. By the admin of a hosting operator.</summary>
    /// <exception cref="ContractRevertedException">Not the admin, not hosting, or the document is not staged.
    /// </exception>
    public Task<TransactionReceipt> AttestAsync(
        TransactionSender admin, Bytes32 root, PolicyAttestation said, CancellationToken cancellation) =>
        admin.SendAsync(new Outgoing(Contract, new AttestFunction
        {
            OperatorId = said.Operator, Root = root.ToArray(), LimitsHash = said.LimitsHash.ToArray(),
            Report = said.Report.ToArray(), Compiler = said.Compiler,
        }.GetCallData()), cancellation);

    /// <summary>The last statement of each operator about a document, by operator; none before the contract exists.
    /// </summary>
    public async Task<ImmutableArray<PolicyAttestation>> ListAsync(Bytes32 root, CancellationToken cancellation)
    {
        var logs = await reader.EventsAsync<AttestedEvent>(Contract, dao.FirstBlock, [root], cancellation)
            .ConfigureAwait(false);
        var last = new SortedDictionary<ulong, PolicyAttestation>();
        foreach (var said in logs.Select(log => log.Event))
            last[said.OperatorId.ToUlong()] = new(said.OperatorId.ToUlong(), Bytes32.Of(said.LimitsHash),
                Bytes32.Of(said.Report), said.Compiler);
        return [.. last.Values];
    }

    /// <summary>Whether an operator that is hosting now says so: what the gate asks.</summary>
    public async Task<bool> IsAttestedAsync(Bytes32 root, Bytes32 limitsHash, CancellationToken cancellation) =>
        await ExistsAsync(cancellation).ConfigureAwait(false)
        && await reader.ValueAsync<IsAttestedFunction, bool>(Contract,
            new IsAttestedFunction { Root = root.ToArray(), LimitsHash = limitsHash.ToArray() }, cancellation)
            .ConfigureAwait(false);

    /// <summary>The call a vote needs to let a document be queued only when it is attested, or to end that.</summary>
    /// <exception cref="ChainException">DAI-4214: another DAO rules, which has no such gate.</exception>
    public ProposalCall GateCall(bool on)
    {
        var governor = dao.Governor ?? throw new ChainException("DAI-4214", $"the authority {dao.Authority} has no "
            + "Governor of ours; ask that DAO's own tools for a gate");
        return new(governor, new AgentGovernorAbi.SetGateFunction
        {
            Gate = (on ? Contract : Address.Zero).ToLower(),
        }.GetCallData());
    }
}
