using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Chain;

/// <summary>What one block proves about one operator and the agents it hosts.</summary>
/// <remarks>
/// Publications, freezes, compositions, leases, spends and node heads are histories in single slots: the values here
/// are folded from events and accepted only when the fold equals the slot that a proof opens under the header.
/// </remarks>
/// <param name="Head">The block everything here holds at.</param>
/// <param name="Operator">The operator the view is about.</param>
/// <param name="OperatorFrozen">Its freeze is on.</param>
/// <param name="Agents">Agents whose composition names this operator, by agent id.</param>
/// <param name="FrozenPayees">Every denied payee.</param>
/// <param name="Leases">Holder of each leased shard (0 to 63).</param>
/// <param name="Nodes">The log of every node that ever held a lease or is bound as an anchor key.</param>
public sealed record GovernanceView(
    ChainHead Head,
    ulong Operator,
    bool OperatorFrozen,
    IReadOnlyDictionary<ulong, AgentGovernance> Agents,
    IReadOnlySet<Address> FrozenPayees,
    IReadOnlyDictionary<int, Lease> Leases,
    IReadOnlyDictionary<Address, NodeLog> Nodes)
{
    /// <summary>Per shard the lease before the one in <see cref="Leases"/>; absent while that is the first.</summary>
    public IReadOnlyDictionary<int, Lease> LeasesBefore { get; init; } = new Dictionary<int, Lease>();

    /// <summary>Of the operator; none before it is registered.</summary>
    public OperatorStatus OperatorStatus { get; init; }

    /// <summary>Keys of the operator that are bound and not revoked.</summary>
    public IReadOnlySet<Address> Keys { get; init; } = new HashSet<Address>();

    /// <summary>Accounts of the node's own keys. At the final block one may be absent: then nobody has its state.
    /// </summary>
    public IReadOnlyDictionary<Address, KeyAccount> Accounts { get; init; } = new Dictionary<Address, KeyAccount>();
}

/// <summary>An account of a key at a block.</summary>
/// <param name="Nonce">Mined transactions: the lowest nonce that can still be used.</param>
/// <param name="Balance">Wei for gas.</param>
public readonly record struct KeyAccount(ulong Nonce, UInt256 Balance);

/// <summary>The law of one agent at a block.</summary>
/// <param name="Agent">Its id.</param>
/// <param name="Name">Its name, which hashes to <c>names[agent]</c>.</param>
/// <param name="Operator">The operator that hosts it.</param>
/// <param name="PolicyRoot">Root of the policy in force; 0 before the first publication.</param>
/// <param name="LimitsHash">Hash of the vault's limits published with the root.</param>
/// <param name="Composition">Hash of its composition document.</param>
/// <param name="Vault">The only holder of its money.</param>
/// <param name="Frozen">The agent or its operator is frozen.</param>
/// <param name="SpendCount">Spends of the vault so far; the next number is one more.</param>
/// <param name="Spends">Head of the vault's chain of receipts.</param>
/// <param name="Levels">Per listed asset what the vault would let leave; read, not proven.</param>
public sealed record AgentGovernance(
    ulong Agent,
    string Name,
    ulong Operator,
    Bytes32 PolicyRoot,
    Bytes32 LimitsHash,
    Bytes32 Composition,
    Address Vault,
    bool Frozen,
    ulong SpendCount,
    Bytes32 Spends,
    IReadOnlyDictionary<Address, AssetLevel> Levels)
{
    /// <summary>Block of the publication in force; 0 before the first.</summary>
    public ulong PublishedAt { get; init; }

    /// <summary>In the registry.</summary>
    public AgentStatus Status { get; init; }

    /// <summary>Spends of the vault in the order of their numbers, the first of them number 1; those after
    /// <see cref="SpendCount"/> are of later blocks.</summary>
    public IReadOnlyList<VaultSpend> Receipts { get; init; } = [];

    /// <summary>The spend of a number, or null where the vault has not counted so far at this block.</summary>
    public VaultSpend? Spend(ulong number) =>
        number > 0 && number <= SpendCount && number <= (ulong)Receipts.Count ? Receipts[(int)number - 1] : null;
}

/// <summary>An asset of a vault at a block, in the asset's smallest unit.</summary>
/// <param name="Level">What the bucket holds, settled to the block's time.</param>
/// <param name="Spent">Debits since the first listing.</param>
/// <param name="Balance">What the vault owns.</param>
public readonly record struct AssetLevel(UInt256 Level, UInt256 Spent, UInt256 Balance);

/// <summary>Who holds a shard, since which epoch (from 1).</summary>
public readonly record struct Lease(Address Node, ulong Epoch);

/// <summary>The log of a node on chain.</summary>
/// <param name="Head">Head of its chain of checkpoints; 0 before the first.</param>
/// <param name="Checkpoints">Number of the last checkpoint.</param>
/// <param name="LastCheckpointTime">Unix seconds; 0 before the first.</param>
/// <param name="Unlogged">Spends since its last checkpoint; read, not proven.</param>
public readonly record struct NodeLog(Bytes32 Head, ulong Checkpoints, ulong LastCheckpointTime, uint Unlogged);

/// <summary>The same at the head and at the newest block that no reorganisation is expected to undo.</summary>
public sealed record GovernancePair(GovernanceView Head, GovernanceView Final)
{
    /// <summary>Fees that the next blocks should accept.</summary>
    public TransactionFees Fees { get; init; }

    /// <summary>Logs of the newest final blocks that a policy in force listens to, in the order of the chain.</summary>
    public IReadOnlyList<FinalLog> Logs { get; init; } = [];
}
