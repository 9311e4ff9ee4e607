using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Budgets;

public sealed class BudgetForecastTests
{
    // 100 at once, ten a second, a thousand in all.
    private static readonly BucketLimits Limits =
        new(UInt256.Of(50), UInt256.Of(100), BucketLimits.RateOf(UInt256.Of(10), 1), UInt256.Of(1000));

    [Fact]
    public void A_pace_below_the_rate_never_empties_the_bucket()
    {
        var forecast = Of(level: 60, spent: 400, elapsed: 100, left: 600);
        Assert.Null(forecast.EmptyAtPace);
        Assert.Equal(150UL, forecast.GoneAtPace);
        Assert.Equal(4UL, forecast.FullIn);
    }

    [Fact]
    public void A_pace_above_the_rate_empties_it_and_then_payments_wait()
    {
        var forecast = Of(level: 60, spent: 300, elapsed: 20, left: 700);
        Assert.Equal(12UL, forecast.EmptyAtPace);
        Assert.Equal(46UL, forecast.GoneAtPace);
    }

    [Fact]
    public void The_most_within_a_time_is_the_bound_of_the_vault_and_never_more_than_is_left()
    {
        var forecast = Of(level: 60, spent: 0, elapsed: 0, left: 600);
        Assert.Equal(UInt256.Of(60), forecast.MostWithin(0));
        Assert.Equal(UInt256.Of(160), forecast.MostWithin(10));
        Assert.Equal(UInt256.Of(600), forecast.MostWithin(ulong.MaxValue));
        Assert.Equal(54UL, forecast.GoneAtMost);
    }

    [Theory]
    [InlineData(0UL, 0UL)]
    [InlineData(0UL, 100UL)]
    [InlineData(5UL, 0UL)]
    public void Without_a_pace_nothing_is_foretold_from_it(ulong spent, ulong elapsed)
    {
        var forecast = Of(level: 60, spent, elapsed, left: 600);
        Assert.Null(forecast.EmptyAtPace);
        Assert.Null(forecast.GoneAtPace);
    }

    [Fact]
    public void Nothing_left_is_gone_now_and_no_limit_is_never_gone()
    {
        var gone = Of(level: 60, spent: 0, elapsed: 0, left: 0);
        Assert.Equal((0UL, 0UL), (gone.GoneAtMost, gone.GoneAtPace));
        Assert.True(gone.MostWithin(1_000).IsZero);
        var free = BudgetForecast.Of(Limits, UInt256.Of(60), UInt256.Of(300), null, 20);
        Assert.Equal((null, null), (free.GoneAtMost, free.GoneAtPace));
    }

    [Fact]
    public void A_bucket_that_does_not_grow_is_never_full_again_and_the_largest_numbers_do_not_wrap()
    {
        var most = UInt256.MaxUInt128;
        var still = BudgetForecast.Of(
            new BucketLimits(most, most, UInt256.Zero, most), UInt256.Zero, most, most, 1UL << 40);
        Assert.Null(still.FullIn);
        Assert.InRange(still.GoneAtPace!.Value, 1UL << 40, (1UL << 40) + 1);
        var fast = BudgetForecast.Of(new BucketLimits(most, most, BucketLimits.RateOf(most, 1), most), UInt256.Zero,
            UInt256.Zero, most, 0);
        Assert.Equal(1UL, fast.FullIn);
        Assert.Equal(most, fast.MostWithin(ulong.MaxValue));
    }

    [Fact]
    public void A_full_bucket_that_does_not_grow_is_full_now_and_what_takes_longer_than_a_number_holds_never_is()
    {
        var most = UInt256.MaxUInt128;
        var still = BudgetForecast.Of(new BucketLimits(most, most, UInt256.Zero, most), most, UInt256.Zero, most, 0);
        Assert.Equal((0UL, 0UL), (still.FullIn, still.GoneAtMost));
        var slow = BudgetForecast.Of(
            new BucketLimits(most, most, UInt256.One, most), UInt256.Zero, UInt256.Zero, null, 0);
        Assert.Null(slow.FullIn);
    }

    private static BudgetForecast Of(ulong level, ulong spent, ulong elapsed, ulong left) =>
        BudgetForecast.Of(Limits, UInt256.Of(level), UInt256.Of(spent), UInt256.Of(left), elapsed);
}
