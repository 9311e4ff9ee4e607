using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Budgets;

/// <summary>
/// A token bucket with the arithmetic of the vault: levels in 2^-64 units, settled before every change. Immutable;
/// the default has never been listed.
/// </summary>
public readonly record struct Bucket
{
    public BucketLimits Limits { get; private init; }
    public bool IsListed { get; private init; }

    /// <summary>What has gathered, in 2^-64 units.</summary>
    public UInt256 Level { get; private init; }

    /// <summary>Spent or reserved since the first listing, in whole units.</summary>
    public UInt256 Spent { get; private init; }

    /// <summary>The latest second that was settled.</summary>
    public UInt128 At { get; private init; }

    /// <summary>What the level would be had nothing been spent: a release never lifts the level above it.</summary>
    public UInt256 Ceiling { get; private init; }

    /// <summary>Its level and what was spent are remembered, listed or not.</summary>
    public bool HasBeenListed { get; private init; }

    /// <summary>A listed bucket as a vault shows it.</summary>
    /// <param name="level">In 2^-64 units at the second <paramref name="at"/>.</param>
    public static Bucket Of(BucketLimits limits, UInt256 level, UInt256 spent, UInt128 at) => new()
    {
        Limits = limits, Level = level, Spent = spent, At = at, IsListed = true, HasBeenListed = true, Ceiling = level,
    };

    /// <summary>A bucket as its own properties told it before.</summary>
    public static Bucket Remembered(
        BucketLimits limits, bool listed, bool known, UInt256 level, UInt256 ceiling, UInt256 spent, UInt128 at) =>
        new()
        {
            Limits = limits, Level = level, Spent = spent, At = at, IsListed = listed, HasBeenListed = known,
            Ceiling = ceiling,
        };

    /// <summary>What may be spent now, in whole units.</summary>
    public UInt256 WholeLevel => Level >> 64;

    /// <summary>Grows by the rate up to the burst, while listed. Time that runs backwards changes nothing.</summary>
    public Bucket Settle(UInt128 now)
    {
        if (now <= At)
            return this;
        if (!IsListed)
            return this with { At = now };
        var grown = Growth(Limits.Rate, now - At);
        var full = Limits.Burst << 64;
        return this with
        {
            At = now,
            Level = UInt256.Min(full, Level.SaturatingAdd(grown)),
            Ceiling = UInt256.Min(full, Ceiling.SaturatingAdd(grown)),
        };
    }

    /// <summary>Full at the first listing; later the level stays, cut to the new burst.</summary>
    public (Bucket Bucket, BucketAnswer Answer) List(UInt128 now, BucketLimits limits)
    {
        if (IsListed)
            return (this, BucketAnswer.Listed);
        var settled = Settle(now);
        var full = limits.Burst << 64;
        return (settled with
        {
            IsListed = true,
            HasBeenListed = true,
            Limits = limits,
            Level = HasBeenListed ? UInt256.Min(full, settled.Level) : full,
            Ceiling = HasBeenListed ? UInt256.Min(full, settled.Ceiling) : full,
        }, BucketAnswer.Ok);
    }

    /// <summary>New limits after settling under the old ones; never raises the level.</summary>
    public (Bucket Bucket, BucketAnswer Answer) Update(UInt128 now, BucketLimits limits)
    {
        var settled = Settle(now);
        if (!IsListed)
            return (settled, BucketAnswer.Unlisted);
        var full = limits.Burst << 64;
        return (settled with
        {
            Limits = limits,
            Level = UInt256.Min(full, settled.Level),
            Ceiling = UInt256.Min(full, settled.Ceiling),
        }, BucketAnswer.Ok);
    }

    /// <summary>Stops growth and refuses spends; level and spent stay.</summary>
    public (Bucket Bucket, BucketAnswer Answer) Unlist(UInt128 now)
    {
        var settled = Settle(now);
        return IsListed
            ? (settled with { IsListed = false }, BucketAnswer.Ok)
            : (settled, BucketAnswer.Unlisted);
    }

    /// <summary>Takes <paramref name="amount"/> whole units, or refuses; equality is allowed.</summary>
    public (Bucket Bucket, BucketAnswer Answer) Spend(UInt128 now, UInt256 amount)
    {
        var settled = Settle(now);
        var answer = settled.Covers(amount);
        return answer == BucketAnswer.Ok
            ? (settled with { Level = settled.Level - (amount << 64), Spent = settled.Spent + amount }, answer)
            : (settled, answer);
    }

    /// <summary>
    /// Gives back what was reserved and not used. Never lifts the level above what settling and updates alone would
    /// have given; gives back to a bucket that is no longer listed too.
    /// </summary>
    public Bucket Release(UInt128 now, UInt256 amount)
    {
        var settled = Settle(now);
        var given = UInt256.Min(amount, settled.Spent);
        return settled with
        {
            Level = UInt256.Min(settled.Ceiling, settled.Level.SaturatingAdd(given << 64)),
            Spent = settled.Spent - given,
        };
    }

    /// <summary>Adds what was used beyond a reservation. The level stops at 0.</summary>
    public Bucket Overshoot(UInt128 now, UInt256 amount)
    {
        var settled = Settle(now);
        return settled with
        {
            Level = amount.FitsUInt128 ? settled.Level.SaturatingSubtract(amount << 64) : UInt256.Zero,
            Spent = UInt256.Min(UInt256.MaxUInt128, settled.Spent.SaturatingAdd(amount)),
        };
    }

    /// <summary>Whether the settled bucket covers an amount, in the order per action, lifetime, burst.</summary>
    public BucketAnswer Covers(UInt256 amount) => Cover(Limits, IsListed, Level, Spent, amount);

    private static BucketAnswer Cover(
        BucketLimits limits, bool listed, UInt256 level, UInt256 spent, UInt256 amount) =>
        !listed ? BucketAnswer.Unlisted
        : amount > limits.PerAction ? BucketAnswer.PerAction
        : !spent.TryAdd(amount, out var total) || total > limits.Lifetime ? BucketAnswer.Lifetime
        : amount << 64 > level ? BucketAnswer.Burst
        : BucketAnswer.Ok;

    private static UInt256 Growth(UInt256 rate, UInt128 seconds)
    {
        var low = rate.SaturatingMultiply((ulong)seconds);
        var high = (ulong)(seconds >> 64);
        return high == 0
            ? low
            : rate.SaturatingMultiply(high).SaturatingMultiply(1UL << 32).SaturatingMultiply(1UL << 32)
                .SaturatingAdd(low);
    }
}
