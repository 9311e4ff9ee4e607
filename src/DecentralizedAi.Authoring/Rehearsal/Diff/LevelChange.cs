using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>A budget that gathers more or less, or faster or slower: it shows in the level that a call meets.</summary>
/// <param name="Name">Of the budget.</param>
/// <param name="Before">Its limits in the old document.</param>
/// <param name="After">Its limits in the new document.</param>
/// <param name="IsBurst">The most that gathers differs; else the rate.</param>
internal sealed record LevelChange(
    string Name, string Text, BucketLimits Before, BucketLimits After, bool IsBurst, bool IsMoney)
{
    public Direction Direction =>
        (IsBurst ? After.Burst > Before.Burst : After.Rate > Before.Rate) ? Direction.Loosens : Direction.Tightens;

    public static IEnumerable<LevelChange> All(PolicyDocument before, PolicyDocument after)
    {
        foreach (var (name, old) in before.Money)
        {
            if (!after.Money.TryGetValue(name, out var now) || now.Decimals != old.Decimals)
                continue;
            foreach (var change in Of(name, (old.Burst, old.Rate), (now.Burst, now.Rate), old.Limits, now.Limits, true))
                yield return change;
        }
        foreach (var (name, old) in before.Resources)
        {
            if (!after.Resources.TryGetValue(name, out var now))
                continue;
            var (was, made) = ((old.Burst, old.Rate), (now.Burst, now.Rate));
            foreach (var change in Of(name, was, made, old.Limits, now.Limits, false))
                yield return change;
        }
    }

    private static IEnumerable<LevelChange> Of(
        string name, (AmountLine Burst, RateLine Rate) old, (AmountLine Burst, RateLine Rate) now, BucketLimits before,
        BucketLimits after, bool isMoney)
    {
        if (before.Burst != after.Burst)
            yield return new(name, $"At most {now.Burst.Number} {name} gather and may leave at once; before: "
                + $"{old.Burst.Number}.", before, after, true, isMoney);
        if (before.Rate != after.Rate)
            yield return new(name, $"{name} grows back by {PolicySentence.Rate(now.Rate)}; before: by "
                + $"{PolicySentence.Rate(old.Rate)}.", before, after, false, isMoney);
    }

    /// <summary>A call that both documents allow, met with the levels that it would find under each of them after the
    /// same past; null where this call does not show the difference.</summary>
    public DiffWitness? Witness(Meeting meeting)
    {
        if (meeting.Before is Decision.Denied || meeting.After is Decision.Denied || Units(meeting) is not { } units
            || Levels(units) is not var (old, now, past))
            return null;
        var (before, after) = (With(meeting.Probe.Facts, old, units), With(meeting.Probe.Facts, now, units));
        var call = meeting.Probe.Call;
        var witness = new DiffWitness(Direction, call, before, after,
            PolicyRules.Decide(call, meeting.Old.Policy, before),
            PolicyRules.Decide(call, meeting.New.Policy, after)) { Past = past };
        return Strictness.Compare(witness.Before, witness.After) == Direction ? witness : null;
    }

    private UInt256? Units(Meeting meeting) =>
        !IsMoney ? UInt256.Min(Before.Burst, After.Burst)
        : meeting.MoneyBefore is var (old, units) && old.Name == Name && meeting.MoneyAfter is not null ? units
        : null;

    private (UInt256 Before, UInt256 After, string Past)? Levels(UInt256 units)
    {
        if (units.IsZero)
            return null;
        if (IsBurst)
        {
            var least = UInt256.Min(Before.Burst, After.Burst);
            if (units > least)
                return null;
            // What left before: as much as leaves one unit too few under the smaller burst.
            var spent = least - units + UInt256.One;
            return (Before.Burst - spent, After.Burst - spent, "after payments out of a full budget");
        }
        var faster = Before.Rate > After.Rate ? Before.Rate : After.Rate;
        return Seconds(units << 64, faster) is not { } time
            ? null
            : (Grown(Before, time), Grown(After, time),
                $"{ClockText.WriteDuration(checked((uint)time))} after the budget was emptied");
    }

    // The first second in which the faster one covers the units, found by halving.
    private static ulong? Seconds(UInt256 wanted, UInt256 rate)
    {
        ulong low = 0, high = uint.MaxValue;
        if (rate.SaturatingMultiply(high) < wanted)
            return null;
        while (low + 1 < high)
        {
            var middle = low + (high - low) / 2;
            (low, high) = rate.SaturatingMultiply(middle) >= wanted ? (low, middle) : (middle, high);
        }
        return high;
    }

    private static UInt256 Grown(BucketLimits limits, ulong seconds) =>
        UInt256.Min(limits.Burst, limits.Rate.SaturatingMultiply(seconds) >> 64);

    private Facts With(Facts facts, UInt256 level, UInt256 units)
    {
        var levels = facts.Levels.ToDictionary();
        levels[Name] = new(level, UInt256.Zero);
        return IsMoney
            ? facts with { Levels = levels }
            : facts with { Levels = levels, Costs = new Dictionary<string, UInt256> { [Name] = units } };
    }
}
