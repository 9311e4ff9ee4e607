using System.Numerics;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.AgentRegistryAbi;

namespace DecentralizedAi.Chain.Dao;

/// <summary>An agent as the registry has it.</summary>
/// <param name="Operator">0 until it is assigned; so is <paramref name="Composition"/>.</param>
public sealed record RegisteredAgent(
    ulong Id, string Name, ulong Operator, AgentStatus Status, Bytes32 Composition, Address Vault);

/// <summary>What the vaults of an operator's agents may lose in one asset; smallest units.</summary>
/// <param name="Burst">At once.</param>
/// <param name="Rate">2^-64 units per second after that.</param>
/// <param name="Level">What the buckets hold now.</param>
/// <param name="Left">What the lifetimes leave.</param>
public sealed record AssetExposure(Address Asset, UInt256 Burst, UInt256 Rate, UInt256 Level, UInt256 Left);

/// <summary>Agents: id, name, operator, composition, vault.</summary>
public sealed class AgentService(DaoContracts dao, ContractReader reader)
{
    private readonly Address _registry = dao.AgentRegistry;

    /// <summary>
    /// The calls a vote needs to make an agent with its vault under exactly this id. Where another proposal took the id
    /// first, naming it reverts, and with it everything that stands beside these calls: no policy, operator or name
    /// ever reaches another agent than the one that was voted.
    /// </summary>
    /// <param name="id">One more than <see cref="CountAsync"/> says.</param>
    public IReadOnlyList<ProposalCall> HireCalls(
        ulong id, string name, ulong operatorId, Bytes32 composition, string uri) =>
    [
        new(_registry, new RegisterFunction { AgentURI = uri }.GetCallData()),
        new(_registry, new SetNameFunction { AgentId = id, Name = name }.GetCallData()),
        AssignCall(id, operatorId, composition),
    ];

    /// <summary>The call a vote needs to give an agent another operator or composition.</summary>
    public ProposalCall AssignCall(ulong agent, ulong operatorId, Bytes32 composition) => new(_registry,
        new AssignFunction
        {
            AgentId = agent, OperatorId = operatorId, Composition = composition.ToArray(),
        }.GetCallData());

    /// <summary>The call a vote needs to pause, resume or retire an agent.</summary>
    public ProposalCall SetStatusCall(ulong agent, AgentStatus status) => new(_registry,
        new SetStatusFunction { AgentId = agent, Status = (byte)status }.GetCallData());

    public async Task<ulong> CountAsync(CancellationToken cancellation) =>
        (await reader.ValueAsync<AgentCountFunction, BigInteger>(
            _registry, new AgentCountFunction(), cancellation).ConfigureAwait(false)).ToUlong();

    /// <exception cref="Writing.ContractRevertedException">There is no such agent.</exception>
    public async Task<RegisteredAgent> ShowAsync(ulong id, CancellationToken cancellation)
    {
        var answer = await reader.ObjectAsync<AgentOfFunction, AgentOfOutput>(
            _registry, new AgentOfFunction { AgentId = id }, cancellation).ConfigureAwait(false);
        var agent = answer.Value;
        return new RegisteredAgent(id, agent.Name, agent.OperatorId, (AgentStatus)agent.Status,
            Bytes32.Of(agent.Composition), Address.Parse(agent.Vault.ToLowerInvariant()));
    }

    /// <summary>The agent of that name, or null.</summary>
    public async Task<RegisteredAgent?> FindAsync(string name, CancellationToken cancellation)
    {
        var id = await reader.ValueAsync<AgentNamedFunction, BigInteger>(_registry,
            new AgentNamedFunction { NameHash = Keccak256.Hash(name).ToArray() }, cancellation).ConfigureAwait(false);
        return id.IsZero ? null : await ShowAsync(id.ToUlong(), cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<RegisteredAgent>> ListAsync(CancellationToken cancellation)
    {
        var count = await CountAsync(cancellation).ConfigureAwait(false);
        var agents = new List<RegisteredAgent>();
        for (var id = 1UL; id <= count; id++)
            agents.Add(await ShowAsync(id, cancellation).ConfigureAwait(false));
        return agents;
    }

    /// <summary>The address that the vault of an agent has, or will have when it is enrolled.</summary>
    public async Task<Address> VaultOfAsync(ulong agent, CancellationToken cancellation) =>
        Address.Parse((await reader.ValueAsync<VaultOfFunction, string>(_registry,
            new VaultOfFunction { AgentId = agent }, cancellation).ConfigureAwait(false)).ToLowerInvariant());

    /// <summary>Per asset what the vaults of an operator may lose to a thief of its keys.</summary>
    public async Task<IReadOnlyList<AssetExposure>> ExposureAsync(ulong operatorId, CancellationToken cancellation)
    {
        var answer = await reader.ObjectAsync<ExposureFunction, ExposureOutput>(
            _registry, new ExposureFunction { OperatorId = operatorId }, cancellation).ConfigureAwait(false);
        return
        [
            .. answer.List.Select(e => new AssetExposure(Address.Parse(e.Asset.ToLowerInvariant()), e.Burst.ToUInt256(),
                e.Rate.ToUInt256(), e.Level.ToUInt256(), e.Left.ToUInt256())),
        ];
    }
}
