using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Transactions;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Transactions;

/// <summary>What waits offers more when a person asks, never above what the operator pays, never twice.</summary>
public sealed class TransactionRaiseTests
{
    private static readonly Address Account = Address.Parse("0x00000000000000000000000000000000000000aa");
    private static readonly TransactionFees Market = TransactionFees.Of(UInt256.Of(46), UInt256.Of(8));
    private static readonly Bytes32 Id = Keccak256.Hash("call"), First = Keccak256.Hash("first");

    [Fact]
    public void The_call_in_line_is_signed_again_at_its_nonce_with_an_eighth_more()
    {
        var sign = Raise(Waiting(), Facts(), First, out var fault)!;
        Assert.Null(fault);
        Assert.Equal((Id, 5UL, false), (sign.Id, sign.Draft.Nonce, sign.Cancels));
        Assert.Equal(Waiting().Pending[0].Call.Data.ToArray(), sign.Draft.Data.ToArray());
        Assert.Equal(new TransactionFees(UInt256.Of(113), UInt256.Of(10)), sign.Draft.Fees);
    }

    [Fact]
    public void An_attempt_that_was_raised_or_mined_is_not_in_line()
    {
        var raised = Waiting().Apply(Attempt(Keccak256.Hash("second"), 113));
        Assert.Null(Raise(raised, Facts(), First, out var fault));
        Assert.Null(Raise(Waiting(), Facts() with { Account = new(6, UInt256.MaxUInt128) }, First, out _));
        Assert.Null(fault);
    }

    [Fact]
    public void More_than_the_operator_pays_is_refused_by_name_and_is_not_offered_by_itself_either()
    {
        var facts = Facts() with { MostFee = UInt256.Of(112), Fees = TransactionFees.Of(UInt256.Of(900), UInt256.One) };
        Assert.Null(Raise(Waiting(), facts, First, out var fault));
        Assert.Contains("chain.max_fee, 112 wei", fault);
        Assert.IsType<QueueStep.Rest>(TransactionQueueDecider.Next(Waiting(), facts, Account));
        var enough = Raise(Waiting(), facts with { MostFee = UInt256.Of(200) }, First, out _)!;
        Assert.Equal(UInt256.Of(200), enough.Draft.Fees.MaxFee);
    }

    [Fact]
    public void A_first_attempt_offers_no_more_than_the_operator_pays()
    {
        var state = QueueState.Empty.Apply(new CallQueued(Call(0)));
        var sign = Assert.IsType<QueueStep.Sign>(
            TransactionQueueDecider.Next(state, Facts() with { MostFee = UInt256.Of(50) }, Account));
        Assert.Equal(UInt256.Of(50), sign.Draft.Fees.MaxFee);
    }

    [Fact]
    public void A_payment_that_expired_is_given_up_whatever_that_costs_and_never_made()
    {
        var state = Waiting(notAfter: 99);
        var sign = Raise(state, Facts() with { MostFee = UInt256.One }, First, out var fault)!;
        Assert.Null(fault);
        Assert.Equal((true, 5UL, Account), (sign.Cancels, sign.Draft.Nonce, sign.Draft.To));
        Assert.True(sign.Draft.Data.IsEmpty);
    }

    [Fact]
    public void It_waits_for_its_fee_below_the_base_fee_or_after_many_blocks()
    {
        var call = Waiting().Pending[0];
        Assert.False(TransactionQueueDecider.Waits(call, Facts()));
        Assert.True(TransactionQueueDecider.Waits(
            call, Facts() with { Fees = TransactionFees.Of(UInt256.Of(101), UInt256.One) }));
        Assert.True(TransactionQueueDecider.Waits(call, Facts() with { Head = Sent + 12 }));
        Assert.Equal(Sent, TransactionQueueDecider.Since(call, Facts() with { Head = Sent + 12 }));
    }

    [Fact]
    public void The_base_fee_of_the_market_is_the_one_it_was_made_of() =>
        Assert.Equal(UInt256.Of(46), Market.BaseFee);

    private const ulong Sent = 10;

    private static QueueStep.Sign? Raise(QueueState state, QueueFacts facts, Bytes32 attempt, out string? fault) =>
        TransactionQueueDecider.Raise(state, facts, Account, attempt, out fault);

    private static QueueState Waiting(ulong notAfter = 0) =>
        QueueState.Empty.Apply(new CallQueued(Call(notAfter))).Apply(Attempt(First, 100));

    private static AttemptSigned Attempt(Bytes32 hash, ulong fee) =>
        new(Id, 5, hash, new byte[1], new TransactionFees(UInt256.Of(fee), UInt256.Of(8)), Cancels: false);

    private static QueuedCall Call(ulong notAfter) =>
        new(Id, Address.Parse("0x00000000000000000000000000000000000000bb"), new byte[] { 1 }, 9, notAfter, 7);

    private static QueueFacts Facts() => new(100, Sent, new KeyAccount(5, UInt256.MaxUInt128), 5, Market,
        new Dictionary<Bytes32, CallEnd>(), new Dictionary<Bytes32, TransactionReceipt>(),
        new Dictionary<Bytes32, ulong>(),
        new Dictionary<Bytes32, SentAttempt> { [First] = new SentAttempt(Sent, Sent) });
}
