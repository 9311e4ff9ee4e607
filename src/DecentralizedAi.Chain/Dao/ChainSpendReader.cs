using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Chain.Dao;

/// <summary>Spends of vaults from their events, believed only where they fold to the vault's slot at the head.</summary>
/// <remarks>So "there is no such spend" is proven like a spend itself.</remarks>
public sealed class ChainSpendReader(DaoContracts dao, IReadOnlyList<RpcEndpoint> endpoints, int quorum) : ISpendReader
{
    private readonly HeadQuorum _quorum = new(endpoints, quorum);
    private readonly EventLog _events = new(dao);

    /// <inheritdoc/>
    /// <exception cref="ChainException">No quorum, no answer, or the events do not fold to the slot.</exception>
    public async Task<VaultSpend?> ReadAsync(Address vault, ulong number, CancellationToken cancellation) =>
        (await ReadFromAsync(vault, number, cancellation).ConfigureAwait(false)).FirstOrDefault(s => s.Number == number);

    /// <inheritdoc/>
    /// <exception cref="ChainException">No quorum, no answer, or the events do not fold to the slot.</exception>
    public async Task<IReadOnlyList<VaultSpend>> ReadFromAsync(
        Address vault, ulong number, CancellationToken cancellation)
    {
        var head = await _quorum.ReadAsync(cancellation).ConfigureAwait(false);
        var endpoint = head.Endpoints[0];
        var block = head.Header.Head.Number;
        var fold = new GovernanceFold(dao);
        await _events.ReadAsync(endpoint, fold, dao.FirstBlock, block, cancellation).ConfigureAwait(false);
        var answer = await endpoint.CallAsync(StateProof.Ask(vault, [Slots.Spends], block), cancellation)
            .ConfigureAwait(false);
        var proven = StateProof.Open(answer, head.Header, vault, [Slots.Spends])[Slots.Spends];
        if (proven != fold.Spends.Value(vault))
            throw new RpcLiedException($"vault {vault} at block {block}: the slot holds {proven}, the events fold to "
                + $"{fold.Spends.Value(vault)}");
        return fold.SpendsOf.TryGetValue(vault, out var spends) ? [.. spends.Where(s => s.Number >= number)] : [];
    }
}
