using System.Collections.Immutable;
using Akka.Cluster;

namespace DecentralizedAi.Runtime.Gateway;

/// <summary>
/// Whether agents may be moving: a member is silent, comes or leaves, or did so a moment ago. Then messages get lost,
/// and whoever waits for an answer asks again soon. In quiet times that would load an agent that is busy, so it is
/// asked later each time: a message may have met a shard that was handed over while all members stayed.
/// </summary>
internal sealed class Unrest(Akka.Cluster.Cluster cluster, TimeProvider time)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private const int MostPauses = 20;

    private Seen _seen = new([], 0);

    private sealed record Seen(ImmutableSortedSet<Member> Members, long Since);

    /// <summary>Ends when it is time to ask again: after 100 ms of unrest, or of quiet after 100 ms, 200, 400 and so on
    /// up to two seconds. Ends early, and without a fault, when it is cancelled: that is how most end, because the
    /// answer is there.</summary>
    /// <param name="asked">How often it was asked; 1 or more.</param>
    public async Task AgainAsync(int asked, CancellationToken cancel)
    {
        var pauses = Math.Min(MostPauses, 1 << Math.Min(asked - 1, 5));
        for (var pause = 0; pause < pauses; pause++)
        {
            await Task.Delay(Soon, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancel.IsCancellationRequested || Now())
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
