using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Dao;

/// <summary>Where a DAO lives.</summary>
/// <param name="Authority">Owner of every contract: our timelock, or another DAO.</param>
/// <param name="Governor">Null where the authority is another DAO; then <paramref name="Token"/> is null too.</param>
/// <param name="DevToken">The token of a local development chain, else null.</param>
/// <param name="Genesis">Hash of block 0: tells two chains with one id apart.</param>
/// <param name="FirstBlock">Nothing of the DAO happened before.</param>
public sealed record DaoContracts(
    ulong ChainId,
    Bytes32 Genesis,
    ulong FirstBlock,
    Address ActionLedger,
    Address PolicyRegistry,
    Address AgentRegistry,
    Address OperatorRegistry,
    Address VaultImplementation,
    Address Authority,
    Address? Governor,
    Address? Token,
    Address? DevToken)
{
    /// <summary>The contract's name, or null for a stranger.</summary>
    public string? NameOf(Address address)
    {
        if (address == ActionLedger) return "ActionLedger";
        if (address == PolicyRegistry) return "PolicyRegistry";
        if (address == AgentRegistry) return "AgentRegistry";
        if (address == OperatorRegistry) return "OperatorRegistry";
        if (address == Authority) return Governor is null ? "Authority" : "TimelockController";
        if (address == Governor) return "AgentGovernor";
        if (address == Token) return "GovernanceToken";
        return address == DevToken ? "DevToken" : null;
    }
}
