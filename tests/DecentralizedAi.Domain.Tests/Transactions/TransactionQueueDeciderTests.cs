using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Transactions;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Transactions;

public sealed class TransactionQueueDeciderTests
{
    private static readonly Address Account = Address.Parse("0x00000000000000000000000000000000000000aa");
    private static readonly TransactionFees Fees = new(UInt256.Of(100), UInt256.Of(8));

    [Fact]
    public void Accepts_an_id_once_even_after_its_end()
    {
        var state = Queue(Call(1));
        Assert.Null(TransactionQueueDecider.Accept(state, Call(1)));
        var ended = state.Apply(new CallSettled(Id(1), new CallEnd.Cancelled("x")));
        Assert.Null(TransactionQueueDecider.Accept(ended, Call(1)));
        Assert.NotNull(TransactionQueueDecider.Accept(ended, Call(2)));
    }

    [Fact]
    public void Gives_nonces_in_order_and_sends_only_when_all_are_signed()
    {
        var state = Queue(Call(1), Call(2));
        state = Sign(state, Facts(mined: 7), expectNonce: 7);
        state = Sign(state, Facts(mined: 7), expectNonce: 8);
        var send = Assert.IsType<QueueStep.Send>(Next(state, Facts(mined: 7)));
        Assert.Equal([Hash(7, 1), Hash(8, 2)], send.Attempts.Select(a => a.Hash));
    }

    [Fact]
    public void Sends_the_same_bytes_again_until_the_nonce_is_mined()
    {
        var state = Sign(Queue(Call(1)), Facts(mined: 0), expectNonce: 0);
        var first = Assert.IsType<QueueStep.Send>(Next(state, Facts(mined: 0)));
        var again = Assert.IsType<QueueStep.Send>(Next(state, Facts(mined: 0, head: 12)));
        Assert.Equal(first.Attempts[0].Raw, again.Attempts[0].Raw);
        Assert.IsType<QueueStep.Rest>(
            Next(state, Facts(mined: 1, head: 12, Receipt(Hash(0, 1), 12)) with { FinalNonce = 0 }));
    }

    [Fact]
    public void Offers_more_when_the_market_has_left_its_fee_behind_at_the_same_nonce()
    {
        var state = Sign(Queue(Call(1)), Facts(mined: 3), expectNonce: 3);
        var near = Facts(mined: 3) with { Fees = new TransactionFees(UInt256.Of(125), UInt256.Of(8)) };
        Assert.IsType<QueueStep.Send>(Next(state, near));
        var far = Facts(mined: 3) with { Fees = new TransactionFees(UInt256.Of(126), UInt256.Of(8)) };
        var again = Assert.IsType<QueueStep.Sign>(Next(state, far));
        Assert.False(again.Cancels);
        Assert.Equal(3UL, again.Draft.Nonce);
        Assert.Equal(UInt256.Of(126), again.Draft.Fees.MaxFee);
        Assert.Equal(UInt256.Of(10), again.Draft.Fees.PriorityFee);
    }

    [Fact]
    public void Hands_an_attempt_to_the_chain_once_and_again_only_when_blocks_have_passed_without_it()
    {
        var state = Sign(Queue(Call(1)), Facts(mined: 0), expectNonce: 0);
        var facts = Facts(mined: 0, head: 10) with { Sent = Sent(Hash(0, 1), 8) };
        Assert.IsType<QueueStep.Rest>(Next(state, facts));
        Assert.IsType<QueueStep.Send>(Next(state, facts with { Head = 12 }));
        // A chain that is lower than when it was sent has lost blocks, and its pool with them.
        Assert.IsType<QueueStep.Send>(Next(state, facts with { Head = 7 }));
    }

    [Fact]
    public void Settles_a_receipt_only_when_the_final_block_counts_its_nonce()
    {
        var state = Sign(Queue(Call(1)), Facts(mined: 0), expectNonce: 0);
        var facts = Facts(mined: 1, head: 14, Receipt(Hash(0, 1), 12));
        Assert.IsType<QueueStep.Rest>(Next(state, facts with { FinalNonce = 0 }));
        var end = Settled(Next(state, facts));
        Assert.Equal(12UL, Assert.IsType<CallEnd.Mined>(end).Block.Number);
    }

    [Fact]
    public void What_the_final_block_proves_needs_no_receipt()
    {
        var state = Sign(Queue(Call(1)), Facts(mined: 0), expectNonce: 0);
        var proven = new CallEnd.Mined(Hash(0, 1), new ChainHead(9, Id(9), 9));
        var facts = Facts(mined: 1) with { Ends = new Dictionary<Bytes32, CallEnd> { [Id(1)] = proven } };
        Assert.Equal(proven, Settled(Next(state, facts)));
    }

    [Fact]
    public void A_deep_reorganisation_makes_a_mined_call_pending_again_with_the_same_bytes()
    {
        var state = Sign(Queue(Call(1)), Facts(mined: 5), expectNonce: 5);
        state = state.Apply(new CallSettled(
            Id(1), Settled(Next(state, Facts(mined: 6, head: 14, Receipt(Hash(5, 1), 12))))));
        Assert.IsType<QueueStep.Rest>(Next(state, Facts(mined: 6, head: 15)));
        var back = Assert.IsType<CallTakenBack>(Stored(Next(state, Facts(mined: 5, head: 9))));
        state = state.Apply(back);
        Assert.Null(TransactionQueueDecider.Accept(state, Call(1)));
        var send = Assert.IsType<QueueStep.Send>(Next(state, Facts(mined: 5, head: 9)));
        Assert.Equal(Hash(5, 1), Assert.Single(send.Attempts).Hash);
        var again = Settled(Next(state, Facts(mined: 6, head: 20, Receipt(Hash(5, 1), 11))));
        Assert.Equal(11UL, Assert.IsType<CallEnd.Mined>(again).Block.Number);
    }

    [Fact]
    public void A_failed_call_is_not_made_again_by_a_reorganisation()
    {
        var state = Sign(Queue(Call(1), Call(2)), Facts(mined: 5), expectNonce: 5);
        state = Sign(state, Facts(mined: 5), expectNonce: 6);
        var failed = Receipt(Hash(5, 1), 12) with { Succeeded = false };
        state = state.Apply(Stored(Next(state, Facts(mined: 7, head: 14, failed, Receipt(Hash(6, 2), 12)))));
        state = state.Apply(Stored(Next(state, Facts(mined: 7, head: 14, failed, Receipt(Hash(6, 2), 12)))));
        Assert.Empty(state.Pending);
        state = state.Apply(Stored(Next(state, Facts(mined: 5, head: 9))));
        var fill = Assert.IsType<QueueStep.Sign>(Next(state, Facts(mined: 5, head: 9)));
        Assert.Equal((5UL, true), (fill.Draft.Nonce, fill.Cancels));
    }

    [Fact]
    public void An_attempt_that_no_block_takes_is_replaced_by_a_dearer_one_of_the_same_nonce_a_few_times()
    {
        var state = Sign(Queue(Call(1)), Facts(mined: 3), expectNonce: 3);
        var last = Hash(3, 1);
        for (var attempt = 2; attempt <= TransactionQueueDecider.Attempts; attempt++)
        {
            var early = Facts(mined: 3, head: 100) with { Sent = Sent(last, 89) };
            Assert.IsType<QueueStep.Send>(Next(state, early));
            var dearer = Assert.IsType<QueueStep.Sign>(Next(state, early with { Sent = Sent(last, 88) }));
            Assert.Equal((3UL, false), (dearer.Draft.Nonce, dearer.Cancels));
            var before = state.Pending[0].Attempts[^1].Fees;
            Assert.True(dearer.Draft.Fees.MaxFee > before.MaxFee && dearer.Draft.Fees.PriorityFee > before.PriorityFee);
            last = Id(1000 + attempt);
            state = state.Apply(new AttemptSigned(Id(1), 3, last, new byte[1], dearer.Draft.Fees, Cancels: false));
        }
        Assert.IsType<QueueStep.Send>(Next(state, Facts(mined: 3, head: 100) with { Sent = Sent(last, 1) }));
    }

    [Fact]
    public void An_account_without_coins_for_gas_sends_nothing_and_says_what_it_needs()
    {
        var state = Queue(Call(1), Call(2));
        state = Sign(Sign(state, Facts(mined: 0), expectNonce: 0), Facts(mined: 0), expectNonce: 1);
        // Call 1 uses up to 1 gas at 100 wei, call 2 up to 2.
        var starve = Assert.IsType<QueueStep.Starve>(Next(state, Facts(mined: 0, balance: 99)));
        Assert.Equal(UInt256.Of(100), starve.Needed);
        var one = Assert.IsType<QueueStep.Send>(Next(state, Facts(mined: 0, balance: 299)));
        Assert.Equal(Hash(0, 1), Assert.Single(one.Attempts).Hash);
        var both = Assert.IsType<QueueStep.Send>(Next(state, Facts(mined: 0, balance: 300)));
        Assert.Equal(2, both.Attempts.Count);
    }

    [Fact]
    public void A_call_of_a_node_s_part_whose_nonce_a_stranger_used_ends_and_is_not_made_again()
    {
        var state = Sign(Queue(Call(1) with { Agent = null }), Facts(mined: 3), expectNonce: 3);
        Assert.Contains("did not sign", Assert.IsType<CallEnd.Cancelled>(
            Settled(Next(state, Facts(mined: 4) with { Unseen = Unseen(2) }))).Reason);
    }

    [Fact]
    public void Forgets_the_oldest_ends()
    {
        var state = QueueState.Empty;
        for (var i = 1; i <= QueueState.Remembered + 10; i++)
            state = state.Apply(new CallQueued(Call(i))).Apply(
                new CallSettled(Id(i), new CallEnd.Cancelled("it expired before it had a nonce")));
        Assert.Equal(QueueState.Remembered, state.Ended.Count);
        Assert.False(state.Knows(Id(10)));
        Assert.True(state.Knows(Id(11)));
    }

    [Fact]
    public void Reports_a_revert_with_its_reason()
    {
        var state = Sign(Queue(Call(1)), Facts(mined: 0), expectNonce: 0);
        var failed = Receipt(Hash(0, 1), 12) with
        {
            Succeeded = false, Revert = new ContractRevert("VaultOverBurst", ["5", "6"]),
        };
        var end = Settled(Next(state, Facts(mined: 1, head: 14, failed)));
        Assert.Equal("VaultOverBurst(5, 6)", Assert.IsType<CallEnd.Reverted>(end).Reason);
    }

    [Fact]
    public void Replaces_an_expired_call_at_its_own_nonce_with_higher_fees()
    {
        var state = Sign(Queue(Call(1, notAfter: 500)), Facts(mined: 3), expectNonce: 3);
        var cancel = Assert.IsType<QueueStep.Sign>(Next(state, Facts(mined: 3) with { Now = 501 }));
        Assert.True(cancel.Cancels);
        Assert.Equal(3UL, cancel.Draft.Nonce);
        Assert.Equal(Account, cancel.Draft.To);
        Assert.True(cancel.Draft.Data.IsEmpty);
        Assert.Equal(UInt256.Of(113), cancel.Draft.Fees.MaxFee);
        Assert.Equal(UInt256.Of(10), cancel.Draft.Fees.PriorityFee);
    }

    [Fact]
    public void Does_not_cancel_at_the_very_moment_of_the_limit()
    {
        var state = Sign(Queue(Call(1, notAfter: 500)), Facts(mined: 3), expectNonce: 3);
        Assert.IsType<QueueStep.Send>(Next(state, Facts(mined: 3) with { Now = 500 }));
    }

    [Fact]
    public void A_cancelled_call_whose_first_attempt_was_mined_counts_as_mined()
    {
        var state = Sign(Queue(Call(1, notAfter: 500)), Facts(mined: 3), expectNonce: 3);
        state = state.Apply(new AttemptSigned(Id(1), 3, Id(99), new byte[1], Fees, Cancels: true));
        var facts = Facts(mined: 4, head: 20, Receipt(Hash(3, 1), 10)) with { Now = 501 };
        Assert.IsType<CallEnd.Mined>(Settled(Next(state, facts)));
        var cancelled = Facts(mined: 4, head: 20, Receipt(Id(99), 10)) with { Now = 501 };
        Assert.IsType<CallEnd.Cancelled>(Settled(Next(state, cancelled)));
    }

    [Fact]
    public void An_expired_call_without_nonce_never_gets_one()
    {
        var state = Queue(Call(1, notAfter: 500));
        Assert.IsType<CallEnd.Cancelled>(Settled(Next(state, Facts(mined: 3) with { Now = 501 })));
    }

    [Fact]
    public void A_nonce_used_by_a_stranger_gives_the_call_a_new_one()
    {
        var state = Sign(Queue(Call(1)), Facts(mined: 3), expectNonce: 3);
        // One look without a receipt may be a reorganisation between head and receipt.
        Assert.IsType<QueueStep.Rest>(Next(state, Facts(mined: 4) with { Unseen = Unseen(7) }));
        var store = Assert.IsType<QueueStep.Store>(Next(state, Facts(mined: 4) with { Unseen = Unseen(6) }));
        state = state.Apply(Assert.IsType<CallDisplaced>(store.Event));
        var sign = Assert.IsType<QueueStep.Sign>(Next(state, Facts(mined: 4)));
        Assert.Equal(4UL, sign.Draft.Nonce);
    }

    [Fact]
    public void Fills_the_gap_that_a_chain_leaves_when_it_loses_blocks()
    {
        var state = Sign(Queue(Call(1)), Facts(mined: 6), expectNonce: 6);
        var fill = Assert.IsType<QueueStep.Sign>(Next(state, Facts(mined: 5)));
        Assert.True(fill.Cancels);
        Assert.Equal(5UL, fill.Draft.Nonce);
        state = state.Apply(new AttemptSigned(fill.Id, 5, Id(50), new byte[1], Fees, Cancels: true));
        var send = Assert.IsType<QueueStep.Send>(Next(state, Facts(mined: 5)));
        Assert.Equal([Id(50), Hash(6, 1)], send.Attempts.Select(a => a.Hash));
    }

    [Fact]
    public void Holds_back_calls_beyond_the_window()
    {
        var calls = Enumerable.Range(1, TransactionQueueDecider.Window + 3).Select(n => Call(n)).ToArray();
        var state = Queue(calls);
        for (var i = 0; i < TransactionQueueDecider.Window; i++)
            state = Sign(state, Facts(mined: 0), expectNonce: (ulong)i);
        var send = Assert.IsType<QueueStep.Send>(Next(state, Facts(mined: 0)));
        Assert.Equal(TransactionQueueDecider.Window, send.Attempts.Count);
    }

    private static QueueStep Next(QueueState state, QueueFacts facts) =>
        TransactionQueueDecider.Next(state, facts, Account);

    private static QueueState Queue(params QueuedCall[] calls) =>
        calls.Aggregate(QueueState.Empty, (s, c) => s.Apply(TransactionQueueDecider.Accept(s, c)!));

    private static QueueState Sign(QueueState state, QueueFacts facts, ulong expectNonce)
    {
        var sign = Assert.IsType<QueueStep.Sign>(Next(state, facts));
        Assert.Equal(expectNonce, sign.Draft.Nonce);
        var number = state.Pending.First(p => p.Call.Id == sign.Id).Call.Gas;
        return state.Apply(new AttemptSigned(
            sign.Id, sign.Draft.Nonce, Hash(sign.Draft.Nonce, number), new byte[] { (byte)number }, Fees, false));
    }

    private static QueueEvent Stored(QueueStep step) => Assert.IsType<QueueStep.Store>(step).Event;

    private static CallEnd Settled(QueueStep step) => Assert.IsType<CallSettled>(Stored(step)).End;

    // Everything mined is final.
    private static QueueFacts Facts(ulong mined, ulong head = 10, params TransactionReceipt[] receipts) =>
        Facts(mined, head, UInt256.MaxUInt128, receipts);

    private static QueueFacts Facts(ulong mined, UInt128 balance) => Facts(mined, 10, UInt256.Of(balance), []);

    private static QueueFacts Facts(ulong mined, ulong head, UInt256 balance, TransactionReceipt[] receipts) =>
        new(100, head, new KeyAccount(mined, balance), mined, Fees, new Dictionary<Bytes32, CallEnd>(),
            receipts.ToDictionary(r => r.Hash), new Dictionary<Bytes32, ulong>(),
            new Dictionary<Bytes32, SentAttempt>());

    private static Dictionary<Bytes32, ulong> Unseen(ulong since) => new() { [Id(1)] = since };

    private static Dictionary<Bytes32, SentAttempt> Sent(Bytes32 hash, ulong head) =>
        new() { [hash] = new SentAttempt(head, head) };

    private static TransactionReceipt Receipt(Bytes32 hash, ulong block) =>
        new(hash, true, new ChainHead(block, Id((int)block), block), 21_000, null, null, []);

    private static QueuedCall Call(int number, ulong notAfter = 0) =>
        new(Id(number), Account, new byte[] { 1 }, (ulong)number, notAfter, 7);

    private static Bytes32 Id(int number) => UInt256.Of((UInt128)number).ToWord();

    private static Bytes32 Hash(ulong nonce, ulong call) => Keccak256.Hash($"{nonce}/{call}");
}
