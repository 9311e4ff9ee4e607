using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Policy.Values;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Step 1 for voted schedules: nobody but the voters writes what they say.</summary>
public static class ScheduleDecider
{
    /// <summary>Seconds that a due time may be late and still count; one that was missed for longer stays missed.
    /// </summary>
    public const ulong Grace = 300;

    /// <summary>The instruction of a schedule that is due and was not given, or null. The policy must be in force at
    /// the head and at the final block.</summary>
    public static InstructionOrder? Due(AgentState state, AgentMoment moment)
    {
        if (moment.Agent(state.Identity.Agent) is not { } head
            || moment.AgentFinal(state.Identity.Agent)?.PolicyRoot != head.PolicyRoot
            || moment.Governance.Policy(head.PolicyRoot) is not { } policy)
            return null;
        foreach (var (name, schedule) in policy.Document.Schedules)
            if (Missing(state, name, schedule.At, moment.Seconds) is { } second)
                return new InstructionOrder(Source(name, second), InstructorProof.Schedule(name),
                    Instructor.Schedule(name).Text, schedule.Say, Label.Dao, 0, default);
        return null;
    }

    /// <summary>Unix seconds from which a time is due under a policy: now or before where one was not given; null where
    /// none will be.</summary>
    public static ulong? Next(AgentState state, PolicyDocument policy, ulong seconds)
    {
        ulong? next = null;
        foreach (var (name, schedule) in policy.Schedules)
            if ((Missing(state, name, schedule.At, seconds) ?? (ulong?)schedule.At.NextAfter((long)seconds))
                is { } second && !(next <= second))
                next = second;
        return next;
    }

    // The oldest time that counts still and was not given, in Unix seconds.
    private static ulong? Missing(AgentState state, string name, CronText times, ulong now)
    {
        for (var after = (long)(now - Math.Min(now, Grace));
            times.NextAfter(after) is { } second && (ulong)second <= now; after = second)
            if (!state.Given.Contains(Source(name, (ulong)second).In(state.Identity.Stream).Value))
                return (ulong)second;
        return null;
    }

    private static InstructionSource Source(string name, ulong second) =>
        InstructionSource.Schedule(name, second * 1_000);
}
