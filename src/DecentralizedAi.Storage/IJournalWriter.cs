using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Storage;

/// <summary>The way of one database to store entries of the journal; used by one caller at a time.</summary>
internal interface IJournalWriter
{
    /// <summary>All of them or none, in one commit that is on disk when the task ends.</summary>
    /// <param name="created">Ticks of 100 ns since the year 1, UTC.</param>
    /// <exception cref="System.Data.Common.DbException">They are not stored.</exception>
    Task WriteAsync(IReadOnlyList<JournalEntry> entries, long created);

    /// <summary>A number of an event was taken.</summary>
    bool IsConflict(Exception fault);

    /// <summary>The database does not answer: nobody could store now.</summary>
    bool IsSilent(Exception fault);
}
