using System.Collections.Immutable;
using DecentralizedAi.Domain.Policy.Documents;

namespace DecentralizedAi.Authoring.Rehearsal.Diff;

/// <summary>Differences in standing orders. They change no verdict, but what the agent is told: nobody can say that
/// an order more, or other words, lead to nothing more.</summary>
internal sealed class OrderChanges(PolicyDocument before, PolicyDocument after)
{
    public IEnumerable<PolicyChange> All() =>
    [
        .. Orders("schedule", before.Schedules, after.Schedules, order => $"at {order.At.Written} (UTC): {order.Say}"),
        .. Orders("event", before.Events, after.Events,
            order => $"when {order.Contract} logs {order.Topic}: {order.Say}"),
    ];

    private static IEnumerable<PolicyChange> Orders<T>(
        string kind, ImmutableSortedDictionary<string, T> old, ImmutableSortedDictionary<string, T> now,
        Func<T, string> told)
        where T : class
    {
        foreach (var name in old.Keys.Union(now.Keys).Order(StringComparer.Ordinal))
        {
            var (was, made) = (old.GetValueOrDefault(name), now.GetValueOrDefault(name));
            var (before, after) = (was is null ? null : told(was), made is null ? null : told(made));
            if (before == after)
                continue;
            var text = after is null ? $"The {kind} '{name}' is gone; it told the agent {before}"
                : before is null ? $"The {kind} '{name}' is new and tells the agent {after}"
                : $"The {kind} '{name}' now tells the agent {after}; before: {before}";
            yield return new($"{kind} {name}", text, _ => Direction.None)
            {
                Doubt = new(after is null ? Direction.Tightens : Direction.Loosens,
                    "no verdict shows what an agent is told",
                    meeting => meeting.Probe.Facts.Instructor.Text == $"{kind}/{name}"),
            };
        }
    }
}
