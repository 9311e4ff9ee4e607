using System.Text.Json;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Nethereum.RLP;
using BlockHeader = DecentralizedAi.Chain.Rpc.BlockHeader;

namespace DecentralizedAi.Chain.Feed;

/// <summary>The logs of a block, believed only where receipts and transactions make the roots in its header.</summary>
internal static class BlockReceipts
{
    /// <summary>Logs of the watched sources, in the order of the block.</summary>
    /// <exception cref="RpcLiedException">The answers do not make the header's roots.</exception>
    public static async Task<IReadOnlyList<FinalLog>> ReadAsync(
        RpcEndpoint endpoint, BlockHeader header, IReadOnlySet<LogSource> watched, CancellationToken cancellation)
    {
        var block = header.Head.Hash.ToString();
        var answer = await endpoint.CallAsync(new RpcCall("eth_getBlockReceipts", block), cancellation)
            .ConfigureAwait(false);
        var receipts = answer.EnumerateArray().ToArray();
        Require(header, "receipts", header.ReceiptsRoot, OrderedTrie.Root([.. receipts.Select(Encode)]));
        // A receipt does not say of which transaction it is: that is told by its place alone.
        var raw = await endpoint.BatchAsync([.. receipts.Select((_, place) =>
            new RpcCall("eth_getRawTransactionByBlockHashAndIndex", block, RpcValues.Quantity((ulong)place)))],
            cancellation).ConfigureAwait(false);
        byte[][] transactions = [.. raw.Select(text => Hex.Decode(text.GetString() ?? ""))];
        Require(header, "transactions", header.TransactionsRoot, OrderedTrie.Root(transactions));
        return [.. receipts.SelectMany((receipt, place) => Logs(
            receipt, Keccak256.Hash(transactions[place]), header.Head.Number).Where(l => watched.Contains(l.Source)))];
    }

    private static IEnumerable<FinalLog> Logs(JsonElement receipt, Bytes32 transaction, ulong block) => receipt
        .GetProperty("logs").EnumerateArray()
        .Select((log, index) => (Topics: Topics(log), Contract: log.Account("address"), Index: (ulong)index))
        .Where(log => log.Topics.Length > 0)
        .Select(log => new FinalLog(new LogSource(log.Contract, log.Topics[0]), transaction, log.Index, block));

    private static void Require(BlockHeader header, string what, Bytes32 named, Bytes32 made)
    {
        if (named != made)
            throw new RpcLiedException(
                $"block {header.Head.Number} names {what} {named}, those of the endpoint make {made}");
    }

    private static byte[] Encode(JsonElement receipt)
    {
        var outcome = receipt.Has("status") ? Trimmed(receipt, "status") : Raw(receipt, "root");
        var logs = receipt.GetProperty("logs").EnumerateArray().Select(log => RLP.EncodeList(
            Raw(log, "address"),
            RLP.EncodeList([.. Topics(log).Select(topic => RLP.EncodeElement(topic.ToArray()))]),
            Raw(log, "data")));
        var body = RLP.EncodeList(
            outcome, Trimmed(receipt, "cumulativeGasUsed"), Raw(receipt, "logsBloom"), RLP.EncodeList([.. logs]));
        var type = receipt.Has("type") ? receipt.Number("type") : 0;
        return type == 0 ? body : [checked((byte)type), .. body];
    }

    private static Bytes32[] Topics(JsonElement log) =>
        [.. log.GetProperty("topics").EnumerateArray().Select(topic => Bytes32.Parse(topic.GetString() ?? ""))];

    private static byte[] Raw(JsonElement parent, string name) => RLP.EncodeElement(parent.Bytes(name));

    private static byte[] Trimmed(JsonElement parent, string name) =>
        RLP.EncodeElement(parent.Wide(name).ToWord().ToArray().AsSpan().TrimStart((byte)0).ToArray());
}
