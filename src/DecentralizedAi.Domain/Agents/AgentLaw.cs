using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Which law the next leaf stands under, when no decision says so.</summary>
internal static class AgentLaw
{
    /// <summary>A draft under the root in force.</summary>
    public static AgentDraft Begin(AgentState state, AgentMoment moment) =>
        new AgentDraft(state, moment).Under(Root(state, moment));

    /// <summary>Takeover or Governed where they are due by themselves; nothing otherwise.</summary>
    public static AgentDecision Settle(AgentState state, AgentMoment moment) =>
        InstructionDecider.Unservable(state, moment) is null
            ? Begin(state, moment).Decision
            : AgentDecision.Nothing;

    // While two roots are in force the log stays under the one it is under; decisions move it as they must.
    private static Bytes32 Root(AgentState state, AgentMoment moment)
    {
        var head = moment.Agent(state.Identity.Agent)?.PolicyRoot ?? Bytes32.Zero;
        var final = moment.AgentFinal(state.Identity.Agent)?.PolicyRoot ?? head;
        return state.Seq > 0 && state.Law.PolicyRoot == head ? head : final;
    }
}
