using System.Collections.Immutable;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Transactions;

/// <summary>What the chain says about a key and the attempts of its queue.</summary>
/// <param name="Now">Unix milliseconds.</param>
/// <param name="Head">Number of the head block.</param>
/// <param name="MinedNonces">Mined transactions of the account: the lowest nonce that can still be used.</param>
/// <param name="Fees">Fees that the next blocks should accept.</param>
/// <param name="Receipts">Receipts of attempts, by hash; those without one are absent.</param>
public sealed record QueueFacts(
    ulong Now, ulong Head, ulong MinedNonces, TransactionFees Fees,
    IReadOnlyDictionary<Bytes32, TransactionReceipt> Receipts);

/// <summary>What a queue does next; closed.</summary>
public abstract record QueueStep
{
    private QueueStep() { }

    /// <summary>Store the event, then go on.</summary>
    public sealed record Store(QueueEvent Event) : QueueStep;

    /// <summary>Sign the draft, store the attempt, then go on.</summary>
    public sealed record Sign(Bytes32 Id, TransactionDraft Draft, bool Cancels) : QueueStep;

    /// <summary>Hand these to the chain one after the other, in this order.</summary>
    public sealed record Send(IReadOnlyList<Attempt> Attempts) : QueueStep;

    /// <summary>Nothing until the next look at the chain.</summary>
    public sealed record Rest : QueueStep;
}

/// <summary>
/// The order of one key's transactions. Strictly by nonce; an attempt is signed once and sent again until it is mined;
/// an expired call is replaced at its own nonce, so that no later one waits for it.
/// </summary>
public static class TransactionQueueDecider
{
    /// <summary>Calls that may wait for their block at the same time.</summary>
    public const int Window = 16;

    /// <summary>Gas of a transaction that does nothing.</summary>
    private const ulong IdleGas = 21_000;

    /// <summary>A call that is new to the queue; null when it has it, pending or ended.</summary>
    public static CallQueued? Accept(QueueState state, QueuedCall call) =>
        state.Knows(call.Id) ? null : new CallQueued(call);

    /// <summary>The next step. Steps that store are taken one by one until one that sends or rests.</summary>
    /// <param name="finality">Blocks on top of a receipt's block from which it counts.</param>
    public static QueueStep Next(QueueState state, QueueFacts facts, Address account, ulong finality)
    {
        foreach (var call in state.Pending)
        {
            if (End(call, facts, finality) is { } end)
                return new QueueStep.Store(new CallSettled(call.Call.Id, end));
            if (Displaced(call, facts))
                return new QueueStep.Store(new CallDisplaced(call.Call.Id, call.Nonce!.Value));
            if (Expired(call, facts) && !call.Cancelling && call.Nonce >= facts.MinedNonces)
                return new QueueStep.Sign(call.Call.Id, Cancel(call, facts, account), Cancels: true);
            if (Underpriced(call, facts))
                return new QueueStep.Sign(call.Call.Id, Again(call, facts), Cancels: false);
        }
        if (Gap(state, facts) is { } gap)
            return new QueueStep.Sign(FillerId(gap), Idle(account, gap, facts.Fees), Cancels: true);
        return Unsigned(state) is { } next
            ? new QueueStep.Sign(next.Call.Id, Draft(next, state, facts), Cancels: false)
            : Outstanding(state, facts) is { Count: > 0 } attempts
                ? new QueueStep.Send(attempts)
                : new QueueStep.Rest();
    }

    private static CallEnd? End(PendingCall call, QueueFacts facts, ulong finality)
    {
        if (call.Nonce is null)
            return Expired(call, facts) ? new CallEnd.Cancelled("it expired before it had a nonce") : null;
        foreach (var attempt in call.Attempts)
        {
            if (!facts.Receipts.TryGetValue(attempt.Hash, out var receipt)
                || receipt.Block.Number + finality > facts.Head)
                continue;
            return attempt.Cancels
                ? new CallEnd.Cancelled($"its nonce {call.Nonce} was used to cancel it in block {receipt.Block.Number}")
                : receipt.Succeeded
                    ? new CallEnd.Mined(attempt.Hash, receipt.Block)
                    : new CallEnd.Reverted(
                        attempt.Hash, receipt.Block, receipt.Revert?.ToString() ?? "no reason given");
        }
        return null;
    }

    // The chain counted past our nonce and has no receipt of ours: another program used the key.
    private static bool Displaced(PendingCall call, QueueFacts facts) =>
        call.Nonce is { } nonce
        && facts.MinedNonces > nonce
        && !call.Attempts.Exists(a => facts.Receipts.ContainsKey(a.Hash));

    private static bool Expired(PendingCall call, QueueFacts facts) =>
        call.Call.NotAfter != 0 && facts.Now > call.Call.NotAfter;

    private static PendingCall? Unsigned(QueueState state)
    {
        var signed = state.Pending.Count(p => p.Nonce is not null);
        return signed < Window ? state.Pending.Find(p => p.Nonce is null) : null;
    }

    private static TransactionDraft Draft(PendingCall call, QueueState state, QueueFacts facts) => new(
        call.Call.To, call.Call.Data, call.Call.Gas, NextNonce(state, facts), facts.Fees);

    // A chain that lost blocks counts below our lowest nonce: what stood between is gone, and all later ones wait.
    private static ulong? Gap(QueueState state, QueueFacts facts)
    {
        var own = state.Pending.Where(p => p.Nonce is not null).Select(p => p.Nonce!.Value).Order().ToArray();
        var expected = facts.MinedNonces;
        foreach (var nonce in own)
        {
            if (nonce > expected)
                return expected;
            expected = Math.Max(expected, nonce + 1);
        }
        return null;
    }

    private static Bytes32 FillerId(ulong nonce) => Keccak256.Hash($"fill {nonce}");

    // A key that was used elsewhere is ahead of us.
    private static ulong NextNonce(QueueState state, QueueFacts facts)
    {
        var own = state.Pending.Where(p => p.Nonce is not null).Select(p => p.Nonce!.Value + 1);
        return own.Append(facts.MinedNonces).Max();
    }

    // A public endpoint never says that a fee is too low: the market does. A quarter above, so that it is no flutter.
    private static bool Underpriced(PendingCall call, QueueFacts facts) =>
        call.Nonce >= facts.MinedNonces && !call.Cancelling
        && facts.Fees.MaxFee > call.Attempts[^1].Fees.MaxFee + call.Attempts[^1].Fees.MaxFee.DivideBy(4).Quotient;

    private static TransactionDraft Again(PendingCall call, QueueFacts facts) => new(
        call.Call.To, call.Call.Data, call.Call.Gas, call.Nonce!.Value, Raised(call, facts));

    private static TransactionFees Raised(PendingCall call, QueueFacts facts)
    {
        var last = call.Attempts[^1].Fees;
        return new TransactionFees(
            Raise(last.MaxFee, facts.Fees.MaxFee), Raise(last.PriorityFee, facts.Fees.PriorityFee));
    }

    private static TransactionDraft Cancel(PendingCall call, QueueFacts facts, Address account) =>
        Idle(account, call.Nonce!.Value, Raised(call, facts));

    private static TransactionDraft Idle(Address account, ulong nonce, TransactionFees fees) =>
        new(account, ReadOnlyMemory<byte>.Empty, IdleGas, nonce, fees);

    // Pools take a replacement only when both fees rise by a tenth; an eighth leaves room for rounding.
    private static UInt256 Raise(UInt256 before, UInt256 market)
    {
        var raised = before + before.DivideBy(8).Quotient + UInt256.One;
        return raised > market ? raised : market;
    }

    private static ImmutableList<Attempt> Outstanding(QueueState state, QueueFacts facts) =>
    [
        .. state.Pending
            .Where(p => p.Nonce >= facts.MinedNonces)
            .OrderBy(p => p.Nonce)
            .Select(p => p.Attempts[^1]),
    ];
}
