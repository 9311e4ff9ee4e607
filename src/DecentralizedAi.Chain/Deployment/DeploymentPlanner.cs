using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.DaoFactoryAbi;

namespace DecentralizedAi.Chain.Deployment;

/// <summary>Plans a deployment from the settings and from what the chain has of it already.</summary>
public static class DeploymentPlanner
{
    /// <param name="owner">The account that will send the transactions.</param>
    /// <exception cref="ChainException">
    /// DAI-4212 without holders or authority; DAI-4213 the authority is no contract; DAI-4216 another code is where a
    /// contract has to be.
    /// </exception>
    public static async Task<DeploymentPlan> PlanAsync(
        RpcEndpoint rpc, DaoSettings settings, Address owner, Bytes32 salt, CancellationToken cancellation)
    {
        if (settings.Authority is null && settings.Holders.Count == 0)
            throw new ChainException("DAI-4212", "a DAO without token holders can decide nothing; name holders, or an "
                + "existing authority with --authority");
        if (settings.Authority is { } other)
            await DaoDeployment.CodeAsync(rpc, other, cancellation,
                "the authority is your timelock or Safe, on this chain").ConfigureAwait(false);
        var answers = await rpc.BatchAsync(
            [new RpcCall("eth_chainId"), new RpcCall("eth_getBlockByNumber", "0x0", false)], cancellation)
            .ConfigureAwait(false);
        var hash = DaoPlan.HashOf(settings, salt);
        var factory = await DeploymentFactory.FindAsync(rpc, owner, hash, cancellation).ConfigureAwait(false);
        var plan = DaoPlan.Of(settings, number => DaoPlan.Created(factory.Address, (ulong)number));
        var codes = await rpc.BatchAsync([.. plan.Contracts.Select(c => DeploymentFactory.CodeOf(c.Address))],
            cancellation).ConfigureAwait(false);
        var steps = plan.Contracts.Select((contract, index) =>
            Step(factory.Address, contract, Hex.Decode(codes[index].GetString() ?? "0x"), index + 1));
        return new DeploymentPlan(answers[0].ToNumber(), answers[1].Word("hash"), owner, salt, hash, factory.Address,
            settings.Authority ?? plan.Contracts.Single(c => c.Id == "authority").Address, settings, plan.Contracts,
            [
                new DeploymentStep("factory", "DaoFactory", factory.Address, factory.Creation,
                    $"Create the factory {factory.Address}, which makes the contracts of plan {hash} for {owner}.",
                    factory.Exists),
                .. steps,
            ]);
    }

    private static DeploymentStep Step(Address factory, PlannedContract contract, byte[] code, int number)
    {
        var done = ContractArtifacts.Of(contract.Contract).IsCodeOf(code);
        if (code.Length > 0 && !done)
            throw new ChainException("DAI-4216", $"the code at {contract.Address} is not that of {contract.Contract}: "
                + "the owner's key made something else with this factory; deploy with another --salt");
        var create = new CreateFunction { Expected = contract.Address.ToLower(), Init = contract.Init };
        var arguments = string.Join(", ", contract.InWords().Select(a => $"{a.Name} {a.Value}"));
        return new DeploymentStep(contract.Id, contract.Contract, contract.Address,
            new Outgoing(factory, create.GetCallData(), contract.Gas),
            $"Contract {number}: create {contract.Contract} at {contract.Address} with {arguments}.", done);
    }
}
