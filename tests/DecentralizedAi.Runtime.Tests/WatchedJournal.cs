using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>A journal that counts what was handed to it, stored or not.</summary>
internal sealed class WatchedJournal(IJournal journal) : IJournal
{
    private int _entries;

    public int Entries => Volatile.Read(ref _entries);

    public Task AppendAsync(JournalEntry entry, CancellationToken cancellation)
    {
        var stored = journal.AppendAsync(entry, cancellation);
        Interlocked.Increment(ref _entries);
        return stored;
    }

    public Task<long> LastAsync(string actor, CancellationToken cancellation) => journal.LastAsync(actor, cancellation);

    public IAsyncEnumerable<StoredEvent> EventsAsync(
        string actor, long from, long to, long most, CancellationToken cancellation) =>
        journal.EventsAsync(actor, from, to, most, cancellation);

    public Task DropAsync(string actor, long to, CancellationToken cancellation) =>
        journal.DropAsync(actor, to, cancellation);

    public Task SaveAsync(StoredState state, CancellationToken cancellation) => journal.SaveAsync(state, cancellation);

    public Task<StoredState?> StateAsync(string actor, StateRange range, CancellationToken cancellation) =>
        journal.StateAsync(actor, range, cancellation);

    public Task DropStatesAsync(string actor, StateRange range, CancellationToken cancellation) =>
        journal.DropStatesAsync(actor, range, cancellation);
}
