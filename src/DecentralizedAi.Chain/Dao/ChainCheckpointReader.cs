using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Chain.Dao;

/// <summary>Checkpoints of nodes from their events.</summary>
/// <remarks>
/// An event is the endpoint's word, but its head commits to all its other words and to the checkpoint before: whoever
/// compares the head of a node's last one with the proven slot has proven them all.
/// </remarks>
public sealed class ChainCheckpointReader(DaoContracts dao, IReadOnlyList<RpcEndpoint> endpoints, int quorum)
    : ICheckpointReader
{
    private readonly HeadQuorum _quorum = new(endpoints, quorum);

    /// <inheritdoc/>
    /// <exception cref="ChainException">No quorum, no answer, or an event that its own head does not commit to.</exception>
    public async Task<RecordedCheckpoint?> ReadAsync(Address node, ulong number, CancellationToken cancellation)
    {
        var head = await _quorum.ReadAsync(cancellation).ConfigureAwait(false);
        var endpoint = head.Endpoints[0];
        var before = number > 1
            ? (await FindAsync(endpoint, head, node, number - 1, cancellation).ConfigureAwait(false))?.Head
            : Bytes32.Zero;
        var found = await FindAsync(endpoint, head, node, number, cancellation).ConfigureAwait(false);
        if (found is null || before is not { } previous)
            return null;
        var follows = new Checkpoint(number, previous, found.StreamsRoot, found.Streams, found.Leaves, found.Block.Number,
            found.Block.Time, found.Leases).NextHead(UInt256.Of(dao.ChainId), dao.ActionLedger, node);
        return follows == found.Head
            ? found
            : throw new RpcLiedException($"checkpoint {number} of node {node}: its words make head {follows}, the event "
                + $"says {found.Head}");
    }

    private async Task<RecordedCheckpoint?> FindAsync(
        RpcEndpoint endpoint, AgreedHead head, Address node, ulong number, CancellationToken cancellation)
    {
        var filter = LogFilter.Of([dao.ActionLedger], [EventTopic.Of<ActionLedgerAbi.CheckpointedEvent>()],
            node.Word, Word.Of(number));
        filter["fromBlock"] = RpcValues.Quantity(dao.FirstBlock);
        filter["toBlock"] = RpcValues.Quantity(head.Header.Head.Number);
        var answer = await endpoint.CallAsync(new RpcCall("eth_getLogs", filter), cancellation).ConfigureAwait(false);
        if (answer.EnumerateArray().Select(RawLog.Of).SingleOrDefault() is not { } log)
            return null;
        var block = await endpoint.CallAsync(
            new RpcCall("eth_getBlockByHash", log.BlockHash.ToString(), false), cancellation).ConfigureAwait(false);
        var said = log.Decode<ActionLedgerAbi.CheckpointedEvent>().Event;
        return new RecordedCheckpoint(node, number, Bytes32.Of(said.StreamsRoot), said.Streams, said.Leaves,
            Bytes32.Of(said.Leases), Bytes32.Of(said.Head), BlockHeader.Of(block).Head, log.Transaction);
    }
}
