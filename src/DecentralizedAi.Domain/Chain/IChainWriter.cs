using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Chain;

/// <summary>Transactions of one key. Signs locally; keeps no nonce: its queue does.</summary>
public interface IChainWriter
{
    Address Account { get; }

    SignedTransaction Sign(TransactionDraft draft);

    /// <summary>Hands a signed transaction to the chain. Never throws for what the chain answers.</summary>
    Task<SendAnswer> SendAsync(ReadOnlyMemory<byte> raw, CancellationToken cancellation);

    /// <summary>The receipt in the block that is the head's ancestor now, or null where there is none.</summary>
    Task<TransactionReceipt?> ReceiptAsync(Bytes32 hash, CancellationToken cancellation);

    /// <summary>What the call would do at the head: its answer, or the error it reverts with.</summary>
    Task<CallAnswer> CallAsync(Address to, ReadOnlyMemory<byte> data, CancellationToken cancellation);
}

/// <summary>Fees of a transaction in wei per gas.</summary>
public readonly record struct TransactionFees(UInt256 MaxFee, UInt256 PriorityFee)
{
    /// <summary>The highest tip that is paid to a chain whose base fee is lower: 3 gwei.</summary>
    private static readonly UInt256 Tip = UInt256.Of(3_000_000_000);

    /// <summary>Base fee of the head for which <see cref="Of"/> made them.</summary>
    public UInt256 BaseFee => MaxFee.SaturatingSubtract(PriorityFee) >> 1;

    /// <summary>The same, with no more than this for a unit of gas.</summary>
    public TransactionFees AtMost(UInt256 most) => new(UInt256.Min(MaxFee, most), UInt256.Min(PriorityFee, most));

    /// <summary>Fees of a replacement: those of the market, or an eighth more than these if that is higher.</summary>
    public TransactionFees Raised(TransactionFees market) =>
        new(Raise(MaxFee, market.MaxFee), Raise(PriorityFee, market.PriorityFee));

    // Pools take a replacement only when both fees rise by a tenth; an eighth leaves room for rounding.
    private static UInt256 Raise(UInt256 before, UInt256 market)
    {
        var raised = before.SaturatingAdd(before.DivideBy(8).Quotient).SaturatingAdd(UInt256.One);
        return raised > market ? raised : market;
    }

    /// <summary>Fees that the next blocks should accept.</summary>
    /// <param name="baseFee">Of the head.</param>
    /// <param name="tip">What an endpoint suggests. Nothing proves it, so it counts up to 3 gwei or the base fee: a
    /// lie about it must not empty the account.</param>
    public static TransactionFees Of(UInt256 baseFee, UInt256 tip)
    {
        var most = baseFee > Tip ? baseFee : Tip;
        var paid = tip < most ? tip : most;
        // A full block raises the base fee by an eighth: twice covers five full blocks.
        return new TransactionFees(baseFee.SaturatingMultiply(2).SaturatingAdd(paid), paid);
    }
}

/// <summary>A transaction before it is signed.</summary>
/// <param name="To">Its target; null to create a contract.</param>
/// <param name="Value">Native coin in wei.</param>
public sealed record TransactionDraft(
    Address? To, ReadOnlyMemory<byte> Data, ulong Gas, ulong Nonce, TransactionFees Fees, UInt256 Value = default);

/// <summary>A signed transaction: hash and bytes as they are sent.</summary>
public sealed record SignedTransaction(Bytes32 Hash, ReadOnlyMemory<byte> Raw);

/// <summary>What the chain answers to a transaction handed to it.</summary>
public abstract record SendAnswer
{
    private SendAnswer() { }

    /// <summary>In the pool now.</summary>
    public sealed record Accepted : SendAnswer;

    /// <summary>The pool or the chain already has this very transaction.</summary>
    public sealed record AlreadyKnown : SendAnswer;

    /// <summary>Its nonce is used: this or another transaction of it is mined.</summary>
    public sealed record NonceTooLow : SendAnswer;

    /// <summary>Never will be mined as it is; the reason in words that are safe to publish.</summary>
    public sealed record Refused(string Reason) : SendAnswer;

    /// <summary>No answer: it may or may not be in the pool. Send it again.</summary>
    public sealed record Unanswered(string Reason) : SendAnswer;
}

/// <summary>A mined transaction.</summary>
/// <param name="Revert">Why it failed, where that could be found out; null when it succeeded.</param>
/// <param name="Created">Address of the contract it created.</param>
public sealed record TransactionReceipt(
    Bytes32 Hash, bool Succeeded, ChainHead Block, ulong GasUsed, ContractRevert? Revert, Address? Created,
    IReadOnlyList<ChainLog> Logs);

/// <summary>A log of a mined transaction.</summary>
public sealed record ChainLog(Address Contract, IReadOnlyList<Bytes32> Topics, ReadOnlyMemory<byte> Words, uint Index);

/// <summary>The result of a call that changes nothing.</summary>
public abstract record CallAnswer
{
    private CallAnswer() { }

    public sealed record Returned(ReadOnlyMemory<byte> Bytes) : CallAnswer;

    public sealed record Reverted(ContractRevert Revert) : CallAnswer;
}

/// <summary>A custom error: its name (<c>VaultOverLimit</c>), its arguments as text in order.</summary>
/// <remarks>An error that no contract of ours declares has the name <c>Unknown</c> and its bytes as the
/// argument.</remarks>
public sealed record ContractRevert(string Name, IReadOnlyList<string> Arguments)
{
    public override string ToString() => $"{Name}({string.Join(", ", Arguments)})";
}
