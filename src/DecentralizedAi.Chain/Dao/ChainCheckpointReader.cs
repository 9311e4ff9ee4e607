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
public sealed class ChainCheckpointReader(DaoContracts dao, IReadOnlyList<RpcEndpoint> endpoints, int quorum)
    : ICheckpointReader
{
    private readonly HeadQuorum _quorum = new(endpoints, quorum);
    private readonly UInt256 _chainId = UInt256.Of(dao.ChainId);

    /// <inheritdoc/>
    /// <exception cref="ChainException">No quorum, no answer, or the events do not lead to the slot.</exception>
    public async Task<RecordedCheckpoint?> ReadAsync(Address node, ulong number, CancellationToken cancellation)
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
        return proven == after
            ? logs.FirstOrDefault(l => l.Number == number)
            : throw new RpcLiedException($"node {node} at block {head.Header.Head.Number}: the slot holds {proven}, "
                + $"checkpoints from {number} on lead to {after}");
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
        var filter = new Dictionary<string, object?>
        {
            ["address"] = dao.ActionLedger.ToLower(),
            ["fromBlock"] = RpcValues.Quantity(fromBlock),
            ["toBlock"] = RpcValues.Quantity(header.Head.Number),
            ["topics"] = new object?[]
            {
                EventTopic.Of<CheckpointedEvent>().ToString(), node.Word.ToString(),
                numbers?.Select(n => UInt256.Of(n).ToWord().ToString()).ToArray(),
            },
        };
        var logs = await EventLog.AskAsync(endpoint, [filter], cancellation).ConfigureAwait(false);
        return [.. logs.Select(l => Recorded(l.Log, l.Time))];
    }

    private static RecordedCheckpoint Recorded(RawLog log, ulong time)
    {
        var e = log.Decode<CheckpointedEvent>().Event;
        return new RecordedCheckpoint(Address.Parse(e.Node.ToLowerInvariant()), e.Number, Bytes32.Of(e.StreamsRoot),
            e.Streams, e.Leaves, Bytes32.Of(e.Leases), Bytes32.Of(e.Head),
            new ChainHead(log.Block, log.BlockHash, time), log.Transaction);
    }
}
