using System.Text.Json;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Chain.Writing;

/// <summary>A transaction that waits in a pool, as its key signed it.</summary>
public sealed record WaitingTransaction(Bytes32 Hash, TransactionDraft Draft);

/// <summary>What waits of one key in the pool of an endpoint.</summary>
/// <param name="Count">Nonces that the pool has and the head does not.</param>
/// <param name="Next">The first of them; null where none waits or the endpoint does not show it.</param>
public sealed record WaitingLine(ulong Count, WaitingTransaction? Next);

/// <summary>Reads the pool of an endpoint. Only what the key itself signed counts: an endpoint could show another
/// call, and whoever signs that again would make it.</summary>
public sealed class WaitingTransactions(RpcEndpoint endpoint, ulong chainId)
{
    public async Task<WaitingLine> ReadAsync(Address account, CancellationToken cancellation)
    {
        var answers = await endpoint.BatchAsync(
            [.. new[] { "latest", "pending" }.Select(block =>
                new RpcCall("eth_getTransactionCount", account.ToLower(), block))], cancellation).ConfigureAwait(false);
        var (next, after) = (answers[0].ToNumber(), answers[1].ToNumber());
        return after <= next
            ? new WaitingLine(0, null)
            : new WaitingLine(after - next, await FindAsync(account, next, cancellation).ConfigureAwait(false));
    }

    // Some endpoints show their pool, some only a block that they would make.
    private async Task<WaitingTransaction?> FindAsync(Address account, ulong nonce, CancellationToken cancellation)
    {
        foreach (var call in (RpcCall[])[
            new("txpool_contentFrom", account.ToLower()), new("txpool_content"),
            new("eth_getBlockByNumber", "pending", true)])
            try
            {
                var answer = await endpoint.CallAsync(call, cancellation).ConfigureAwait(false);
                foreach (var shown in Transactions(answer))
                    if (shown.Account("from") == account && shown.Number("nonce") == nonce
                        && Read(shown) is { } one && Signer(shown, one.Draft) == account)
                        return one;
            }
            catch (RpcRefusedException)
            {
                // It does not offer this one.
            }
        return null;
    }

    private static IEnumerable<JsonElement> Transactions(JsonElement at) => at.ValueKind switch
    {
        JsonValueKind.Object when at.Has("nonce") && at.Has("maxFeePerGas") => [at],
        JsonValueKind.Object => at.EnumerateObject().SelectMany(member => Transactions(member.Value)),
        JsonValueKind.Array => at.EnumerateArray().SelectMany(Transactions),
        _ => [],
    };

    private WaitingTransaction? Read(JsonElement shown)
    {
        if (shown.Text("type") != "0x2"
            || (shown.Has("accessList") && shown.GetProperty("accessList").GetArrayLength() > 0))
            return null;
        var draft = new TransactionDraft(shown.Has("to") ? shown.Account("to") : null, shown.Bytes("input"),
            shown.Number("gas"), shown.Number("nonce"),
            new TransactionFees(shown.Wide("maxFeePerGas"), shown.Wide("maxPriorityFeePerGas")), shown.Wide("value"));
        return new WaitingTransaction(shown.Word("hash"), draft);
    }

    private Address? Signer(JsonElement shown, TransactionDraft draft)
    {
        var signature = new byte[65];
        shown.Wide("r").ToWord().CopyTo(signature.AsSpan(0, 32));
        shown.Wide("s").ToWord().CopyTo(signature.AsSpan(32, 32));
        signature[64] = (byte)(27 + shown.Number(shown.Has("yParity") ? "yParity" : "v"));
        var digest = Bytes32.Of(ChainWriter.Unsigned(chainId, draft).RawHash);
        return new NethereumSignatureRecovery().Recover(digest, signature);
    }
}
