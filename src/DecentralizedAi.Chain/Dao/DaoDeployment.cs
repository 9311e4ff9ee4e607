using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Dao;

/// <summary>Founds a DAO: creates its contracts with one deployer, who keeps no right over them.</summary>
public static class DaoDeployment
{
    /// <exception cref="ContractRevertedException">A constructor refused its arguments.</exception>
    /// <exception cref="ChainException">
    /// DAI-4212 without holders or authority; DAI-4213 a contract is not where it had to be; otherwise as the sender.
    /// </exception>
    public static async Task<DeployedDao> DeployAsync(
        TransactionSender deployer, ContractReader reader, DaoSettings settings, CancellationToken cancellation)
    {
        if (settings.Authority is null && settings.Holders.Count == 0)
            throw new ChainException("DAI-4212", "a DAO without token holders can decide nothing; name holders, or an "
                + "existing authority with --authority");
        var rpc = reader.Endpoint;
        var chainId = (await rpc.CallAsync(new RpcCall("eth_chainId"), cancellation).ConfigureAwait(false)).ToNumber();
        var genesis = await rpc.CallAsync(new RpcCall("eth_getBlockByNumber", "0x0", false), cancellation)
            .ConfigureAwait(false);
        var plan = DaoPlan.Of(settings, deployer.Account, await deployer.NextNonceAsync(cancellation)
            .ConfigureAwait(false));
        var receipts = await deployer.SendAllAsync(plan.Steps, cancellation).ConfigureAwait(false);
        var contracts = new DaoContracts(chainId, genesis.Word("hash"), receipts[0].Block.Number, plan["actionLedger"],
            plan["policyRegistry"], plan["agentRegistry"], plan["operatorRegistry"], plan["agentVault"],
            plan["authority"], plan.Find("governor"), plan.Find("token"), plan.Find("usdc"));
        return new DeployedDao(await ManifestOfAsync(reader, contracts, settings, cancellation).ConfigureAwait(false),
            contracts);
    }

    /// <summary>The hash of an account's code, as its account on chain says.</summary>
    /// <exception cref="ChainException">DAI-4213: there is no code.</exception>
    public static async Task<DeployedContract> CodeAsync(
        RpcEndpoint rpc, Address address, CancellationToken cancellation)
    {
        var code = await rpc.CallAsync(new RpcCall("eth_getCode", address.ToLower(), "latest"), cancellation)
            .ConfigureAwait(false);
        var bytes = Hex.Decode(code.GetString() ?? "0x");
        return bytes.Length > 0
            ? new DeployedContract(address, Keccak256.Hash(bytes))
            : throw new ChainException("DAI-4213",
                $"there is no contract at {address}; is this the chain of the manifest?");
    }

    private static async Task<DaoManifest> ManifestOfAsync(
        ContractReader reader, DaoContracts dao, DaoSettings settings, CancellationToken cancellation)
    {
        var rpc = reader.Endpoint;
        var governor = ContractArtifacts.Of("AgentGovernor");
        var publish = ContractArtifacts.Of("PolicyRegistry").Abi.Functions.Single(f => f.Name == "publish");
        return new DaoManifest(dao.ChainId,
            await CodeAsync(rpc, dao.ActionLedger, cancellation).ConfigureAwait(false),
            await CodeAsync(rpc, dao.PolicyRegistry, cancellation).ConfigureAwait(false),
            await CodeAsync(rpc, dao.AgentRegistry, cancellation).ConfigureAwait(false),
            await CodeAsync(rpc, dao.OperatorRegistry, cancellation).ConfigureAwait(false),
            await CodeAsync(rpc, dao.Authority, cancellation).ConfigureAwait(false),
            dao.Governor is { } address ? await CodeAsync(rpc, address, cancellation).ConfigureAwait(false) : null,
            settings.Finality, settings.StaleMoney, settings.AnchorWithin, "0x" + publish.Sha3Signature[..8],
            governor.Slots["_proposals"], governor.Slots["_proposalVotes"]);
    }
}
