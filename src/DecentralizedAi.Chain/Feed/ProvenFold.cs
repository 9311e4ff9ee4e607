using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Encoding;
using BlockHeader = DecentralizedAi.Chain.Rpc.BlockHeader;

namespace DecentralizedAi.Chain.Feed;

/// <summary>A fold that goes on block by block and is believed only where the head's slots equal it.</summary>
internal sealed class ProvenFold(DeployedDao dao, FeedOptions options)
{
    private readonly EventLog _events = new(dao.Contracts);
    private readonly Dictionary<Address, Bytes32> _code = new()
    {
        [dao.Manifest.ActionLedger.Address] = dao.Manifest.ActionLedger.CodeHash,
        [dao.Manifest.PolicyRegistry.Address] = dao.Manifest.PolicyRegistry.CodeHash,
        [dao.Manifest.AgentRegistry.Address] = dao.Manifest.AgentRegistry.CodeHash,
        [dao.Manifest.OperatorRegistry.Address] = dao.Manifest.OperatorRegistry.CodeHash,
    };

    private GovernanceFold? _fold;
    private ulong _foldedTo;

    /// <exception cref="RpcLiedException">The events of the whole chain do not fold to what the head
    /// proves.</exception>
    /// <param name="agreed">Endpoints that agree on the header.</param>
    public async Task<GovernanceViews> AtAsync(
        RpcEndpoint endpoint, IReadOnlyList<RpcEndpoint> agreed, BlockHeader header, CancellationToken cancellation)
    {
        // Until everything went well, what is folded is worth nothing.
        var fold = _fold;
        _fold = null;
        // A head that is not above the last one replaces it.
        if (fold is not null && header.Head.Number > _foldedTo)
        {
            await _events.ReadAsync(endpoint, fold, _foldedTo + 1, header.Head.Number, cancellation)
                .ConfigureAwait(false);
            var (views, difference) = await TryAsync(endpoint, agreed, header, fold, cancellation)
                .ConfigureAwait(false);
            if (difference is null)
                return Keep(fold, header, views);
        }
        fold = new GovernanceFold(dao.Contracts);
        await _events.ReadAsync(endpoint, fold, dao.Contracts.FirstBlock, header.Head.Number, cancellation)
            .ConfigureAwait(false);
        var (again, still) = await TryAsync(endpoint, agreed, header, fold, cancellation).ConfigureAwait(false);
        return still is null
            ? Keep(fold, header, again)
            : throw new RpcLiedException($"at block {header.Head.Number}, {still}");
    }

    private GovernanceViews Keep(GovernanceFold fold, BlockHeader header, GovernanceViews views)
    {
        (_fold, _foldedTo) = (fold, header.Head.Number);
        return views;
    }

    private async Task<(GovernanceViews Views, string? Difference)> TryAsync(
        RpcEndpoint endpoint, IReadOnlyList<RpcEndpoint> agreed, BlockHeader header, GovernanceFold fold,
        CancellationToken cancellation)
    {
        var block = header.Head.Number;
        var wanted = ProofSet.For(dao.Contracts, fold, options.Operator, options.PayeesToProve());
        var contracts = wanted.Contracts.ToArray();
        var reads = ViewReads.For(dao.Contracts, fold, options.Operator, block);
        var keys = new KeyReads(options.Accounts, block, dao.Manifest.Finality);
        var views = new GovernanceViews(fold, reads, keys, options.Operator);
        var alone = options.Quorum == 1;
        var answers = await endpoint.BatchAsync(
            [.. wanted.Calls(block), .. keys.Calls, .. alone ? reads.Calls : []], cancellation).ConfigureAwait(false);
        var proofs = contracts.Select((c, i) => StateProof.Open(answers[i], header, c, wanted.SlotsOf(c))).ToArray();
        foreach (var proof in proofs)
        {
            if (_code.TryGetValue(proof.Address, out var code) && code != proof.Account.CodeHash)
                throw new RpcLiedException($"the code of {proof.Address} has the hash {proof.Account.CodeHash}, in the "
                    + $"manifest {code}");
        }
        if (wanted.Difference(proofs) is { } difference)
            return (views, difference);
        keys.Take(answers.AsSpan(contracts.Length, keys.Calls.Count));
        reads.Take(alone
            ? answers[(contracts.Length + keys.Calls.Count)..]
            : await QuorumViews.AskAsync(agreed, options.Quorum, reads.Calls, cancellation).ConfigureAwait(false));
        return (views, null);
    }
}
