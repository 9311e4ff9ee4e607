using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>A journal that counts what was handed to it, stored or not.</summary>
internal sealed class WatchedJournal(IJournal journal) : IJournal
{
    private int _entries;

    public int Entries => Volatile.Read(ref _entries);

    public string ConnectionString => journal.ConnectionString;

    public bool OnServer => journal.OnServer;

    public Task AppendAsync(JournalEntry entry, CancellationToken cancellation)
    {
        var stored = journal.AppendAsync(entry, cancellation);
        Interlocked.Increment(ref _entries);
        return stored;
    }

    public Task SettledAsync(CancellationToken cancellation) => journal.SettledAsync(cancellation);
}
