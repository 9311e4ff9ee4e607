using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Transactions;

/// <summary>
/// The order of one key's transactions. Strictly by nonce; an attempt is signed once and sent again until it is mined;
/// an expired call is replaced at its own nonce, so that no later one waits for it.
/// </summary>
/// <remarks>
/// What a nonce at the head or at the final block says is proven. A receipt is what an endpoint says: it tells how a
/// call ended, never that it did.
/// </remarks>
public static class TransactionQueueDecider
{
    /// <summary>Calls that may wait for their block at the same time.</summary>
    public const int Window = 16;

    /// <summary>Blocks without it being mined after which an attempt is handed to the chain again.</summary>
    public const ulong AgainAfter = 4;

    /// <summary>Blocks without it being mined after which an attempt is replaced by one that offers more.</summary>
    public const ulong StuckAfter = 12;

    /// <summary>Attempts at a nonce from which only the market raises the fee.</summary>
    public const int Attempts = 8;

    /// <summary>Gas of a transaction that does nothing.</summary>
    private const ulong IdleGas = 21_000;

    /// <summary>A call that is new to the queue; null when it has it, pending or ended.</summary>
    public static CallQueued? Accept(QueueState state, QueuedCall call) =>
        state.Knows(call.Id) ? null : new CallQueued(call);

    /// <summary>Calls that the final block says are over.</summary>
    public static IEnumerable<PendingCall> Over(QueueState state, ulong finalNonce) =>
        state.Pending.Where(p => p.Nonce < finalNonce);

    /// <summary>The next step. Steps that store are taken one by one until one that sends or rests.</summary>
    public static QueueStep Next(QueueState state, QueueFacts facts, Address account)
    {
        if (state.Mined.Find(m => m.Call.Nonce >= facts.Account.Nonce) is { } undone)
            return new QueueStep.Store(new CallTakenBack(undone.Call.Call.Id));
        foreach (var call in state.Pending)
        {
            if (Outcome(call, facts) is { } outcome)
                return new QueueStep.Store(outcome);
            if (Expired(call, facts) && !call.Cancelling && call.Nonce >= facts.Account.Nonce)
                return new QueueStep.Sign(call.Call.Id, Cancel(call, facts, account), Cancels: true);
            if ((Underpriced(call, facts) || Stuck(call, facts)) && Affordable(call, facts))
                return new QueueStep.Sign(call.Call.Id, Again(call, facts, account), call.Cancelling);
        }
        if (Gap(state, facts) is { } gap)
            return new QueueStep.Sign(FillerId(gap), Idle(account, gap, facts.Fees), Cancels: true);
        return Unsigned(state, facts) is { } next
            ? new QueueStep.Sign(next.Call.Id, Draft(next, state, facts), Cancels: false)
            : Send(state, facts);
    }

    /// <summary>The call that no block has taken and for which all others wait; null where none waits.</summary>
    public static PendingCall? InLine(QueueState state, KeyAccount account) =>
        state.Pending.Find(p => p.Nonce == account.Nonce && p.Attempts.Count > 0);

    /// <summary>Whether the last attempt waits for its fee: for many blocks, or below what the head asks.</summary>
    public static bool Waits(PendingCall call, QueueFacts facts) => call.Attempts[^1].Fees.MaxFee < facts.Fees.BaseFee
        || Lingers(call, facts);

    /// <summary>Head at which a call was handed to the chain first, as far as this owner of the queue knows.</summary>
    public static ulong Since(PendingCall call, QueueFacts facts) => call.Attempts
        .Select(attempt => facts.Sent.TryGetValue(attempt.Hash, out var sent) ? sent.First : facts.Head).Min();

    /// <summary>
    /// An attempt that offers more, when a person asks for it: the same call at the same nonce, so that one of all its
    /// attempts is mined at most. Null when the call is not in line any more.
    /// </summary>
    /// <param name="attempt">The last attempt, as the person saw it.</param>
    /// <param name="fault">Why not, although it is in line; null otherwise.</param>
    public static QueueStep.Sign? Raise(
        QueueState state, QueueFacts facts, Address account, Bytes32 attempt, out string? fault)
    {
        fault = null;
        if (InLine(state, facts.Account) is not { } call || call.Attempts[^1].Hash != attempt)
            return null;
        if (!Affordable(call, facts))
        {
            fault = $"an eighth more than {call.Attempts[^1].Fees.MaxFee} wei is above chain.max_fee, "
                + $"{facts.MostFee} wei; raise that in dai.yaml and start the node again";
            return null;
        }
        var cancels = call.Cancelling || Expired(call, facts);
        return new QueueStep.Sign(
            call.Call.Id, cancels ? Cancel(call, facts, account) : Again(call, facts, account), cancels);
    }

    private static QueueEvent? Outcome(PendingCall call, QueueFacts facts)
    {
        if (call.Nonce is not { } nonce)
            return Expired(call, facts)
                ? new CallSettled(call.Call.Id, new CallEnd.Cancelled("it expired before it had a nonce"))
                : null;
        if (nonce >= facts.FinalNonce)
            return null;
        if (facts.Ends.TryGetValue(call.Call.Id, out var proven))
            return new CallSettled(call.Call.Id, proven);
        foreach (var attempt in call.Attempts)
            if (facts.Receipts.TryGetValue(attempt.Hash, out var receipt))
                return new CallSettled(call.Call.Id, End(nonce, attempt, receipt));
        // Receipts are read after the head was proven, and a reorganisation between the two hides them all: only what
        // stays so while the blocks go on is believed.
        if (!facts.Unseen.TryGetValue(call.Call.Id, out var first) || facts.Head < first + AgainAfter)
            return null;
        // Another program used the key, or an endpoint hides a receipt. The vault takes a payment's number once, so it
        // may be signed anew; what else the key sends is for its owner to look up on the chain.
        return call.Call.Agent is null
            ? new CallSettled(call.Call.Id, new CallEnd.Cancelled(
                $"its nonce {nonce} was used by a transaction that this queue did not sign"))
            : new CallDisplaced(call.Call.Id, nonce);
    }

    private static CallEnd End(ulong nonce, Attempt attempt, TransactionReceipt receipt) => attempt.Cancels
        ? new CallEnd.Cancelled($"its nonce {nonce} was used to cancel it in block {receipt.Block.Number}")
        : receipt.Succeeded
            ? new CallEnd.Mined(attempt.Hash, receipt.Block)
            : new CallEnd.Reverted(attempt.Hash, receipt.Block, receipt.Revert?.ToString() ?? "no reason given");

    private static bool Expired(PendingCall call, QueueFacts facts) =>
        call.Call.NotAfter != 0 && facts.Now > call.Call.NotAfter;

    private static PendingCall? Unsigned(QueueState state, QueueFacts facts)
    {
        var waiting = state.Pending.Count(p => p.Nonce >= facts.Account.Nonce);
        return waiting < Window ? state.Pending.Find(p => p.Nonce is null) : null;
    }

    private static TransactionDraft Draft(PendingCall call, QueueState state, QueueFacts facts) => new(
        call.Call.To, call.Call.Data, call.Call.Gas, NextNonce(state, facts), Market(facts));

    private static TransactionFees Market(QueueFacts facts) => facts.Fees.AtMost(facts.MostFee);

    // A chain that lost blocks counts below our lowest nonce: what stood between is gone, and all later ones wait.
    private static ulong? Gap(QueueState state, QueueFacts facts)
    {
        var own = state.Pending.Where(p => p.Nonce is not null).Select(p => p.Nonce!.Value).Order().ToArray();
        var expected = facts.Account.Nonce;
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
        return own.Append(facts.Account.Nonce).Max();
    }

    // A public endpoint never says that a fee is too low: the market does. A quarter above, so that it is no flutter.
    private static bool Underpriced(PendingCall call, QueueFacts facts) =>
        call.Nonce >= facts.Account.Nonce
        && Market(facts).MaxFee > call.Attempts[^1].Fees.MaxFee + call.Attempts[^1].Fees.MaxFee.DivideBy(4).Quotient;

    // Only the next in line can be stuck by its own fee: the others wait for it.
    private static bool Stuck(PendingCall call, QueueFacts facts) =>
        call.Nonce == facts.Account.Nonce && call.Attempts.Count < Attempts
        && Lingers(call, facts);

    private static bool Lingers(PendingCall call, QueueFacts facts) =>
        facts.Sent.TryGetValue(call.Attempts[^1].Hash, out var sent) && facts.Head >= sent.First + StuckAfter;

    // A call that is given up is not bounded: it uses the least gas there is, and all later ones wait for it.
    private static bool Affordable(PendingCall call, QueueFacts facts) =>
        call.Cancelling || Expired(call, facts) || Raised(call, facts).MaxFee <= facts.MostFee;

    private static TransactionDraft Again(PendingCall call, QueueFacts facts, Address account) => call.Cancelling
        ? Cancel(call, facts, account)
        : new(call.Call.To, call.Call.Data, call.Call.Gas, call.Nonce!.Value, Raised(call, facts));

    private static TransactionFees Raised(PendingCall call, QueueFacts facts) =>
        call.Attempts[^1].Fees.Raised(Market(facts));

    private static TransactionDraft Cancel(PendingCall call, QueueFacts facts, Address account) =>
        Idle(account, call.Nonce!.Value, Raised(call, facts));

    private static TransactionDraft Idle(Address account, ulong nonce, TransactionFees fees) =>
        new(account, ReadOnlyMemory<byte>.Empty, IdleGas, nonce, fees);

    private static QueueStep Send(QueueState state, QueueFacts facts)
    {
        var waiting = state.Pending.Where(p => p.Nonce >= facts.Account.Nonce).OrderBy(p => p.Nonce).ToArray();
        var (due, spent) = (new List<Attempt>(), UInt256.Zero);
        foreach (var call in waiting)
        {
            spent = spent.SaturatingAdd(Cost(call));
            if (spent > facts.Account.Balance)
                return due.Count > 0 ? new QueueStep.Send(due)
                    : call == waiting[0] ? new QueueStep.Starve(spent)
                    : new QueueStep.Rest();
            if (!facts.Sent.TryGetValue(call.Attempts[^1].Hash, out var sent)
                || facts.Head < sent.Last || facts.Head >= sent.Last + AgainAfter)
                due.Add(call.Attempts[^1]);
        }
        return due.Count > 0 ? new QueueStep.Send(due) : new QueueStep.Rest();
    }

    /// <summary>The most that the gas of a call's last attempt may cost, in wei.</summary>
    private static UInt256 Cost(PendingCall call) =>
        call.Attempts[^1].Fees.MaxFee.SaturatingMultiply(call.Cancelling ? IdleGas : call.Call.Gas);
}
