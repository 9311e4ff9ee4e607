using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using static DecentralizedAi.Chain.Abi.ActionLedgerAbi;
using BlockHeader = DecentralizedAi.Chain.Rpc.BlockHeader;

namespace DecentralizedAi.Chain.Dao;

/// <summary>
/// Checkpoints from the ledger's events, believed only where they lead to the node's head in its slot.
/// </summary>
/// <param name="operatorId">Operator of the nodes that are asked about.</param>
public sealed class ChainCheckpointReader(
    DaoContracts dao, ulong operatorId, IReadOnlyList<RpcEndpoint> endpoints, int quorum) : ICheckpointReader
{
    private readonly HeadQuorum _quorum = new(endpoints, quorum);
    private readonly UInt256 _chainId = UInt256.Of(dao.ChainId);

    /// <inheritdoc/>
    /// <exception cref="ChainException">No quorum, no answer, or the events do not lead to the slot.</exception>
    public Task<RecordedCheckpoint?> ReadAsync(Address node, ulong number, CancellationToken cancellation) =>
        HonestHeads.ReadAsync(() => AtHeadAsync(node, number, cancellation));

    private async Task<RecordedCheckpoint?> AtHeadAsync(Address node, ulong number, CancellationToken cancellation)
    {
        var head = await _quorum.ReadAsync(cancellation).ConfigureAwait(false);
        var endpoint = head.Endpoints[0];
        var slot = Slots.Head(node);
        var ask = StateProof.Ask(dao.ActionLedger, [slot], head.Header.Head.Number);
        var answer = await endpoint.CallAsync(ask, cancellation).ConfigureAwait(false);
        var proven = StateProof.Open(answer, head.Header, dao.ActionLedger, [slot])[slot];
        var logs = await FromAsync(endpoint, head.Header, node, number, cancellation).ConfigureAwait(false);
        var (after, rest) = logs is [var first, ..] && first.Number + 1 == number
            ? (first.Head, logs.Skip(1))
            : (Bytes32.Zero, logs);
        foreach (var recorded in rest)
        {
            after = new Checkpoint(recorded.Number, after, recorded.StreamsRoot, recorded.Streams, recorded.Leaves,
                recorded.Block.Number, recorded.Block.Time, recorded.Leases).NextHead(_chainId, dao.ActionLedger, node);
        }
        if (proven != after)
            throw new RpcLiedException($"node {node} at block {head.Header.Head.Number}: the slot holds {proven}, "
                + $"checkpoints from {number} on lead to {after}");
        return logs.FirstOrDefault(l => l.Number == number) is { } wanted
            ? wanted with { Held = await HeldAsync(endpoint, wanted, cancellation).ConfigureAwait(false) }
            : null;
    }

    // The takes of the operator up to the one that the checkpoint commits to: what it says proves them all.
    private async Task<IReadOnlyDictionary<int, Lease>> HeldAsync(
        RpcEndpoint endpoint, RecordedCheckpoint recorded, CancellationToken cancellation)
    {
        var filter = Filter(dao.FirstBlock, recorded.Block.Number,
            EventTopic.Of<TakenEvent>().ToString(), UInt256.Of(operatorId).ToWord().ToString());
        var logs = await EventLog.AskAsync(endpoint, [filter], cancellation).ConfigureAwait(false);
        var (leases, held) = (Bytes32.Zero, new Dictionary<int, Lease>());
        foreach (var step in logs.SelectMany(l => GovernanceFold.LeaseSteps(l.Log)).TakeWhile(_ => leases != recorded.Leases))
        {
            leases = step.After(leases);
            held[step.Shard.Value] = new Lease(step.Node, step.Epoch);
        }
        return leases == recorded.Leases
            ? held
            : throw new RpcLiedException($"checkpoint {recorded.Number} of node {recorded.Node} commits to leases "
                + $"{recorded.Leases}, takes of operator {operatorId} lead to {leases}");
    }

    // The wanted one and the one before by their numbers, those after by where the wanted one stands.
    private async Task<IReadOnlyList<RecordedCheckpoint>> FromAsync(
        RpcEndpoint endpoint, BlockHeader header, Address node, ulong number, CancellationToken cancellation)
    {
        var two = await LogsAsync(endpoint, header, node, dao.FirstBlock, [number - 1, number], cancellation)
            .ConfigureAwait(false);
        // Far behind: that it is so is told by all that there is.
        if (two.Count == 0 && number > 1)
            return await LogsAsync(endpoint, header, node, dao.FirstBlock, null, cancellation).ConfigureAwait(false);
        if (two.All(c => c.Number != number))
            return two;
        var later = await LogsAsync(endpoint, header, node, two[^1].Block.Number, null, cancellation)
            .ConfigureAwait(false);
        return [.. two, .. later.Where(c => c.Number > number)];
    }

    private async Task<IReadOnlyList<RecordedCheckpoint>> LogsAsync(
        RpcEndpoint endpoint, BlockHeader header, Address node, ulong fromBlock, ulong[]? numbers,
        CancellationToken cancellation)
    {
        var filter = Filter(fromBlock, header.Head.Number, EventTopic.Of<CheckpointedEvent>().ToString(),
            node.Word.ToString(), numbers?.Select(n => UInt256.Of(n).ToWord().ToString()).ToArray());
        var logs = await EventLog.AskAsync(endpoint, [filter], cancellation).ConfigureAwait(false);
        return [.. logs.Select(l => Recorded(l.Log, l.Time))];
    }

    private Dictionary<string, object?> Filter(ulong fromBlock, ulong toBlock, params object?[] topics) => new()
    {
        ["address"] = dao.ActionLedger.ToLower(),
        ["fromBlock"] = RpcValues.Quantity(fromBlock),
        ["toBlock"] = RpcValues.Quantity(toBlock),
        ["topics"] = topics,
    };

    private static RecordedCheckpoint Recorded(RawLog log, ulong time)
    {
        var e = log.Decode<CheckpointedEvent>().Event;
        return new RecordedCheckpoint(Address.Parse(e.Node.ToLowerInvariant()), e.Number, Bytes32.Of(e.StreamsRoot),
            e.Streams, e.Leaves, Bytes32.Of(e.Leases), Bytes32.Of(e.Head),
            new ChainHead(log.Block, log.BlockHash, time), log.Transaction)
        { Held = new Dictionary<int, Lease>() };
    }
}
