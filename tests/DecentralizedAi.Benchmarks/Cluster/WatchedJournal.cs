using System.Collections.Concurrent;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Benchmarks.Cluster;

/// <summary>Tells when an agent's answer is on disk, so that whoever waits for it asks nobody: a measured agent does
/// not answer questions besides, as the actor beside it does not.</summary>
internal sealed class WatchedJournal(IJournal journal) : IJournal
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _answered = new();

    public string ConnectionString => journal.ConnectionString;

    public bool OnServer => journal.OnServer;

    public async Task AppendAsync(JournalEntry entry, CancellationToken cancellation)
    {
        await journal.AppendAsync(entry, cancellation).ConfigureAwait(false);
        if (entry.Events.Count(happened => happened.Manifest == "answered.v1") is > 0 and var answers)
            Of(entry.Actor).Release(answers);
    }

    public Task SettledAsync(CancellationToken cancellation) => journal.SettledAsync(cancellation);

    /// <summary>Ends with the next answer of an agent that nobody else has waited for.</summary>
    public Task AnsweredAsync(ulong agent, CancellationToken cancellation) =>
        Of($"agent-{agent}").WaitAsync(cancellation);

    private SemaphoreSlim Of(string actor) => _answered.GetOrAdd(actor, _ => new SemaphoreSlim(0));
}
