using System.Text.Json;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Signature = Nethereum.Model.Signature;
using Transaction1559 = Nethereum.Model.Transaction1559;

namespace DecentralizedAi.Chain.Writing;

/// <summary>Transactions of one key (EIP-1559), signed in this process.</summary>
public sealed class ChainWriter : IChainWriter
{
    private readonly EthereumKey _key;
    private readonly ulong _chainId;
    private readonly ReceiptReader _receipts;

    /// <exception cref="ChainException">DAI-4112: the key is publicly known and the chain is not a local
    /// one.</exception>
    public ChainWriter(EthereumKey key, RpcEndpoint endpoint, ulong chainId, RevertDecoder reverts)
    {
        KnownKeys.Refuse(key.Account, chainId);
        (_key, Endpoint, _chainId) = (key, endpoint, chainId);
        _receipts = new ReceiptReader(endpoint, reverts);
        Reverts = reverts;
    }

    public Address Account => _key.Account;
    internal RpcEndpoint Endpoint { get; }
    internal RevertDecoder Reverts { get; }

    /// <summary>The lowest nonce that can still be used, as the endpoint says.</summary>
    public async Task<ulong> NextNonceAsync(CancellationToken cancellation)
    {
        var call = new RpcCall("eth_getTransactionCount", Account.ToLower(), "latest");
        return (await Endpoint.CallAsync(call, cancellation).ConfigureAwait(false)).ToNumber();
    }

    /// <summary>Fees that the next blocks should accept.</summary>
    public Task<TransactionFees> FeesAsync(CancellationToken cancellation) => FeesAsync(Endpoint, cancellation);

    /// <summary>Fees that the next blocks of an endpoint's chain should accept.</summary>
    public static async Task<TransactionFees> FeesAsync(RpcEndpoint endpoint, CancellationToken cancellation)
    {
        var answers = await endpoint.BatchAsync(
            [new RpcCall("eth_getBlockByNumber", "latest", false), new RpcCall("eth_maxPriorityFeePerGas")],
            cancellation).ConfigureAwait(false);
        return TransactionFees.Of(answers[0].Wide("baseFeePerGas"), (answers[1].GetString() ?? "").ToWide());
    }

    public SignedTransaction Sign(TransactionDraft draft)
    {
        var transaction = Unsigned(_chainId, draft);
        var signature = _key.Sign(Bytes32.Of(transaction.RawHash));
        // Typed transactions carry the parity of the point, not v; their integers have no leading zeros.
        transaction.SetSignature(new Signature(signature[..32], signature[32..64], [(byte)(signature[64] - 27)]));
        var raw = transaction.GetRLPEncoded();
        return new SignedTransaction(Keccak256.Hash(raw), raw);
    }

    internal static Transaction1559 Unsigned(ulong chainId, TransactionDraft draft) => new(chainId, draft.Nonce,
        draft.Fees.PriorityFee.ToBig(), draft.Fees.MaxFee.ToBig(), draft.Gas, draft.To?.ToLower(), draft.Value.ToBig(),
        Hex.Encode(draft.Data.Span), []);

    public async Task<SendAnswer> SendAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellation)
    {
        try
        {
            await Endpoint.CallAsync(new RpcCall("eth_sendRawTransaction", Hex.Encode(raw.Span)), cancellation)
                .ConfigureAwait(false);
            return new SendAnswer.Accepted();
        }
        catch (RpcRefusedException refusal)
        {
            return SendAnswers.Of(refusal);
        }
        catch (RpcUnreachableException cause)
        {
            return new SendAnswer.Unanswered(cause.Message);
        }
    }

    public Task<TransactionReceipt?> ReceiptAsync(Bytes32 hash, CancellationToken cancellation) =>
        _receipts.ReadAsync(hash, cancellation);

    public async Task<CallAnswer> CallAsync(Address to, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        try
        {
            var answer = await Endpoint.CallAsync(new RpcCall("eth_call", Request(to, data), "latest"), cancellation)
                .ConfigureAwait(false);
            return new CallAnswer.Returned(Hex.Decode(answer.GetString() ?? ""));
        }
        catch (RpcRefusedException refusal) when (refusal.RevertBytes is not null)
        {
            return new CallAnswer.Reverted(Reverts.Decode(Hex.Decode(refusal.RevertBytes)));
        }
    }

    /// <summary>Gas of a call at the head.</summary>
    /// <exception cref="ContractRevertedException">It would revert.</exception>
    internal async Task<ulong> EstimateAsync(
        Address? to, ReadOnlyMemory<byte> data, UInt256 value, CancellationToken cancellation)
    {
        var request = Request(to, data);
        request["value"] = RpcValues.Quantity(value);
        try
        {
            JsonElement answer = await Endpoint.CallAsync(new RpcCall("eth_estimateGas", request), cancellation)
                .ConfigureAwait(false);
            return answer.ToNumber();
        }
        catch (RpcRefusedException refusal) when (refusal.RevertBytes is not null)
        {
            throw new ContractRevertedException(to, Reverts.Decode(Hex.Decode(refusal.RevertBytes)), null);
        }
    }

    private Dictionary<string, object?> Request(Address? to, ReadOnlyMemory<byte> data)
    {
        var request = new Dictionary<string, object?>
        {
            ["from"] = Account.ToLower(), ["data"] = Hex.Encode(data.Span),
        };
        if (to is { } target)
            request["to"] = target.ToLower();
        return request;
    }
}
