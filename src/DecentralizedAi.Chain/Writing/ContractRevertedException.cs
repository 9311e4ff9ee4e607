using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Writing;

/// <summary>A contract refused a call: DAI-4201.</summary>
public sealed class ContractRevertedException(Address? contract, ContractRevert revert, Bytes32? transaction)
    : ChainException("DAI-4201", $"{(contract is { } c ? $"contract {c}" : "a constructor")} refused: {revert}"
        + (transaction is { } hash ? $" (transaction {hash})" : " (nothing was sent)"))
{
    public Address? Contract { get; } = contract;
    public ContractRevert Revert { get; } = revert;

    /// <summary>The mined transaction; null where it was refused before it was sent.</summary>
    public Bytes32? Transaction { get; } = transaction;
}
