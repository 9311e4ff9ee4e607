using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Chain;

/// <summary>A payment as the vault is asked for it.</summary>
/// <param name="Vault">The agent's vault.</param>
/// <param name="Epoch">Epoch of the shard's lease under which the node pays.</param>
/// <param name="Number">Number of the spend: one more than the vault has counted.</param>
/// <param name="Opened">Hash of the Opened leaf.</param>
/// <param name="Purpose">Word 10 of that leaf.</param>
/// <param name="Amount">Smallest unit of the asset, greater than 0.</param>
/// <param name="NotAfter">Unix milliseconds, as in the Opened leaf; the vault refuses later blocks.</param>
/// <param name="Mode">Mode of the payee: 1 = a contract that is told of the payment.</param>
/// <param name="PayeeProof">Path of the payee's leaf to the published payees root.</param>
/// <param name="Approval">Needed above the asset's threshold.</param>
public sealed record SpendOrder(
    Address Vault,
    ulong Epoch,
    ulong Number,
    Bytes32 Opened,
    Bytes32 Action,
    Bytes32 Purpose,
    Address Asset,
    Address To,
    UInt256 Amount,
    ulong NotAfter,
    byte Mode,
    IReadOnlyList<Bytes32> PayeeProof,
    SpendApproval? Approval);

/// <summary>What the approver signed, beside the words of the spend itself and the policy root in force.</summary>
/// <param name="Call">Body word of the Awaiting leaf.</param>
/// <param name="Deadline">Unix seconds.</param>
public sealed record SpendApproval(Bytes32 Call, ulong Deadline, ReadOnlyMemory<byte> Signature);

/// <summary>Calls of a vault as bytes.</summary>
public interface IVaultCalls
{
    /// <summary>Call data of the spend; its target is the order's vault.</summary>
    byte[] Spend(SpendOrder order);

    /// <summary>Gas to allow for a spend.</summary>
    ulong SpendGas { get; }
}

/// <summary>Calls of the ledger as bytes.</summary>
public interface ILedgerCalls
{
    /// <summary>Address of the ledger.</summary>
    Address Ledger { get; }

    /// <summary>
    /// Takes shards (0 to 63) for the sender; reverts when the head of a node it takes from is another.
    /// </summary>
    /// <param name="shards">Ascending, without repetition.</param>
    /// <param name="expectedHeads">Per shard: head of the node that holds it now; 0 where there is none.</param>
    byte[] Take(IReadOnlyList<int> shards, IReadOnlyList<Bytes32> expectedHeads);

    /// <summary>Anchors a batch of the sender; both counts are greater than 0.</summary>
    byte[] Checkpoint(Bytes32 streamsRoot, uint streams, ulong leaves);

    /// <summary>Gas to allow for taking so many shards.</summary>
    ulong TakeGas(int shards);

    /// <summary>Gas to allow for a checkpoint.</summary>
    ulong CheckpointGas { get; }
}
