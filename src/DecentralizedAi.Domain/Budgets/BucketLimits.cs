using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Budgets;

/// <summary>What bounds a token bucket, in whole units (for money the smallest unit of the asset).</summary>
/// <param name="PerAction">The most of one action; at most 2^128 - 1.</param>
/// <param name="Burst">The most that gathers; at most 2^128 - 1.</param>
/// <param name="Rate">Growth in 2^-64 units a second: floor(units x 2^64 / seconds); below 2^192.</param>
/// <param name="Lifetime">The most that is ever spent; at most 2^128 - 1, which means no limit.</param>
public readonly record struct BucketLimits(UInt256 PerAction, UInt256 Burst, UInt256 Rate, UInt256 Lifetime)
{
    /// <summary>Limits of a resource, which has none per action or lifetime.</summary>
    public static BucketLimits OfResource(UInt256 burst, UInt256 rate) =>
        new(burst, burst, rate, UInt256.MaxUInt128);

    /// <summary>floor(units x 2^64 / seconds).</summary>
    public static UInt256 RateOf(UInt256 units, uint seconds) => (units << 64).DivideBy(seconds).Quotient;
}
