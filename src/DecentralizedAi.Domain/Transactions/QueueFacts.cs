using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Transactions;

/// <summary>What is known about a key and the attempts of its queue.</summary>
/// <param name="Now">Unix milliseconds.</param>
/// <param name="Head">Number of the head block.</param>
/// <param name="Account">The key's account at the head.</param>
/// <param name="FinalNonce">The same account's nonce at the final block: calls with a lower one are over.</param>
/// <param name="Fees">Fees that the next blocks should accept.</param>
/// <param name="Ends">Ends that the final block proves, by call.</param>
/// <param name="Receipts">Receipts of attempts of the other calls that are over, by hash; an attempt that was not
/// mined has none.</param>
/// <param name="Unseen">Calls that are over and of which no receipt was found: the head at which that was so first.
/// </param>
/// <param name="Sent">When attempts were handed to the chain by this owner of the queue, by hash.</param>
public sealed record QueueFacts(
    ulong Now, ulong Head, KeyAccount Account, ulong FinalNonce, TransactionFees Fees,
    IReadOnlyDictionary<Bytes32, CallEnd> Ends,
    IReadOnlyDictionary<Bytes32, TransactionReceipt> Receipts,
    IReadOnlyDictionary<Bytes32, ulong> Unseen,
    IReadOnlyDictionary<Bytes32, SentAttempt> Sent)
{
    /// <summary>Most that is offered for a unit of gas, in wei; only what cancels may offer more.</summary>
    public UInt256 MostFee { get; init; } = UInt256.MaxValue;
}

/// <summary>Heads at which an attempt was handed to the chain.</summary>
public readonly record struct SentAttempt(ulong First, ulong Last);
