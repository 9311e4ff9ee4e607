using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.PolicyRegistryAbi;

namespace DecentralizedAi.Chain.Dao;

/// <summary>The policy in force for an agent.</summary>
/// <param name="Root">0 before the first publication.</param>
/// <param name="Block">Block of the publication.</param>
public sealed record PublishedPolicy(Bytes32 Root, Bytes32 LimitsHash, ulong Block);

/// <summary>Policy documents and freezes.</summary>
public sealed class PolicyService(DaoContracts dao, ContractReader reader) : IDocumentSource
{
    /// <summary>Most bytes of a document: it is stored as the code of a contract.</summary>
    public const int MaxDocumentBytes = 24_575;

    private readonly Address _registry = dao.PolicyRegistry;

    /// <summary>
    /// Puts a document's bytes on chain, where anybody reads them by their root. Again = nothing happens.
    /// </summary>
    /// <returns>The root: keccak256 of the bytes.</returns>
    /// <exception cref="ContractRevertedException">Empty, or more than <see cref="MaxDocumentBytes"/>.</exception>
    public async Task<Bytes32> StageAsync(
        TransactionSender by, ReadOnlyMemory<byte> document, CancellationToken cancellation)
    {
        await by.SendAsync(new Outgoing(_registry, StageCall(document).Data.ToArray()), cancellation)
            .ConfigureAwait(false);
        return Keccak256.Hash(document.Span);
    }

    /// <summary>The same as a call, for a DAO that does it together with the publication.</summary>
    public ProposalCall StageCall(ReadOnlyMemory<byte> document) =>
        new(_registry, new StageFunction { Document = document.ToArray() }.GetCallData());

    /// <summary>The call a vote needs to put a staged document in force with the vault's limits.</summary>
    /// <param name="limits">Compiled from the document; sorted here as the contract wants them.</param>
    public ProposalCall PublishCall(ulong agent, Bytes32 root, IReadOnlyList<AssetLimit> limits) => new(_registry,
        new PublishFunction
        {
            AgentId = agent, Root = root.ToArray(),
            Limits = [.. limits.OrderBy(l => l.Asset).Select(ToStruct)], Rules = [],
        }.GetCallData());

    /// <summary>The hash of the limits and rules in the data of a <see cref="PublishCall"/>, as the contract folds
    /// them.</summary>
    /// <exception cref="ContractRevertedException">They are unsorted or too many.</exception>
    public async Task<Bytes32> LimitsHashAsync(ReadOnlyMemory<byte> publish, CancellationToken cancellation)
    {
        var call = new PublishFunction().DecodeInput(Hex.Encode(publish.Span));
        return Bytes32.Of(await reader.ValueAsync<HashLimitsFunction, byte[]>(_registry,
            new HashLimitsFunction { Limits = call.Limits, Rules = call.Rules }, cancellation).ConfigureAwait(false));
    }

    public async Task<PublishedPolicy> ShowAsync(ulong agent, CancellationToken cancellation)
    {
        var answer = await reader.ObjectAsync<PolicyOfFunction, PolicyOfOutput>(
            _registry, new PolicyOfFunction { AgentId = agent }, cancellation).ConfigureAwait(false);
        return new PublishedPolicy(
            Bytes32.Of(answer.Value.Root), Bytes32.Of(answer.Value.LimitsHash), answer.Value.BlockNumber);
    }

    /// <inheritdoc/>
    public async Task<byte[]?> ReadAsync(Bytes32 root, CancellationToken cancellation)
    {
        try
        {
            var bytes = await reader.ValueAsync<DocumentFunction, byte[]>(
                _registry, new DocumentFunction { Root = root.ToArray() }, cancellation).ConfigureAwait(false);
            // Other bytes are no document of this root, whoever says so.
            return Keccak256.Hash(bytes) == root ? bytes : null;
        }
        catch (ContractRevertedException refusal) when (refusal.Revert.Name == "PolicyRegistryNotStaged")
        {
            return null;
        }
    }

    /// <summary>Freezes at once. By a guardian or the authority.</summary>
    /// <exception cref="ContractRevertedException">Not a guardian, frozen already, or immune after a lift.</exception>
    public Task<TransactionReceipt> FreezeAsync(
        TransactionSender guardian, FreezeTarget target, CancellationToken cancellation) =>
        guardian.SendAsync(new Outgoing(_registry,
            new FreezeFunction { What = target.What, Id = target.Id.ToBig() }.GetCallData()), cancellation);

    /// <summary>The call a vote needs to lift a freeze.</summary>
    public ProposalCall LiftCall(FreezeTarget target) =>
        new(_registry, new LiftFunction { What = target.What, Id = target.Id.ToBig() }.GetCallData());

    /// <summary>
    /// The call a vote needs to make an account guardian until <paramref name="expiry"/> (Unix seconds).
    /// </summary>
    public ProposalCall SetGuardianCall(Address guardian, ulong expiry) =>
        new(_registry, new SetGuardianFunction { Guardian = guardian.ToLower(), Expiry = expiry }.GetCallData());

    public async Task<bool> IsFrozenAsync(FreezeTarget target, CancellationToken cancellation) =>
        (await reader.ObjectAsync<FreezeOfFunction, FreezeOfOutput>(_registry,
            new FreezeOfFunction { What = target.What, Id = target.Id.ToBig() }, cancellation)
                .ConfigureAwait(false)).Value.On;

    private static LimitStruct ToStruct(AssetLimit limit) => new()
    {
        Asset = limit.Asset.ToLower(), PerAction = limit.PerAction.ToBig(), Burst = limit.Burst.ToBig(),
        Rate = limit.Rate.ToBig(), Lifetime = limit.Lifetime.ToBig(), PayeesRoot = limit.PayeesRoot.ToArray(),
        AskAbove = limit.AskAbove.ToBig(), AskBy = limit.AskBy.ToLower(),
    };
}
