using System.Collections.Immutable;
using CsCheck;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Budgets;

public sealed class BudgetDeciderTests
{
    private static readonly BudgetKey Coin = BudgetKey.Of(Address.Parse("0xde709f2102306220921060314715629080e2fb77"));
    private static readonly BudgetKey Tokens = BudgetKey.Of(ResourceKind.Tokens);
    private static readonly BudgetKey Calls = BudgetKey.Of(ResourceKind.Calls);
    private static readonly Bytes32 First = Keccak256.Hash("first");
    private static readonly Bytes32 Second = Keccak256.Hash("second");

    private static ListedBudget[] Listed =>
    [
        new(Coin, new(U(100), U(150), BucketLimits.RateOf(U(1), 1), U(1000))),
        new(Tokens, BucketLimits.OfResource(U(50), BucketLimits.RateOf(U(5), 1))),
        new(Calls, BucketLimits.OfResource(U(3), UInt256.Zero)),
    ];

    private static BudgetState Full => BudgetDecider.Adopt(BudgetState.Empty, 1000, Listed);

    [Fact]
    public void Holds_all_parts_or_none()
    {
        var state = Reserved(Full, First, new(Coin, U(100)), new(Calls, U(1)));
        Assert.Equal((50UL, 2UL), (Level(state, Coin), Level(state, Calls)));
        Assert.Equal(U(100), state.Held(Coin));
        var over = Assert.IsType<ReserveAnswer.OverBudget>(
            BudgetDecider.Reserve(state, 1000, Second, [new(Calls, U(1)), new(Coin, U(51))]));
        Assert.Equal((Coin, BucketAnswer.Burst), (over.Wanted.Budget, over.Cause));
        Assert.Equal(2UL, Level(state, Calls));
    }

    [Fact]
    public void Holds_an_action_once() => Assert.IsType<ReserveAnswer.HeldAlready>(
        BudgetDecider.Reserve(Reserved(Full, First, new Reservation(Calls, U(1))), 1000, First, [new(Calls, U(1))]));

    [Fact]
    public void Refuses_a_budget_that_is_not_listed() => Assert.Equal(BucketAnswer.Unlisted,
        Assert.IsType<ReserveAnswer.OverBudget>(
            BudgetDecider.Reserve(Full, 1000, First, [new(BudgetKey.Of(ResourceKind.Bytes), U(0))])).Cause);

    [Fact]
    public void Gives_back_what_was_not_used()
    {
        var state = Reserved(Full, First, new(Coin, U(100)), new(Tokens, U(40)));
        state = BudgetDecider.Commit(state, 1000, First, [new(Coin, U(60))]);
        Assert.Equal((90UL, 50UL), (Level(state, Coin), Level(state, Tokens)));
        Assert.Equal(U(60), state.Buckets[Coin].Spent);
        Assert.Empty(state.Open);
        Assert.Equal(state, BudgetDecider.Commit(state, 1000, First, [new(Coin, U(60))]));
    }

    [Fact]
    public void Lets_only_tokens_overshoot()
    {
        var state = Reserved(Full, First, new(Tokens, U(40)), new(Calls, U(1)));
        var used = BudgetDecider.Commit(state, 1000, First, [new(Tokens, U(70)), new(Calls, U(1))]);
        Assert.Equal((0UL, U(70)), (Level(used, Tokens), used.Buckets[Tokens].Spent));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            BudgetDecider.Commit(state, 1000, First, [new(Calls, U(2))]));
    }

    [Fact]
    public void Never_forgets_over_a_vote()
    {
        var state = Reserved(Full, First, new Reservation(Coin, U(100)));
        state = BudgetDecider.Adopt(state, 1000, Listed[1..]);
        Assert.Null(state.Listed(Coin, 5000));
        var wider = Listed[0] with { Limits = Listed[0].Limits with { Burst = U(900) } };
        state = BudgetDecider.Adopt(state, 5000, [wider]);
        Assert.Equal((50UL, U(100)), (Level(state, Coin, 5000), state.Buckets[Coin].Spent));
        // The reservation outlives the votes and is given back.
        Assert.Equal(150UL, Level(BudgetDecider.Release(state, 5000, First), Coin, 5000));
    }

    [Fact]
    public void Leaves_a_budget_alone_that_a_vote_does_not_change()
    {
        var state = Reserved(Full, First, new Reservation(Coin, U(100)));
        Assert.Equal(state.Buckets, BudgetDecider.Adopt(state, 1001, Listed).Buckets);
    }

    [Fact]
    public void Leaves_a_delisted_budget_as_it_was_at_later_votes()
    {
        var without = BudgetDecider.Adopt(Full, 1001, Listed[1..]);
        Assert.Equal(without.Buckets, BudgetDecider.Adopt(without, 2000, Listed[1..]).Buckets);
        Assert.Null(without.Listed(Coin, 2000));
        Assert.Null(without.Listed(BudgetKey.Of(ResourceKind.Bytes), 2000));
    }

    [Fact]
    public void Takes_new_limits_at_the_moment_of_the_vote()
    {
        var state = Reserved(Full, First, new Reservation(Coin, U(100)));
        var faster = Listed[0] with { Limits = Listed[0].Limits with { Rate = BucketLimits.RateOf(U(10), 1) } };
        state = BudgetDecider.Adopt(state, 1010, [faster, .. Listed[1..]]);
        // Ten seconds at the old rate of one, then one at the new of ten.
        Assert.Equal((60UL, 70UL), (Level(state, Coin, 1010), Level(state, Coin, 1011)));
    }

    [Fact]
    public void Adds_up_what_all_actions_hold_of_one_budget()
    {
        var state = Reserved(Full, First, new(Coin, U(10)), new(Calls, U(1)));
        state = Reserved(state, Second, new(Tokens, U(7)), new(Coin, U(20)));
        Assert.Equal((U(30), U(1), U(7)), (state.Held(Coin), state.Held(Calls), state.Held(Tokens)));
        Assert.Equal(UInt256.Zero, Full.Held(Coin));
        state = BudgetDecider.Release(state, 1000, First);
        Assert.Equal((U(20), UInt256.Zero), (state.Held(Coin), state.Held(Calls)));
    }

    [Fact]
    public void Names_what_was_used_beyond_a_reservation()
    {
        var state = Reserved(Full, First, new Reservation(Calls, U(1)));
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() =>
            BudgetDecider.Commit(state, 1000, First, [new(Calls, U(2))]));
        Assert.StartsWith($"used 2 of budget {Calls} but reserved only 1", refused.Message);
        Assert.Equal("used", refused.ParamName);
    }

    /// <summary>The theorem of the vault: in any window of length P, spent is at most burst + rate x P.</summary>
    [Fact]
    public void Never_lets_out_more_than_burst_and_rate_in_any_window() =>
        Gen.Select(Gen.UInt[1, 50], Gen.UInt[0, 5], Gen.UInt[1, 30],
                Gen.Select(Gen.UInt[0, 40], Gen.UInt[0, 60]).List[1, 40])
            .Sample((burst, units, seconds, steps) =>
            {
                var bucket = default(Bucket).List(0, new(
                    U(burst), U(burst), BucketLimits.RateOf(U(units), seconds), UInt256.MaxUInt128)).Bucket;
                var spent = new List<(ulong At, ulong Amount)>();
                var now = 0UL;
                foreach (var (wait, amount) in steps)
                {
                    now += wait;
                    (bucket, var answer) = bucket.Spend(now, U(amount));
                    if (answer == BucketAnswer.Ok)
                        spent.Add((now, amount));
                }
                for (var from = 0; from < spent.Count; from++)
                {
                    for (var to = from; to < spent.Count; to++)
                    {
                        var total = spent[from..(to + 1)].Aggregate(0UL, (sum, step) => sum + step.Amount);
                        var window = spent[to].At - spent[from].At;
                        Assert.True(total * seconds <= burst * seconds + units * window);
                    }
                }
            });

    private static UInt256 U(ulong number) => UInt256.Of(number);

    private static ulong Level(BudgetState state, BudgetKey budget, ulong now = 1000) =>
        state.Listed(budget, now)!.Value.WholeLevel.ToUInt64();

    private static BudgetState Reserved(BudgetState state, Bytes32 action, params ImmutableArray<Reservation> wanted) =>
        Assert.IsType<ReserveAnswer.Reserved>(BudgetDecider.Reserve(state, 1000, action, wanted)).State;
}
