using System.Collections.Concurrent;
using DecentralizedAi.Chain;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Node.Hosting;

/// <summary>Balances of the assets that an agent's policy names, read at the head.</summary>
internal sealed class VaultBalance(AgentService agents, PolicyService policies, VaultService vaults) : IVaultBalance
{
    private readonly ConcurrentDictionary<Bytes32, PolicySnapshot> _compiled = new();

    public async Task<IReadOnlyList<AssetBalance>> ReadAsync(
        ulong agent, Address? of, CancellationToken cancellation)
    {
        try
        {
            var policy = await PolicyAsync(agent, cancellation);
            var owner = of ?? await agents.VaultOfAsync(agent, cancellation);
            var balances = new List<AssetBalance>();
            foreach (var budget in policy.Document.Money.Values)
            {
                var units = await vaults.BalanceAsync(budget.Asset, owner, cancellation);
                balances.Add(new AssetBalance(budget.Name, AmountText.Write(units, budget.Decimals)));
            }
            return balances;
        }
        catch (ChainException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    private async Task<PolicySnapshot> PolicyAsync(ulong agent, CancellationToken cancellation)
    {
        var root = (await policies.ShowAsync(agent, cancellation)).Root;
        if (_compiled.TryGetValue(root, out var known))
            return known;
        var bytes = await policies.ReadAsync(root, cancellation)
            ?? throw new IOException($"the policy {root} of agent {agent} is not staged; stage it again");
        return PolicySnapshot.Compile(bytes) is CompileAnswer.Compiled compiled
            ? _compiled.GetOrAdd(root, compiled.Snapshot)
            : throw new IOException($"the policy {root} of agent {agent} does not compile; vote a correct one");
    }
}
