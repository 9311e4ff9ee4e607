using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Budgets;

/// <summary>What came of asking for reservations. Closed.</summary>
public abstract record ReserveAnswer
{
    private ReserveAnswer()
    {
    }

    /// <summary>All of them are held; this is the state afterwards.</summary>
    public sealed record Reserved(BudgetState State) : ReserveAnswer;

    /// <summary>One budget does not cover its part; nothing is held.</summary>
    public sealed record OverBudget(Reservation Wanted, BucketAnswer Cause) : ReserveAnswer;

    /// <summary>The action holds reservations already: reserving is done once.</summary>
    public sealed record HeldAlready(Bytes32 Action) : ReserveAnswer;
}

/// <summary>
/// Reserves, commits and releases the budgets of one agent. Pure: the same steps give the same state, so replaying
/// recorded steps after a crash gives the levels before it. Times are unix seconds of the recorded step.
/// </summary>
public static class BudgetDecider
{
    /// <summary>Makes the listed budgets exactly those of a document: lists, updates and delists. Never raises a
    /// level and never forgets what was spent; a budget's first listing starts full.</summary>
    public static BudgetState Adopt(BudgetState state, ulong now, IEnumerable<ListedBudget> document)
    {
        var wanted = document.ToDictionary(budget => budget.Budget, budget => budget.Limits);
        var buckets = state.Buckets.ToBuilder();
        foreach (var (key, bucket) in state.Buckets)
        {
            if (bucket.IsListed && !wanted.ContainsKey(key))
                buckets[key] = bucket.Unlist(now).Bucket;
        }
        foreach (var (key, limits) in wanted)
        {
            var bucket = buckets.GetValueOrDefault(key);
            if (!bucket.IsListed)
                buckets[key] = bucket.List(now, limits).Bucket;
            else if (bucket.Limits != limits)
                buckets[key] = bucket.Update(now, limits).Bucket;
        }
        return state with { Buckets = buckets.ToImmutable() };
    }

    /// <summary>Holds all of the wanted amounts for an action, or none of them.</summary>
    /// <param name="wanted">Each budget at most once.</param>
    public static ReserveAnswer Reserve(
        BudgetState state, ulong now, Bytes32 action, ImmutableArray<Reservation> wanted)
    {
        if (state.Open.ContainsKey(action))
            return new ReserveAnswer.HeldAlready(action);
        var buckets = state.Buckets.ToBuilder();
        foreach (var part in wanted)
        {
            var (bucket, answer) = buckets.GetValueOrDefault(part.Budget).Spend(now, part.Amount);
            if (answer != BucketAnswer.Ok)
                return new ReserveAnswer.OverBudget(part, answer);
            buckets[part.Budget] = bucket;
        }
        return new ReserveAnswer.Reserved(
            state with { Buckets = buckets.ToImmutable(), Open = state.Open.Add(action, wanted) });
    }

    /// <summary>
    /// Ends an action's reservations with what was used; the rest is given back. A budget missing in
    /// <paramref name="used"/> was not used. An action that holds nothing changes nothing.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">More was used than reserved of anything but tokens.</exception>
    public static BudgetState Commit(
        BudgetState state, ulong now, Bytes32 action, ImmutableArray<Reservation> used)
    {
        if (!state.Open.TryGetValue(action, out var held))
            return state;
        var buckets = state.Buckets.ToBuilder();
        foreach (var part in held)
        {
            var amount = used.FirstOrDefault(other => other.Budget == part.Budget).Amount;
            buckets[part.Budget] = Settled(buckets[part.Budget], now, part, amount);
        }
        return state with { Buckets = buckets.ToImmutable(), Open = state.Open.Remove(action) };
    }

    /// <summary>Gives back all that an action holds.</summary>
    public static BudgetState Release(BudgetState state, ulong now, Bytes32 action) =>
        Commit(state, now, action, []);

    private static Bucket Settled(Bucket bucket, ulong now, Reservation held, UInt256 used)
    {
        if (used <= held.Amount)
            return bucket.Release(now, held.Amount - used);
        // The length of a model's turn is known only afterwards.
        return held.Budget == BudgetKey.Of(ResourceKind.Tokens)
            ? bucket.Overshoot(now, used - held.Amount)
            : throw new ArgumentOutOfRangeException(
                nameof(used), $"used {used} of budget {held.Budget} but reserved only {held.Amount}");
    }
}
