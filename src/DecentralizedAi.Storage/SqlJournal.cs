using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Storage;

/// <summary>The writing half of the actors' journal, in the operator's database and the tables of the journal's plug-in.
/// What many store at once shares a commit.</summary>
public sealed class SqlJournal : IJournal
{
    private readonly IOperatorDatabase _database;
    private readonly TimeProvider _clock;
    private readonly IJournalWriter _writer;
    private readonly GroupWriter<JournalEntry> _group;

    public SqlJournal(IOperatorDatabase database, TimeProvider clock)
    {
        (_database, _clock) = (database, clock);
        _writer = database switch
        {
            SqliteFile file => new SqliteJournalWriter(file),
            PostgresDatabase server => new PostgresJournalWriter(server),
            _ => throw new ArgumentException($"a journal in {database.GetType().Name} is not known", nameof(database)),
        };
        _group = new GroupWriter<JournalEntry>(WriteAsync, _writer.IsSilent);
    }

    public string ConnectionString => _database.ConnectionString;

    public bool OnServer => _database is PostgresDatabase;

    public Task AppendAsync(JournalEntry entry, CancellationToken cancellation) => _group.PutAsync(entry, cancellation);

    public Task SettledAsync(CancellationToken cancellation) => _group.EmptyAsync(cancellation);

    private async Task WriteAsync(IReadOnlyList<JournalEntry> entries)
    {
        try
        {
            await _writer.WriteAsync(entries, _clock.GetUtcNow().Ticks).ConfigureAwait(false);
        }
        catch (Exception fault) when (entries.Count == 1 && _writer.IsConflict(fault))
        {
            throw new JournalConflictException(entries[0].Actor, entries[0].Events[0].Number, fault);
        }
    }
}
