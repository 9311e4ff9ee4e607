namespace DecentralizedAi.Domain.Ledger;

/// <summary>
/// Stores events of actors under their numbers, with the documents that these name. Shared by the nodes of an operator;
/// the actors' journal reads them from the same tables.
/// </summary>
public interface IJournal
{
    /// <summary>The database of those tables. It may hold a password: never show it.</summary>
    string ConnectionString { get; }

    /// <summary>Whether that is a PostgreSQL server; else it is a SQLite file.</summary>
    bool OnServer { get; }

    /// <summary>Stores events of an actor and their documents; durable when the task ends, all or none. They may be
    /// stored although the caller gave up.</summary>
    /// <exception cref="JournalConflictException">One of the numbers is taken: another owner of the actor was first.
    /// </exception>
    Task AppendAsync(JournalEntry entry, CancellationToken cancellation);

    /// <summary>Ends when everything that was handed over here before is stored, or refused.</summary>
    Task SettledAsync(CancellationToken cancellation);
}

/// <summary>What is stored at once.</summary>
/// <param name="Actor">Its name, which outlives its owners.</param>
/// <param name="Writer">The owner that stores.</param>
/// <param name="Events">In the order of their numbers; at least one.</param>
/// <param name="Documents">What the events name.</param>
public sealed record JournalEntry(
    string Actor, string Writer, IReadOnlyList<StoredEvent> Events, IReadOnlyCollection<SaltedDocument> Documents);

/// <param name="Number">Its place among the events of its actor, from 1.</param>
/// <param name="Serializer">Which one wrote it.</param>
/// <param name="Manifest">What it is, in the words of that serializer.</param>
public sealed record StoredEvent(long Number, byte[] Bytes, int Serializer, string Manifest);

/// <summary>Another owner of an actor stored first. It is not at fault, and whoever hears of it is none any more.</summary>
public sealed class JournalConflictException(string actor, long number, Exception cause) : Exception(
    $"event {number} of '{actor}' is not stored: another owner stored one of that number first", cause)
{
    public string Actor => actor;

    public long Number => number;
}
