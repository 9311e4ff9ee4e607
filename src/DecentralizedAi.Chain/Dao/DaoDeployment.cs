using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Deployment;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Dao;

/// <summary>Founds a DAO: creates its contracts by one account, which keeps no right over them.</summary>
public static class DaoDeployment
{
    /// <summary>Sends all at once, so that they share blocks; for chains where gas costs nothing.</summary>
    /// <exception cref="ContractRevertedException">A constructor refused its arguments.</exception>
    /// <exception cref="ChainException">As the planner, the sender and the record.</exception>
    public static async Task<DeployedDao> DeployAsync(
        TransactionSender deployer, ContractReader reader, DaoSettings settings, CancellationToken cancellation)
    {
        var plan = await DeploymentPlanner.PlanAsync(reader.Endpoint, settings, deployer.Account, default, cancellation)
            .ConfigureAwait(false);
        await deployer.SendAllAsync([.. plan.Open.Select(step => step.Transaction)], cancellation)
            .ConfigureAwait(false);
        return DeployedDao.Of(await DeploymentReader.ReadAsync(reader, plan, cancellation).ConfigureAwait(false));
    }

    /// <summary>
    /// Sends what is missing one after the other, each after the one before it is mined; after a failure the same call
    /// goes on where it stopped.
    /// </summary>
    /// <param name="mined">Told of each step that is done.</param>
    /// <exception cref="ContractRevertedException">A constructor refused; nothing was sent for it.</exception>
    public static async Task SendAsync(
        TransactionSender owner, DeploymentPlan plan, Action<DeploymentStep, Bytes32> mined,
        CancellationToken cancellation)
    {
        foreach (var step in plan.Open)
        {
            // Without a named amount the chain is asked first, and what would fail costs nothing.
            var receipt = await owner.SendAsync(step.Transaction with { Gas = 0 }, cancellation).ConfigureAwait(false);
            mined(step, receipt.Hash);
        }
    }

    /// <summary>The hash of an account's code, as its account on chain says.</summary>
    /// <param name="fix">What to do where there is none.</param>
    /// <exception cref="ChainException">DAI-4213: there is no code.</exception>
    public static async Task<DeployedContract> CodeAsync(
        RpcEndpoint rpc, Address address, CancellationToken cancellation,
        string fix = "is this the chain of the manifest?")
    {
        var code = await rpc.CallAsync(DeploymentFactory.CodeOf(address), cancellation).ConfigureAwait(false);
        var bytes = Hex.Decode(code.GetString() ?? "0x");
        return bytes.Length > 0
            ? new DeployedContract(address, Keccak256.Hash(bytes))
            : throw new ChainException("DAI-4213",
                $"there is no contract at {address}; {fix}");
    }
}
