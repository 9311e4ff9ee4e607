using System.Collections.Immutable;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Policy;

namespace DecentralizedAi.Runtime.Transactions;

/// <summary>What a queue needs.</summary>
/// <param name="Ended">Told of each end, at least once; must not block.</param>
internal sealed record QueueParts(
    IChainWriter Writer, LawCell Law, Action<QueuedCall, CallEnd> Ended, CancellationToken Stopping)
{
    /// <summary>Most that is offered for a unit of gas, in wei.</summary>
    public UInt256 MostFee { get; init; } = UInt256.MaxValue;

    /// <summary>
    /// What is known now; null before the first proven head. The law tells everything but how a call ended that is
    /// over and that no receipt of a vault explains: only for those the chain is asked.
    /// </summary>
    public QueueFacts? Known(
        QueueState state, IReadOnlyDictionary<Bytes32, ulong> unseen, IReadOnlyDictionary<Bytes32, SentAttempt> sent)
    {
        if (Law.Snapshot is not { } law || !law.Head.Accounts.TryGetValue(Writer.Account, out var account))
            return null;
        var final = law.Final.Accounts.GetValueOrDefault(Writer.Account).Nonce;
        var ends = new Dictionary<Bytes32, CallEnd>();
        foreach (var call in TransactionQueueDecider.Over(state, final))
            if (Proven(law, call.Call) is { } end)
                ends[call.Call.Id] = end;
        return new QueueFacts(Law.Now, law.Head.Head.Number, account, final, law.Pair.Fees, ends,
            new Dictionary<Bytes32, TransactionReceipt>(), unseen, sent)
        {
            MostFee = MostFee,
        };
    }

    public AttemptSigned Sign(QueueStep.Sign sign)
    {
        var signed = Writer.Sign(sign.Draft);
        return new AttemptSigned(
            sign.Id, sign.Draft.Nonce, signed.Hash, signed.Raw, sign.Draft.Fees, sign.Cancels);
    }

    /// <summary>What waits for its block, as people see it.</summary>
    public ShownInLine InLine(QueueState state, QueueFacts? facts) =>
        new(facts is null ? null : QueueViews.InLine(state, facts, Writer.Account));

    /// <summary>Attempts whose receipts tell how their calls ended.</summary>
    public static IReadOnlyList<Bytes32> Unexplained(QueueState state, QueueFacts facts) =>
    [
        .. TransactionQueueDecider.Over(state, facts.FinalNonce).Where(p => !facts.Ends.ContainsKey(p.Call.Id))
            .SelectMany(p => p.Attempts).Select(a => a.Hash),
    ];

    /// <summary>Calls that are over and of which none of the attempts has a receipt, with the head of the first look
    /// that said so.</summary>
    public static ImmutableDictionary<Bytes32, ulong> StillUnseen(QueueState state, QueueFacts facts) =>
        TransactionQueueDecider.Over(state, facts.FinalNonce)
            .Where(p => !facts.Ends.ContainsKey(p.Call.Id)
                && !p.Attempts.Exists(a => facts.Receipts.ContainsKey(a.Hash)))
            .ToImmutableDictionary(p => p.Call.Id, p => facts.Unseen.GetValueOrDefault(p.Call.Id, facts.Head));

    /// <summary>The same facts with those receipts that the chain has.</summary>
    public async Task<QueueFacts> ExplainAsync(QueueFacts facts, IReadOnlyList<Bytes32> attempts)
    {
        var receipts = new Dictionary<Bytes32, TransactionReceipt>();
        foreach (var attempt in attempts)
            if (await Writer.ReceiptAsync(attempt, Stopping).ConfigureAwait(false) is { } receipt)
                receipts[attempt] = receipt;
        return facts with { Receipts = receipts };
    }

    private static CallEnd.Mined? Proven(GovernanceSnapshot law, QueuedCall call) =>
        call.Agent is { } agent && law.Final.Agents.GetValueOrDefault(agent) is { } final
            ? PaymentDecider.Proven(final, call.Id)
            : null;
}
