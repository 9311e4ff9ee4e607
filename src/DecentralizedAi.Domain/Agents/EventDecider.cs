using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Step 1 for voted events of the chain: a stranger may cause one, and nobody but the voters writes what it
/// says.</summary>
public static class EventDecider
{
    /// <summary>Instructions of one event that may wait; while there are so many, its next one is not taken up.
    /// </summary>
    public const int MaxWaiting = 16;

    /// <summary>The instruction of a final log that was not given yet, oldest first, or null. The policy must be in
    /// force at the head and at the final block, and have been published before the log's block.</summary>
    public static InstructionOrder? Due(AgentState state, AgentMoment moment)
    {
        if (moment.Governance.Pair.Logs.Count == 0
            || moment.Agent(state.Identity.Agent) is not { } head
            || moment.AgentFinal(state.Identity.Agent)?.PolicyRoot != head.PolicyRoot
            || moment.Governance.Policy(head.PolicyRoot) is not { } policy)
            return null;
        foreach (var log in moment.Governance.Pair.Logs.Where(log => log.Block > head.PublishedAt))
        {
            // No two events share contract and topic.
            var (name, said) = policy.Document.Events.FirstOrDefault(
                e => e.Value.Contract == log.Source.Contract && e.Value.Topic == log.Source.Topic);
            if (said is null || Waiting(state, name) >= MaxWaiting)
                continue;
            var occurrence = InstructorProof.EventId(
                state.Identity.Domain.ChainId, log.Transaction, UInt256.Of(log.Index));
            var source = InstructionSource.Event(name, occurrence);
            if (!state.Given.Contains(source.In(state.Identity.Stream).Value))
                return new InstructionOrder(source, InstructorProof.Event(name, occurrence),
                    Instructor.Event(name).Text, said.Say, Label.Dao, 0, default);
        }
        return null;
    }

    private static int Waiting(AgentState state, string name)
    {
        var instructor = Instructor.Event(name).Text;
        return state.Unanswered.Count(instruction => instruction.Order.Instructor == instructor);
    }
}
