namespace DecentralizedAi.Domain.Ledger;

/// <summary>
/// What actors stored: events under their numbers with the documents that these name, and states to start from. Shared
/// by the nodes of an operator.
/// </summary>
public interface IJournal
{
    /// <summary>Stores events of an actor and their documents; durable when the task ends, all or none. They may be
    /// stored although the caller gave up.</summary>
    /// <exception cref="JournalConflictException">One of the numbers is taken: another owner of the actor was first.
    /// </exception>
    Task AppendAsync(JournalEntry entry, CancellationToken cancellation);

    /// <summary>The highest number of the actor, dropped ones too; 0 where there is none. It waits for everything that
    /// was handed over here before.</summary>
    Task<long> LastAsync(string actor, CancellationToken cancellation);

    /// <summary>Events in the order of their numbers; those that are dropped are left out.</summary>
    /// <param name="from">The first number.</param>
    /// <param name="to">The last number.</param>
    /// <param name="most">So many at most.</param>
    IAsyncEnumerable<StoredEvent> EventsAsync(
        string actor, long from, long to, long most, CancellationToken cancellation);

    /// <summary>Drops the events up to a number; the number stays taken.</summary>
    Task DropAsync(string actor, long to, CancellationToken cancellation);

    /// <summary>Keeps a state; one of the same number is replaced.</summary>
    Task SaveAsync(StoredState state, CancellationToken cancellation);

    /// <summary>The state of the highest number within the range; null where there is none.</summary>
    Task<StoredState?> StateAsync(string actor, StateRange range, CancellationToken cancellation);

    /// <summary>Drops the states within the range.</summary>
    Task DropStatesAsync(string actor, StateRange range, CancellationToken cancellation);
}

/// <summary>What is stored at once.</summary>
/// <param name="Actor">Its name, which outlives its owners.</param>
/// <param name="Writer">The owner that stores.</param>
/// <param name="Events">In the order of their numbers; at least one.</param>
/// <param name="Documents">What the events name.</param>
public sealed record JournalEntry(
    string Actor, string Writer, IReadOnlyList<StoredEvent> Events, IReadOnlyCollection<SaltedDocument> Documents);

/// <param name="Number">Its place among the events of its actor, from 1.</param>
public sealed record StoredEvent(long Number, StoredBytes Written);

/// <param name="Number">Of the last event that it knows.</param>
/// <param name="Time">When it was taken: ticks of 100 ns since the year 1, UTC.</param>
public sealed record StoredState(string Actor, long Number, long Time, StoredBytes Written);

/// <param name="Serializer">Which one wrote it.</param>
/// <param name="Manifest">What it is, in the words of that serializer.</param>
public readonly record struct StoredBytes(byte[] Bytes, int Serializer, string Manifest);

/// <summary>States by number and time, each range with its ends.</summary>
public readonly record struct StateRange(long FromNumber, long ToNumber, long FromTime, long ToTime);

/// <summary>Another owner of an actor stored first. It is not at fault, and whoever hears of it is none any more.</summary>
public sealed class JournalConflictException(string actor, long number, Exception cause) : Exception(
    $"event {number} of '{actor}' is not stored: another owner stored one of that number first", cause)
{
    public string Actor => actor;

    public long Number => number;
}
