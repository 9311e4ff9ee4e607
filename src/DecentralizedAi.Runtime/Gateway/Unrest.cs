using System.Collections.Immutable;
using Akka.Cluster;

namespace DecentralizedAi.Runtime.Gateway;

/// <summary>
/// Whether agents may be moving: a member is silent, comes or leaves, or did so a moment ago. Then messages get lost,
/// and whoever waits for an answer asks again soon; in quiet times that would only load an agent that is busy.
/// </summary>
internal sealed class Unrest(Akka.Cluster.Cluster cluster, TimeProvider time)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private const int QuietPauses = 13;

    private Seen _seen = new([], 0);

    private sealed record Seen(ImmutableSortedSet<Member> Members, long Since);

    /// <summary>Ends when it is time to ask again: after two seconds of quiet, or after 150 ms of unrest.</summary>
    public async Task AgainAsync(CancellationToken cancel)
    {
        for (var pause = 0; pause < QuietPauses; pause++)
        {
            await Task.Delay(Soon, time, cancel).ConfigureAwait(false);
            if (Now())
                return;
        }
    }

    private bool Now()
    {
        var (state, seen) = (cluster.State, _seen);
        if (!state.Members.SetEquals(seen.Members))
            _seen = seen = new Seen(state.Members, time.GetTimestamp());
        return !state.Unreachable.IsEmpty || time.GetElapsedTime(seen.Since) < Settling
            || state.Members.Any(member => member.Status != MemberStatus.Up);
    }
}
