using System.Data.Common;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Cluster;

namespace DecentralizedAi.Runtime.Agents;

/// <summary>Whether the database stores what this node's agents want to store, and answers. Safe from many threads.
/// </summary>
/// <param name="tell">Hears of each trouble once, and of its end; for the log.</param>
internal sealed class StoreHealth(TimeProvider clock, Action<string> tell)
{
    public const string Code = "DAI-3123";

    /// <summary>How long the database may take for an answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // An agent that could not store tries again within seconds; silence means that it lives elsewhere now.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private sealed record Refusal(string What, long At);

    private volatile Refusal? _unstored;
    private volatile Refusal? _unread;

    /// <summary>What the database said, and what to do; null while it stores and answers.</summary>
    public string? Trouble => Recent(_unread) ?? Recent(_unstored);

    public void Stored()
    {
        if (_unstored is null)
            return;
        _unstored = null;
        tell("the database stores again");
    }

    /// <summary>An agent could not store; it stops, and comes back from what is stored.</summary>
    public void Refused(Exception cause)
    {
        // Another owner was first: that is how a stale one learns that it is one.
        if (cause is not JournalConflictException)
            _unstored = Told(_unstored, IsSilent(cause) ? Silence(cause)
                : $"{Code} the database stores nothing, so nothing is done: {Words(cause)}; make room where store.path "
                + "or the server of store.connection keeps its files, and see that it may be written");
    }

    /// <summary>Reads something, so that a node to which nobody speaks knows as well.</summary>
    public async Task LookAsync(Func<CancellationToken, Task> readAsync, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(Patience, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            await readAsync(ended.Token).WaitAsync(ended.Token).ConfigureAwait(false);
            if (_unread is not null)
                tell("the database answers again");
            _unread = null;
        }
        catch (Exception cause) when (cause is DbException or OperationCanceledException
            && !cancellation.IsCancellationRequested)
        {
            _unread = Told(_unread, cause is not DbException
                ? Silence(new TimeoutException($"no answer within {Patience.TotalSeconds:0} s"))
                : IsSilent(cause) ? Silence(cause)
                : $"{Code} the database cannot be read, so nothing is done: {Words(cause)}; 'dai doctor' looks at it");
        }
    }

    private string? Recent(Refusal? refusal) =>
        refusal is not null && clock.GetElapsedTime(refusal.At) < Fresh ? refusal.What : null;

    private Refusal Told(Refusal? before, string what)
    {
        if (Recent(before) is null)
            tell(what);
        return new Refusal(what, clock.GetTimestamp());
    }

    private static string Silence(Exception cause) =>
        $"{Code} the database does not answer, so nothing is done: {Words(cause)}; start the server that "
        + "store.connection names, or see why it cannot be reached from here: all goes on by itself then";

    // Class 08: the connection; 57P: the server stops, starts or was killed. Without a state it said nothing at all.
    private static bool IsSilent(Exception cause) => Causes.Of(cause).OfType<DbException>().Any(said =>
        said.SqlState is { } state
            ? state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal)
            : said.IsTransient);

    private static string Words(Exception cause)
    {
        var said = (Causes.Of(cause).OfType<DbException>().FirstOrDefault() ?? cause.GetBaseException()).Message;
        return said.TrimEnd('.');
    }
}
