using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Agents;

/// <summary>
/// What an agent does next, from its events and what its owner has started. The same function serves the usual course
/// and the heir of a crash: an action that is open and not under way here is one to reconcile.
/// </summary>
public static class WorkDecider
{
    /// <summary>Questions that the model may leave unanswered before the instruction ends.</summary>
    public const int MaxSilences = 3;

    private const int MostParts = 8;

    public static AgentStep Next(AgentState state, AgentWork work, AgentMoment? moment)
    {
        if (work.Leaving)
            return Awaits(state, work, moment) ? new AgentStep.Rest() : new AgentStep.Leave();
        if (moment is null || InstructionDecider.Unservable(state, moment) is not null)
            return new AgentStep.Rest();
        if (AgentLaw.Settle(state, moment) is { IsNothing: false } settled)
            return new AgentStep.Log(settled);
        return StandingOrder(state, moment)
            ?? Spends(state, moment)
            ?? Actions(state, work, moment)
            ?? Instructions(state, work, moment)
            ?? new AgentStep.Rest();
    }

    /// <summary>A decision and what is to be stored next in any case, so that one commit holds all of it. It ends where
    /// something has to be started first: nothing of it has an effect before it is stored.</summary>
    /// <param name="moment">Facts and salts, fresh for each part.</param>
    /// <returns>All of it, and agent and work after it.</returns>
    public static (AgentDecision Decision, AgentState State, AgentWork Work) Whole(
        AgentState state, AgentWork work, AgentDecision decision, Func<AgentMoment?> moment)
    {
        var part = decision;
        for (var parts = 1; ; parts++)
        {
            state = part.Events.Aggregate(state, (before, happened) => before.Apply(happened));
            work = part.Events.Aggregate(work, (before, happened) => before.After(happened));
            if (parts == MostParts || part.IsNothing || Next(state, work, moment()) is not AgentStep.Log next)
                return (decision, state, work);
            part = next.Decision;
            decision = decision.And(part);
        }
    }

    private static AgentStep? StandingOrder(AgentState state, AgentMoment moment) =>
        (ScheduleDecider.Due(state, moment) ?? EventDecider.Due(state, moment)) is { } order
        && InstructionDecider.Accept(state, order, moment).Decision is { IsNothing: false } decision
            ? new AgentStep.Log(decision)
            : null;

    // Every final spend of the vault gets its leaf, in order, whoever made it.
    private static AgentStep.Log? Spends(AgentState state, AgentMoment moment) =>
        moment.AgentFinal(state.Identity.Agent)?.Spend(state.Spends + 1) is { } spend
            ? new AgentStep.Log(OutcomeDecider.Spend(state, spend, moment))
            : null;

    private static AgentStep? Actions(AgentState state, AgentWork work, AgentMoment moment)
    {
        foreach (var action in state.Live)
        {
            var step = action.Waiting ? Approval(state, action, moment)
                : action.IsMoney ? Money(state, work, action, moment)
                : Tool(state, work, action, moment);
            if (step is not null)
                return step;
        }
        return null;
    }

    private static AgentStep.Log? Approval(AgentState state, ActionState action, AgentMoment moment)
    {
        var decision = ApprovalDecider.Expire(state, action, moment)
            ?? (action.Approved ? ApprovalDecider.Open(state, action, moment) : null);
        return decision is null ? null : new AgentStep.Log(decision);
    }

    private static AgentStep? Money(AgentState state, AgentWork work, ActionState action, AgentMoment moment)
    {
        var lease = moment.LeaseOf(state.Identity.Shard);
        var id = lease is null ? default : PaymentDecider.Id(action, lease.Value.Epoch);
        var order = lease is null ? null : PaymentDecider.Order(action, lease.Value.Epoch, moment);
        var refusal = order is null
            ? null
            : PaymentForecast.Of(state.Identity, action.PolicyRoot, order, moment);
        work.Ends.TryGetValue(id, out var end);
        if (OutcomeDecider.Unpaid(state, action, end, refusal, moment) is { } closed)
            return new AgentStep.Log(closed);
        // What the vault is sure to refuse waits: a freeze is lifted, a log is written, a bucket fills.
        return order is not null && refusal is null
            && moment.Holds(state.Identity.Shard)
            && work.Paying.GetValueOrDefault(action.Id.Value) != id
            && moment.Now <= action.NotAfter
                ? new AgentStep.Pay(action, order, id)
                : null;
    }

    private static AgentStep? Tool(AgentState state, AgentWork work, ActionState action, AgentMoment moment)
    {
        if (work.Acting.Contains(action.Id.Value))
            return null;
        // Opened by this owner and not under way: it is about to start. Opened by another: it may have happened.
        var fresh = action.Incarnation == state.Incarnation;
        var tool = moment.Tool(state.Identity.Agent, action.Call.Call.Tool);
        var repeats = tool?.Idempotency is Idempotency.Safe or Idempotency.Keyed;
        if (moment.Now <= action.NotAfter && tool is not null && (fresh || repeats))
            return new AgentStep.Act(new ToolRun(action.Id.Value, state.Identity.Agent, action.Call.Call,
                DateTimeOffset.FromUnixTimeMilliseconds((long)action.NotAfter))
            {
                Labels = action.Call.Labels,
                Plugins = [.. moment.CompositionOf(state.Identity.Agent)?.Document.Plugins ?? []],
            });
        return new AgentStep.Log(fresh || action.Call.Effect == LeafEffect.Read
            ? OutcomeDecider.Late(state, action, moment)
            : OutcomeDecider.Tool(state, action, new ToolOutcome.Unknown(
                "the node that ran it ended before it said what came out; look before you repeat it"), moment));
    }

    // What a run that changes something has done is known here first: an heir could only run it beside itself, or never
    // know. A run that changes nothing is as well begun again.
    private static bool Awaits(AgentState state, AgentWork work, AgentMoment? moment) => state.Live.Any(action =>
        work.Acting.Contains(action.Id.Value)
        && moment?.Tool(state.Identity.Agent, action.Call.Call.Tool)?.Idempotency is not Idempotency.Safe);

    private static AgentStep? Instructions(AgentState state, AgentWork work, AgentMoment moment)
    {
        foreach (var instruction in state.Unanswered)
        {
            if (state.IsBusy(instruction))
                continue;
            var step = work.Held.TryGetValue(instruction.Id.Value, out var held)
                ? Logged(TurnDecider.Propose(state, held, moment))
                : Onward(state, work, instruction, moment);
            if (step is not null)
                return step;
        }
        return null;
    }

    private static AgentStep? Onward(
        AgentState state, AgentWork work, InstructionState instruction, AgentMoment moment)
    {
        var last = instruction.Actions.IsEmpty ? null : state.Actions[instruction.Actions[^1]];
        if (instruction.Actions.Count >= InstructionState.MaxActions)
            return Answer(state, instruction, $"I stopped after {InstructionState.MaxActions} calls.", moment);
        if (last is { Status: ActionStatus.Expired, Documents: { } documents })
            return Logged(TurnDecider.Decide(
                state, instruction, last.Call, documents.Receipt?.Text, moment.Now, moment));
        if (last is { Status: ActionStatus.Unknown })
            return Answer(
                state, instruction, $"I do not know what came of {last.Call.Call.Tool}: {last.ResultText}", moment);
        if (work.Thinking is not null || AgentTurn.Request(state, instruction, moment) is not { } request)
            return null;
        var (count, again) = work.Silences.GetValueOrDefault(instruction.Id.Value);
        if (count >= MaxSilences)
            return Answer(state, instruction, "The model did not answer.", moment);
        return moment.Now < again ? null
            : ThoughtDecider.Holds(state, instruction) ? new AgentStep.Think(instruction.Id.Value, request)
            : new AgentStep.Log(ThoughtDecider.Begin(state, instruction, request, moment));
    }

    private static AgentStep.Log Answer(
        AgentState state, InstructionState instruction, string text, AgentMoment moment) =>
        new(TurnDecider.Answer(state, instruction, text, Label.Foreign, moment));

    private static AgentStep.Log? Logged(AgentDecision? decision) => decision is null ? null : new(decision);
}
