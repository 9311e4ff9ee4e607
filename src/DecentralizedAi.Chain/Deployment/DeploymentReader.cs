using System.Numerics;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;
using static DecentralizedAi.Chain.Abi.DaoFactoryAbi;

namespace DecentralizedAi.Chain.Deployment;

/// <summary>Reads what a deployment did from the chain, whoever sent its transactions and however often.</summary>
public static class DeploymentReader
{
    /// <exception cref="ChainException">DAI-4213: a contract of the plan is not there yet.</exception>
    public static async Task<DaoManifest> ReadAsync(
        ContractReader reader, DeploymentPlan plan, CancellationToken cancellation)
    {
        var rpc = reader.Endpoint;
        Address[] places = [plan.Factory, plan.Authority, .. plan.Contracts.Select(c => c.Address)];
        var codes = await rpc.BatchAsync([.. places.Select(DeploymentFactory.CodeOf)], cancellation)
            .ConfigureAwait(false);
        var hashes = new Dictionary<Address, DeployedContract>();
        for (var i = 0; i < places.Length; i++)
            hashes[places[i]] = Deployed(places[i], codes[i].GetString());
        var since = (await reader.ValueAsync<SinceFunction, BigInteger>(plan.Factory, new SinceFunction(), cancellation)
            .ConfigureAwait(false)).ToUlong();
        var founded = await reader.EventsAsync<DaoFactoryFoundedEvent>(plan.Factory, since, [], cancellation)
            .ConfigureAwait(false);
        var made = await reader.EventsAsync<DaoFactoryCreatedEvent>(plan.Factory, since, [], cancellation)
            .ConfigureAwait(false);
        var contracts = plan.Contracts.Select(contract =>
        {
            var log = made.Single(l => l.Event.Made.ToLowerInvariant() == contract.Address.ToLower()).Log;
            return new CreatedContract(contract, hashes[contract.Address].CodeHash, log.BlockNumber.Value.ToUlong(),
                Bytes32.Parse(log.TransactionHash));
        });
        var record = new DeploymentRecord(plan.Genesis, founded[0].Log.BlockNumber.Value.ToUlong(), plan.Owner,
            plan.Salt, plan.Hash, plan.Factory, hashes[plan.Factory].CodeHash,
            Bytes32.Parse(founded[0].Log.TransactionHash), [.. contracts]);
        return Manifest(plan, hashes, record);
    }

    private static DaoManifest Manifest(
        DeploymentPlan plan, Dictionary<Address, DeployedContract> hashes, DeploymentRecord record)
    {
        var governor = ContractArtifacts.Of("AgentGovernor");
        var publish = ContractArtifacts.Of("PolicyRegistry").Abi.Functions.Single(f => f.Name == "publish");
        DeployedContract At(string id) => hashes[plan.Contracts.Single(c => c.Id == id).Address];
        return new DaoManifest(plan.ChainId, At("actionLedger"), At("policyRegistry"), At("agentRegistry"),
            At("operatorRegistry"), hashes[plan.Authority], record.Find("governor") is null ? null : At("governor"),
            plan.Settings.Finality, plan.Settings.StaleMoney, plan.Settings.AnchorWithin,
            "0x" + publish.Sha3Signature[..8], governor.Slots["_proposals"], governor.Slots["_proposalVotes"], record);
    }

    private static DeployedContract Deployed(Address address, string? code) => code is { Length: > 2 }
        ? new DeployedContract(address, Keccak256.Hash(Hex.Decode(code)))
        : throw new ChainException("DAI-4213", $"there is no contract at {address} yet; send the transactions of the "
            + "deployment that are missing, then call again");
}
