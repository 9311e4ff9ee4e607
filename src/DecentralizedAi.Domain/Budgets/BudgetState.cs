using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Budgets;

/// <summary>All budgets of one agent and what its open actions hold. Immutable.</summary>
public sealed record BudgetState
{
    public static BudgetState Empty { get; } = new();

    /// <summary>From what another state told.</summary>
    public static BudgetState Of(
        IEnumerable<KeyValuePair<BudgetKey, Bucket>> buckets,
        IEnumerable<KeyValuePair<Bytes32, ImmutableArray<Reservation>>> open) =>
        new() { Buckets = buckets.ToImmutableSortedDictionary(), Open = open.ToImmutableDictionary() };

    /// <summary>Every budget that was ever listed: a delisted one keeps its level and what was spent.</summary>
    public ImmutableSortedDictionary<BudgetKey, Bucket> Buckets { get; internal init; } =
        ImmutableSortedDictionary<BudgetKey, Bucket>.Empty;

    /// <summary>By action: what is reserved and neither committed nor released.</summary>
    public ImmutableDictionary<Bytes32, ImmutableArray<Reservation>> Open { get; internal init; } =
        ImmutableDictionary<Bytes32, ImmutableArray<Reservation>>.Empty;

    /// <summary>Level and spent of a budget at a moment, in whole units; null when it is not listed.</summary>
    /// <param name="now">Unix seconds.</param>
    public Bucket? Listed(BudgetKey budget, ulong now) =>
        Buckets.TryGetValue(budget, out var bucket) && bucket.IsListed ? bucket.Settle(now) : null;

    /// <summary>What open actions hold of a budget, in whole units.</summary>
    public UInt256 Held(BudgetKey budget)
    {
        var held = UInt256.Zero;
        foreach (var reservations in Open.Values)
        {
            foreach (var reservation in reservations)
                held = reservation.Budget == budget ? held.SaturatingAdd(reservation.Amount) : held;
        }
        return held;
    }
}
