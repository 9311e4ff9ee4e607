using System.Text.Json;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using BlockHeader = DecentralizedAi.Chain.Rpc.BlockHeader;

namespace DecentralizedAi.Chain.Feed;

/// <summary>
/// What a node's queues need of a head: the accounts of its keys there and at the final block, and the fees. Asked in
/// the batch that proves the head, so that a transaction costs no look of its own.
/// </summary>
internal sealed class KeyReads(IReadOnlyCollection<Address> keys, ulong block, ulong finality)
{
    private JsonElement[] _answers = [];

    public IReadOnlyList<RpcCall> Calls { get; } = keys.Count == 0 ? [] :
    [
        .. keys.Select(key => StateProof.Ask(key, [], block)),
        // An endpoint that has started a moment ago has no state of the blocks before.
        .. keys.Select(key => StateProof.Ask(key, [], block > finality ? block - finality : 0) with { MayFail = true }),
        new RpcCall("eth_maxPriorityFeePerGas") { MayFail = true },
    ];

    /// <summary>Takes the answers to <see cref="Calls"/>, in their order.</summary>
    public void Take(ReadOnlySpan<JsonElement> answers) => _answers = answers.ToArray();

    /// <exception cref="RpcLiedException">A proof does not open.</exception>
    public Dictionary<Address, KeyAccount> AtHead(BlockHeader head) =>
        keys.Zip(_answers).ToDictionary(k => k.First, k => Of(StateProof.Open(k.Second, head, k.First, [])));

    /// <summary>Those of which the endpoint proves the state of the final block. Without one nothing counts as final,
    /// so an endpoint that cannot or will not only delays.</summary>
    public Dictionary<Address, KeyAccount> AtFinal(BlockHeader final)
    {
        var accounts = new Dictionary<Address, KeyAccount>();
        foreach (var (key, answer) in keys.Zip(_answers.Skip(keys.Count)))
        {
            try
            {
                accounts[key] = Of(StateProof.Open(answer, final, key, []));
            }
            catch (RpcLiedException)
            {
                continue;
            }
        }
        return accounts;
    }

    public TransactionFees Fees(BlockHeader head) => TransactionFees.Of(head.BaseFee,
        _answers is [.., { ValueKind: JsonValueKind.String } tip] ? tip.GetString()!.ToWide() : UInt256.Zero);

    private static KeyAccount Of(StateProof proof) => new(proof.Account.Nonce.ToUInt64(), proof.Account.Balance);
}
