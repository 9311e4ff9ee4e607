using System.Collections.Immutable;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy.Compiling;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Step 2: whether the model may be asked, what is held for its answer, and what it used. A policy without a
/// budget of tokens denies the model.</summary>
public static class ThoughtDecider
{
    private static readonly BudgetKey Tokens = BudgetKey.Of(ResourceKind.Tokens);

    /// <summary>A question about the instruction is reserved and not answered.</summary>
    public static bool Holds(AgentState state, InstructionState instruction) =>
        state.Budgets.Open.ContainsKey(instruction.Id.Value);

    /// <summary>The reservation of a question; or the answer that ends the instruction because the model may not be
    /// asked.</summary>
    public static AgentDecision Begin(
        AgentState state, InstructionState instruction, ModelRequest request, AgentMoment moment)
    {
        if (Denied(state, request, moment) is { } why)
            return TurnDecider.Answer(
                state, instruction, $"Refused. {why}; the model was not asked.", request.Turn.Label, moment);
        var draft = AgentLaw.Begin(state, moment);
        draft.Add(new ThoughtBegun(
            instruction.Id.Value, [new Reservation(Tokens, UInt256.Of(request.MostTokens))], moment.Now));
        return draft.Decision;
    }

    /// <summary>What the answer used; nothing where no question is reserved.</summary>
    /// <param name="now">Unix ms.</param>
    public static AgentDecision End(AgentState state, Bytes32 instruction, ModelAnswer answer, ulong now)
    {
        if (!state.Budgets.Open.ContainsKey(instruction))
            return AgentDecision.Nothing;
        var used = answer switch
        {
            ModelAnswer.Proposed proposed => proposed.Usage,
            ModelAnswer.NoCall none => none.Usage,
            _ => default,
        };
        return new AgentDecision(
            [
                new ThoughtEnded(instruction, [new Reservation(Tokens, UInt256.Of((ulong)used.Total))], now)
                {
                    Tokens = used,
                },
            ],
            []);
    }

    /// <summary>Budgets after a question was reserved.</summary>
    internal static BudgetState Held(BudgetState budgets, ThoughtBegun begun) =>
        BudgetDecider.Reserve(budgets, begun.At / 1_000, begun.Instruction, begun.Reserved) switch
        {
            ReserveAnswer.Reserved reserved => reserved.State,
            var other => throw new InvalidOperationException(
                $"the question about instruction {begun.Instruction} reserves what its budgets do not hold: {other}"),
        };

    // Tightens on the head and loosens on finality, like a call: while two policies are in force, both must cover it.
    private static string? Denied(AgentState state, ModelRequest request, AgentMoment moment)
    {
        var agent = state.Identity.Agent;
        Bytes32[] roots = [moment.Agent(agent)!.PolicyRoot, moment.AgentFinal(agent)!.PolicyRoot];
        return roots.Distinct().Select(root => Denied(root, state, request, moment)).FirstOrDefault(w => w is not null);
    }

    private static string? Denied(Bytes32 root, AgentState state, ModelRequest request, AgentMoment moment)
    {
        if (moment.Governance.Fault(root) is { } fault)
            return $"stale: {fault}";
        var policy = moment.Governance.Policy(root)!;
        var under = new AgentDraft(state, moment).Under(root).State;
        var costs = ImmutableDictionary<string, UInt256>.Empty.Add(
            ResourceNames.Write(ResourceKind.Tokens), UInt256.Of(request.MostTokens));
        return BudgetCover.OfResources(policy, costs, ActionFacts.Levels(under, moment, policy.Document)) is { } over
            ? $"budget: {over}"
            : null;
    }
}
