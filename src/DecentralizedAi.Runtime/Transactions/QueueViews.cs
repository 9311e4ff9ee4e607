using System.Globalization;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Transactions;

namespace DecentralizedAi.Runtime.Transactions;

/// <summary>Answered by a <see cref="ShownInLine"/>.</summary>
internal sealed record ShowInLine
{
    public static ShowInLine Now { get; } = new();
}

/// <param name="View">Null while none waits, or no block is proven.</param>
internal sealed record ShownInLine(TransactionView? View);

/// <summary>Answered by a <see cref="RaiseAnswer"/>.</summary>
internal sealed record RaiseFee(Bytes32 Attempt);

/// <summary>What a queue tells people.</summary>
internal static class QueueViews
{
    /// <summary>The transaction for which all others of the key wait; null where none does.</summary>
    public static TransactionView? InLine(QueueState state, QueueFacts facts, Address key)
    {
        if (TransactionQueueDecider.InLine(state, facts.Account) is not { } call)
            return null;
        var (last, since) = (call.Attempts[^1], TransactionQueueDecider.Since(call, facts));
        return new TransactionView(key.ToString(), last.Hash.ToString(), call.Nonce!.Value, call.Call.To.ToString(),
            last.Fees.MaxFee.ToString(), last.Fees.PriorityFee.ToString(), call.Attempts.Count,
            facts.Head - Math.Min(facts.Head, since), facts.Fees.BaseFee.ToString(),
            call.Call.Agent?.ToString(CultureInfo.InvariantCulture), last.Cancels,
            TransactionQueueDecider.Waits(call, facts));
    }

    /// <param name="fault">Why not, where the transaction is in line.</param>
    public static RaiseAnswer.Rejected NotRaised(Bytes32 attempt, string? fault) => fault is null
        ? new(RaiseAnswer.Gone, $"transaction {attempt} is not in line: it was mined, or offers more already")
        : new(RaiseAnswer.TooDear, fault);
}
