namespace DecentralizedAi.Domain.Tools;

/// <summary>One leaf of an agent's own log in a line.</summary>
/// <param name="Time">Unix milliseconds.</param>
public sealed record LogLine(ulong Seq, ulong Time, string Text);

/// <summary>Searches an agent's own log; what is found counts as foreign.</summary>
public interface ILogSearch
{
    /// <summary>The latest lines that hold every word of the query, newest first, at most <paramref name="limit"/>.
    /// </summary>
    Task<IReadOnlyList<LogLine>> FindAsync(ulong agent, string query, int limit, CancellationToken cancellation);
}
