using System.Collections.Concurrent;
using DecentralizedAi.Chain;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Values;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Node.Hosting;

/// <summary>Balances of the assets that an agent's policy names, at the head: the word of a quorum of endpoints.
/// </summary>
internal sealed class VaultBalance(QuorumReader chain, IDocumentSource documents) : IVaultBalance
{
    private readonly ConcurrentDictionary<Bytes32, PolicySnapshot> _compiled = new();

    public async Task<IReadOnlyList<AssetBalance>> ReadAsync(
        ulong agent, Address? of, CancellationToken cancellation)
    {
        try
        {
            var (root, vault) = await chain.AgentAsync(agent, cancellation);
            var budgets = (await PolicyAsync(agent, root, cancellation)).Document.Money.Values.ToArray();
            var units = await chain.BalancesAsync(
                [.. budgets.Select(budget => budget.Asset)], of ?? vault, cancellation);
            return [.. budgets.Zip(units, (budget, held) =>
                new AssetBalance(budget.Name, AmountText.Write(held, budget.Decimals)))];
        }
        catch (ChainException failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    private async Task<PolicySnapshot> PolicyAsync(ulong agent, Bytes32 root, CancellationToken cancellation)
    {
        if (_compiled.TryGetValue(root, out var known))
            return known;
        var bytes = await documents.ReadAsync(root, cancellation)
            ?? throw new IOException($"the policy {root} of agent {agent} is not staged; stage it again");
        return Keccak256.Hash(bytes) == root && PolicySnapshot.Compile(bytes) is CompileAnswer.Compiled compiled
            ? _compiled.GetOrAdd(root, compiled.Snapshot)
            : throw new IOException($"the policy {root} of agent {agent} does not compile; vote a correct one");
    }
}
