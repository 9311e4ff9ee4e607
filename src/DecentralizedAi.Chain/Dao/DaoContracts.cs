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
    /// <exception cref="ChainException">
    /// DAI-4211: it does not say how the DAO was deployed, or says it of other contracts.
    /// </exception>
    public static DaoContracts Of(DaoManifest manifest)
    {
        var made = manifest.Deployment ?? throw new ChainException("DAI-4211", "the manifest has no member "
            + "'deployment', so it is for 'dai log verify' alone; take the file that 'dai dao deploy' or 'dai up' "
            + "wrote");
        (string Id, Address? Named)[] named =
        [
            ("actionLedger", manifest.ActionLedger.Address), ("policyRegistry", manifest.PolicyRegistry.Address),
            ("agentRegistry", manifest.AgentRegistry.Address), ("operatorRegistry", manifest.OperatorRegistry.Address),
            ("governor", manifest.Governor?.Address),
        ];
        foreach (var (id, address) in named)
        {
            if (made.Find(id) != address)
                throw new ChainException("DAI-4211", $"the manifest names two contracts '{id}': {address} and "
                    + $"{made.Find(id)}; take the file as it was written by the deployment");
        }
        if ((made.Find("authority") ?? manifest.Authority.Address) != manifest.Authority.Address)
            throw new ChainException("DAI-4211", $"the manifest names two authorities: {manifest.Authority.Address} "
                + $"and {made.Find("authority")}; take the file as it was written by the deployment");
        return new DaoContracts(manifest.ChainId, made.Genesis, made.Block, manifest.ActionLedger.Address,
            manifest.PolicyRegistry.Address, manifest.AgentRegistry.Address, manifest.OperatorRegistry.Address,
            made.Find("agentVault") ?? throw new ChainException("DAI-4211", "the manifest names no 'agentVault'; take "
                + "the file as it was written by the deployment"),
            manifest.Authority.Address, manifest.Governor?.Address, made.Find("token"), made.Find("usdc"));
    }

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
