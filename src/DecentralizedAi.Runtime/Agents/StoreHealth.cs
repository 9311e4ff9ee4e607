using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Runtime.Agents;

/// <summary>Whether the database stored what this node's agents wanted to store last. Safe from many threads.</summary>
internal sealed class StoreHealth(TimeProvider clock)
{
    public const string Code = "DAI-3123";

    // An agent that could not store tries again within seconds; silence means that it lives elsewhere now.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private sealed record Refusal(string What, long At);

    private volatile Refusal? _last;

    /// <summary>What the database said, and what to do; null while it stores.</summary>
    public string? Trouble => _last is { } last && clock.GetElapsedTime(last.At) < Fresh ? last.What : null;

    public void Stored() => _last = null;

    /// <summary>An agent could not store; it stops, and comes back from what is stored.</summary>
    public void Refused(Exception cause)
    {
        // Another owner was first: that is how a stale one learns that it is one.
        if (cause is JournalConflictException)
            return;
        _last = new Refusal($"{Code} the database stores nothing, so nothing is done: "
            + $"{cause.GetBaseException().Message}; make room where store.path or the server of store.connection keeps "
            + "its files, and see that it may be written",
            clock.GetTimestamp());
    }
}
