using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Nethereum.Contracts;
using static DecentralizedAi.Chain.Abi.AgentVaultAbi;

namespace DecentralizedAi.Chain.Dao;

/// <summary>
/// Spends of vaults from their events, believed only where they fold to the vault's slot at the head.
/// </summary>
/// <remarks>So "there is no such spend" is proven like a spend itself.</remarks>
public sealed class ChainSpendReader(DaoContracts dao, IReadOnlyList<RpcEndpoint> endpoints, int quorum)
{
    private readonly HeadQuorum _quorum = new(endpoints, quorum);

    /// <summary>The spend of that number, or null where the vault has not counted so far at the head.</summary>
    /// <exception cref="ChainException">No quorum, no answer, or the events do not fold to the slot.</exception>
    public async Task<VaultSpend?> ReadAsync(Address vault, ulong number, CancellationToken cancellation) =>
        (await ReadFromAsync(vault, number, cancellation)
            .ConfigureAwait(false)).FirstOrDefault(s => s.Number == number);

    /// <summary>Spends from <paramref name="number"/> on, in order.</summary>
    /// <exception cref="ChainException">No quorum, no answer, or the events do not fold to the slot.</exception>
    public async Task<IReadOnlyList<VaultSpend>> ReadFromAsync(
        Address vault, ulong number, CancellationToken cancellation)
    {
        var head = await _quorum.ReadAsync(cancellation).ConfigureAwait(false);
        var endpoint = head.Endpoints[0];
        var block = head.Header.Head.Number;
        var answers = await endpoint.BatchAsync(
        [
            StateProof.Ask(vault, [Slots.Spends], block),
            new RpcCall("eth_call", new { to = vault.ToLower(), data = Hex.Encode(new StreamFunction().GetCallData()) },
                RpcValues.Quantity(block)),
        ], cancellation).ConfigureAwait(false);
        var proven = StateProof.Open(answers[0], head.Header, vault, [Slots.Spends])[Slots.Spends];
        // A wrong stream shows: every receipt commits to it.
        if (!Bytes32.TryParse(answers[1].GetString(), out var stream))
            throw new RpcLiedException($"{vault} is no vault: it has no stream");
        var spends = await SpendsAsync(endpoint, vault, StreamId.Of(stream), block, cancellation).ConfigureAwait(false);
        var folded = spends.Aggregate(Bytes32.Zero, (before, spend) => new SpendStep(spend.Hash).After(before));
        return proven == folded
            ? [.. spends.Where(s => s.Number >= number)]
            : throw new RpcLiedException(
                $"vault {vault} at block {block}: the slot holds {proven}, the events fold to {folded}");
    }

    private async Task<IReadOnlyList<VaultSpend>> SpendsAsync(
        RpcEndpoint endpoint, Address vault, StreamId stream, ulong block, CancellationToken cancellation)
    {
        var filter = LogFilter.Of([vault], [EventTopic.Of<SpentEvent>()]);
        (filter["fromBlock"], filter["toBlock"]) = (RpcValues.Quantity(dao.FirstBlock), RpcValues.Quantity(block));
        var logs = await EventLog.AskAsync(endpoint, [filter], cancellation).ConfigureAwait(false);
        return [.. logs.Select(l => GovernanceFold.SpendOf(l.Log, stream, l.Time))];
    }
}
