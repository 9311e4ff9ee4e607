using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Chain;

/// <summary>Everything that a vault and the contracts it asks look at when they are asked for a spend.</summary>
/// <param name="Time">Unix seconds of the block in which the spend is.</param>
/// <param name="Domain">Chain and ledger.</param>
/// <param name="NextNumber">Number that the next spend has to have.</param>
/// <param name="Operator">Operator of the agent.</param>
/// <param name="Active">The agent's status is active.</param>
/// <param name="Spender">What the operators' registry says of the key that sends.</param>
/// <param name="Lease">Of the agent's shard; zero before the first.</param>
/// <param name="Log">Log of the spender's node.</param>
/// <param name="PolicyRoot">The policy in force; approvals name it.</param>
/// <param name="Assets">Listed assets, each bucket as it was last settled.</param>
/// <param name="UsedApprovals">Digests of approvals that the vault has counted.</param>
public sealed record VaultMoment(
    ulong Time,
    SigningDomain Domain,
    ulong Agent,
    ulong NextNumber,
    ulong Operator,
    bool Active,
    SpenderSeat Spender,
    Lease Lease,
    NodeCount Log,
    VaultConstants Constants,
    IReadOnlySet<FreezeTarget> Frozen,
    Bytes32 PolicyRoot,
    IReadOnlyDictionary<Address, VaultBudget> Assets,
    IReadOnlySet<Bytes32> UsedApprovals);

/// <summary>A key as a spender.</summary>
/// <param name="Key">The account that sends the spend.</param>
/// <param name="Operator">Whose it is; 0 where it is no spender key in force.</param>
/// <param name="Node">The anchor key of its node.</param>
/// <param name="Hosting">Its operator may host.</param>
public readonly record struct SpenderSeat(Address Key, ulong Operator, Address Node, bool Hosting);

/// <summary>What the ledger counts for a node.</summary>
/// <param name="Retired">Its anchor key was revoked.</param>
/// <param name="Number">Checkpoints so far.</param>
/// <param name="Time">Unix seconds of the last.</param>
/// <param name="Unlogged">Spends since.</param>
public readonly record struct NodeCount(bool Retired, ulong Number, ulong Time, uint Unlogged);

/// <summary>Immutable values of the ledger: seconds, and a number of spends.</summary>
public readonly record struct VaultConstants(ulong MaxLogAge, uint MaxUnlogged);

/// <summary>A listed asset of a vault.</summary>
/// <param name="Balance">What the vault owns of it.</param>
public sealed record VaultBudget(AssetLimit Limit, Bucket Bucket, UInt256 Balance);
