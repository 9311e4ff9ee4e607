using System.Text.Json;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Writing;

/// <summary>Receipts with the time of their block and, where a transaction failed, the error.</summary>
internal sealed class ReceiptReader(RpcEndpoint endpoint, RevertDecoder reverts)
{
    public async Task<TransactionReceipt?> ReadAsync(Bytes32 hash, CancellationToken cancellation)
    {
        var call = new RpcCall("eth_getTransactionReceipt", hash.ToString());
        var receipt = await endpoint.CallAsync(call, cancellation).ConfigureAwait(false);
        if (receipt.ValueKind != JsonValueKind.Object)
            return null;
        var block = await endpoint.CallAsync(
            new RpcCall("eth_getBlockByHash", receipt.Text("blockHash"), false), cancellation).ConfigureAwait(false);
        // The block was replaced between the two calls.
        if (block.ValueKind != JsonValueKind.Object)
            return null;
        var head = BlockHeader.Of(block).Head;
        var succeeded = receipt.Number("status") == 1;
        return new TransactionReceipt(hash, succeeded, head, receipt.Number("gasUsed"),
            succeeded ? null : await RevertOfAsync(hash, head, cancellation).ConfigureAwait(false),
            receipt.Has("contractAddress") ? receipt.Account("contractAddress") : null,
            [.. receipt.GetProperty("logs").EnumerateArray().Select(Log)]);
    }

    private static ChainLog Log(JsonElement log) => new(log.Account("address"),
        [.. log.GetProperty("topics").EnumerateArray().Select(t => Bytes32.Parse(t.GetString() ?? ""))],
        log.Bytes("data"), checked((uint)log.Number("logIndex")));

    // A receipt does not say why: the call is made again on the state before its block.
    private async Task<ContractRevert?> RevertOfAsync(Bytes32 hash, ChainHead block, CancellationToken cancellation)
    {
        var call = new RpcCall("eth_getTransactionByHash", hash.ToString());
        var sent = await endpoint.CallAsync(call, cancellation).ConfigureAwait(false);
        if (sent.ValueKind != JsonValueKind.Object || block.Number == 0)
            return null;
        var request = new Dictionary<string, object?>
        {
            ["from"] = sent.Text("from"), ["data"] = sent.Text("input"), ["value"] = sent.Text("value"),
            ["gas"] = sent.Text("gas"),
        };
        if (sent.Has("to"))
            request["to"] = sent.Text("to");
        try
        {
            await endpoint.CallAsync(new RpcCall("eth_call", request, RpcValues.Quantity(block.Number - 1)),
                cancellation)
                .ConfigureAwait(false);
            return null;
        }
        catch (RpcRefusedException refusal)
        {
            return refusal.RevertBytes is { } bytes ? reverts.Decode(Hex.Decode(bytes)) : null;
        }
    }
}
