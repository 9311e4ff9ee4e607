using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Transactions;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Transactions;

public sealed class TransactionQueueDeciderTests
{
    private const ulong Finality = 2;
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
        Assert.IsType<QueueStep.Rest>(Next(state, Facts(mined: 1, head: 12, Receipt(Hash(0, 1), 12))));
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
    public void Settles_a_receipt_only_when_it_is_final()
    {
        var state = Sign(Queue(Call(1)), Facts(mined: 0), expectNonce: 0);
        var receipt = Receipt(Hash(0, 1), 12);
        Assert.IsType<QueueStep.Rest>(Next(state, Facts(mined: 1, head: 13, receipt)));
        var end = Settled(Next(state, Facts(mined: 1, head: 14, receipt)));
        Assert.Equal(12UL, Assert.IsType<CallEnd.Mined>(end).Block.Number);
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
        var store = Assert.IsType<QueueStep.Store>(Next(state, Facts(mined: 4)));
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
        TransactionQueueDecider.Next(state, facts, Account, Finality);

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

    private static CallEnd Settled(QueueStep step) =>
        Assert.IsType<CallSettled>(Assert.IsType<QueueStep.Store>(step).Event).End;

    private static QueueFacts Facts(ulong mined, ulong head = 10, params TransactionReceipt[] receipts) =>
        new(100, head, mined, Fees, receipts.ToDictionary(r => r.Hash));

    private static TransactionReceipt Receipt(Bytes32 hash, ulong block) =>
        new(hash, true, new ChainHead(block, Id((int)block), block), 21_000, null, null, []);

    private static QueuedCall Call(int number, ulong notAfter = 0) =>
        new(Id(number), Account, new byte[] { 1 }, (ulong)number, notAfter, null);

    private static Bytes32 Id(int number) => UInt256.Of((UInt128)number).ToWord();

    private static Bytes32 Hash(ulong nonce, ulong call) => Keccak256.Hash($"{nonce}/{call}");
}
