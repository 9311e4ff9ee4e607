using System.Collections.Concurrent;
using Akka.Cluster.Sharding;
using Akka.Event;

namespace DecentralizedAi.Runtime.Cluster;

/// <summary>
/// Leaves out what the cluster repeats many times while one thing lasts. While a node waits for its place, sharding
/// warns twenty times a second: nothing is kept of the first ten seconds, then one every ten. While the database does
/// not answer, each agent says so every second, with fifty lines: one a minute is kept.
/// </summary>
internal sealed class ClusterNoise(TimeProvider time) : LogFilterBase
{
    /// <summary>How long a node may wait for its place, and how far apart the warnings about it are.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How far apart the same failures of one actor's journal are.</summary>
    public static readonly TimeSpan Once = TimeSpan.FromMinutes(1);

    // What was not said for this long has ended, and begins anew.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private const int MostFailures = 10_000;

    private static readonly string[] Questions =
    [
        "Trying to register to coordinator", "No coordinator found to register", "Requested shard homes",
        "Retry request for shard",
    ];

    private static readonly string[] Failures = ["Persistence failure when replaying", "Failed to persist event"];

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, long> _failed = new(StringComparer.Ordinal);
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private DateTimeOffset _quietUntil;

    public override LogFilterType FilterType => LogFilterType.Content;

    public override LogFilterDecision ShouldKeepMessage(LogEvent content, string? expandedMessage = null)
    {
        // What is handed over beside it may be the whole line, with its time.
        var text = content.Message.ToString() ?? "";
        if (content.LogClass == typeof(ShardRegion) && Holds(text, Questions))
            return Lasts() ? LogFilterDecision.Keep : LogFilterDecision.Drop;
        return Holds(text, Failures) && !IsDue(text) ? LogFilterDecision.Drop : LogFilterDecision.NoDecision;
    }

    private static bool Holds(string text, string[] words) =>
        words.Any(word => text.Contains(word, StringComparison.Ordinal));

    private bool Lasts()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (now - _last > Pause)
                _quietUntil = now + Patience;
            _last = now;
            if (now < _quietUntil)
                return false;
            _quietUntil = now + Patience;
            return true;
        }
    }

    // The text names the actor and the event.
    private bool IsDue(string text)
    {
        if (_failed.TryGetValue(text, out var at) && time.GetElapsedTime(at) < Once)
            return false;
        if (_failed.Count >= MostFailures)
            _failed.Clear();
        _failed[text] = time.GetTimestamp();
        return true;
    }
}
