using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Budgets;

/// <summary>What the vectors' traces cannot say: they know no overshoot and show no budget but the one they step.
/// </summary>
public sealed class BucketTests
{
    private static BucketLimits Slow => new(U(10), U(10), UInt256.One, UInt256.MaxUInt128);

    [Fact]
    public void Grows_by_its_rate_over_more_seconds_than_64_bits_hold()
    {
        var empty = default(Bucket).List(0, Slow).Bucket.Spend(0, U(10)).Bucket;
        Assert.True(empty.Level.IsZero);
        var seconds = ((UInt128)3 << 64) + 5;
        Assert.Equal(UInt256.Of(seconds), empty.Settle(seconds).Level);
        Assert.Equal(U(3), empty.Settle(seconds).WholeLevel);
    }

    [Fact]
    public void Takes_no_time_that_runs_backwards()
    {
        var bucket = default(Bucket).List(100, Slow).Bucket.Spend(100, U(10)).Bucket;
        Assert.Equal(bucket, bucket.Settle(99));
        Assert.Equal(bucket, bucket.Settle(100));
        Assert.Equal((UInt128)101, bucket.Settle(101).At);
    }

    [Fact]
    public void Neither_grows_nor_covers_while_it_is_not_listed()
    {
        var bucket = default(Bucket).List(0, Slow).Bucket.Spend(0, U(4)).Bucket;
        var delisted = bucket.Unlist(0).Bucket.Settle(1_000);
        Assert.Equal((bucket.Level, (UInt128)1_000), (delisted.Level, delisted.At));
        Assert.Equal(BucketAnswer.Unlisted, delisted.Covers(UInt256.Zero));
        Assert.Equal(BucketAnswer.Unlisted, delisted.Update(1_001, Slow).Answer);
        // Nothing of what it would have grown comes back with the listing, nor lifts a release.
        var again = delisted.List(2_000, Slow).Bucket;
        Assert.Equal(bucket.Level, again.Level);
        Assert.Equal(U(10), again.Release(2_000, U(4)).WholeLevel);
    }

    [Fact]
    public void Gives_back_no_more_than_had_gathered_before_a_wider_listing()
    {
        var fast = Slow with { Rate = BucketLimits.RateOf(U(1), 1) };
        var full = default(Bucket).List(0, fast).Bucket.Spend(0, U(4)).Bucket.Settle(4);
        Assert.Equal(U(10), full.WholeLevel);
        var wider = full.Unlist(4).Bucket.List(4, fast with { Burst = U(20) }).Bucket;
        Assert.Equal(U(10), wider.Release(4, U(4)).WholeLevel);
    }

    [Theory]
    [InlineData(4, 6)]
    [InlineData(6, 4)]
    [InlineData(10, 0)]
    [InlineData(11, 0)]
    public void Overshoots_down_to_nothing(ulong used, ulong left)
    {
        var bucket = default(Bucket).List(0, Slow).Bucket.Overshoot(0, U(used));
        Assert.Equal((U(left), U(used)), (bucket.WholeLevel, bucket.Spent));
    }

    [Fact]
    public void Overshoots_by_any_number_and_counts_at_most_what_128_bits_hold()
    {
        var bucket = default(Bucket).List(0, Slow).Bucket.Spend(0, U(1)).Bucket;
        foreach (var used in (UInt256[])[UInt256.MaxUInt128, UInt256.MaxUInt128 + UInt256.One, UInt256.MaxValue])
        {
            var over = bucket.Overshoot(1, used);
            Assert.Equal((UInt256.Zero, UInt256.MaxUInt128), (over.Level, over.Spent));
        }
        // Were the amount shifted as it is, 2^192 units would take nothing.
        Assert.True(bucket.Overshoot(1, UInt256.One << 192).Level.IsZero);
    }

    [Fact]
    public void Goes_on_from_what_a_vault_shows()
    {
        var bucket = Bucket.Of(Slow, U(7) << 64, U(100), 50);
        Assert.Equal((U(7), U(100), (UInt128)50), (bucket.WholeLevel, bucket.Spent, bucket.At));
        Assert.Equal(BucketAnswer.Listed, bucket.List(60, Slow).Answer);
        Assert.Equal(BucketAnswer.Ok, bucket.Covers(U(7)));
        Assert.Equal(BucketAnswer.Burst, bucket.Covers(U(8)));
        // A vault does not show more than gathered, so nothing is given back beyond it.
        Assert.Equal(U(7), bucket.Release(50, U(5)).WholeLevel);
        Assert.Equal(U(7), bucket.Unlist(50).Bucket.List(50, Slow).Bucket.WholeLevel);
    }

    [Fact]
    public void Gives_back_no_more_than_was_spent()
    {
        var bucket = default(Bucket).List(0, Slow).Bucket.Spend(0, U(4)).Bucket.Release(0, U(9));
        Assert.Equal((U(10), UInt256.Zero), (bucket.WholeLevel, bucket.Spent));
    }

    [Theory]
    [InlineData(BucketAnswer.Ok, "ok")]
    [InlineData(BucketAnswer.Listed, "listed")]
    [InlineData(BucketAnswer.Unlisted, "unlisted")]
    [InlineData(BucketAnswer.PerAction, "per_action")]
    [InlineData(BucketAnswer.Lifetime, "lifetime")]
    [InlineData(BucketAnswer.Burst, "burst")]
    public void Writes_its_answers(BucketAnswer answer, string written) =>
        Assert.Equal(written, BucketAnswers.Write(answer));

    [Fact]
    public void Names_four_resources()
    {
        Assert.Equal(["tokens", "gpu_ms", "calls", "bytes"], ResourceNames.All.ToArray());
        foreach (var kind in Enum.GetValues<ResourceKind>())
            Assert.Equal(kind, ResourceNames.Parse(ResourceNames.Write(kind)));
        Assert.Equal(ResourceKind.None, ResourceNames.Parse("gpu"));
        Assert.Equal("", ResourceNames.Write(ResourceKind.None));
    }

    [Fact]
    public void Knows_a_budget_by_its_word()
    {
        var calls = BudgetKey.Of(ResourceKind.Calls);
        Assert.Equal("0x" + new string('0', 63) + "3", calls.ToString());
        Assert.Equal(calls, BudgetKey.OfWord(calls.Word));
        Assert.True(BudgetKey.Of(ResourceKind.Tokens).CompareTo(calls) < 0);
        Assert.True(calls.CompareTo(BudgetKey.Of(ResourceKind.Tokens)) > 0);
    }

    private static UInt256 U(ulong number) => UInt256.Of(number);
}
