using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Budgets;

/// <summary>When a budget is full, empty or used up. Times are whole seconds from now, null where it never comes.
/// </summary>
/// <param name="Left">The most that may still be spent in all; null without a limit.</param>
/// <param name="FullIn">Until the level is at the burst, when nothing is spent.</param>
/// <param name="GoneAtMost">Until nothing is left, when each unit is spent as soon as the bucket lets it.</param>
/// <param name="EmptyAtPace">Until the level is 0 at the pace so far: then payments wait for the rate.</param>
/// <param name="GoneAtPace">Until nothing is left at the pace so far.</param>
public sealed record BudgetForecast(
    UInt256? Left, ulong? FullIn, ulong? GoneAtMost, ulong? EmptyAtPace, ulong? GoneAtPace)
{
    private BucketLimits Limits { get; init; }
    private UInt256 Level { get; init; }

    /// <param name="level">What may be spent now, in whole units; at most 2^128 - 1.</param>
    /// <param name="spent">What was spent in <paramref name="elapsed"/>, in whole units; at most 2^128 - 1.</param>
    /// <param name="left">As <see cref="Left"/>; at most 2^128 - 1.</param>
    /// <param name="elapsed">Seconds; 0 = there is no pace yet.</param>
    public static BudgetForecast Of(
        BucketLimits limits, UInt256 level, UInt256 spent, UInt256? left, ulong elapsed)
    {
        var pace = elapsed == 0 ? UInt256.Zero : (spent << 64).DivideBy(elapsed).Quotient;
        var missing = limits.Burst.SaturatingSubtract(level) << 64;
        return new BudgetForecast(
            left, missing.IsZero ? 0 : Seconds(missing, limits.Rate),
            left is not { } most ? null : most <= level ? 0 : Seconds((most - level) << 64, limits.Rate),
            pace > limits.Rate ? Seconds(level << 64, pace - limits.Rate) : null,
            left is not { } rest ? null : rest.IsZero ? 0 : Seconds(rest << 64, pace))
        {
            Limits = limits, Level = level,
        };
    }

    /// <summary>The most that can be spent from now on in that time, whoever holds the keys: level + rate x time, and
    /// never more than is left.</summary>
    public UInt256 MostWithin(ulong seconds)
    {
        var most = Level.SaturatingAdd(Limits.Rate.SaturatingMultiply(seconds) >> 64);
        return Left is { } left ? UInt256.Min(left, most) : most;
    }

    // Rounded down. Numbers beyond 64 bits lose their last bits on both sides, which moves a second at most in 2^63.
    private static ulong? Seconds(UInt256 amount, UInt256 each)
    {
        while (!each.FitsUInt64)
            (amount, each) = (amount >> 1, each >> 1);
        if (each.IsZero)
            return null;
        var seconds = amount.DivideBy(each.ToUInt64()).Quotient;
        return seconds.FitsUInt64 ? seconds.ToUInt64() : null;
    }
}
