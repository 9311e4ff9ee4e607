using System.Collections.Immutable;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Tools;
using DecentralizedAi.Domain.Transactions;

namespace DecentralizedAi.Domain.Agents;

/// <summary>What an owner of an agent has started and not heard of again. It dies with the owner: an heir starts from
/// the events alone.</summary>
public sealed record AgentWork
{
    public static AgentWork None { get; } = new();

    /// <summary>Instruction about which the model is being asked.</summary>
    public Bytes32? Thinking { get; init; }

    /// <summary>Proposals that cannot be decided yet, by instruction.</summary>
    public ImmutableDictionary<Bytes32, Proposal> Held { get; init; } = ImmutableDictionary<Bytes32, Proposal>.Empty;

    /// <summary>Actions whose tool is running.</summary>
    public ImmutableHashSet<Bytes32> Acting { get; init; } = [];

    /// <summary>Payments handed to the queue, by action: id of the transaction.</summary>
    public ImmutableDictionary<Bytes32, Bytes32> Paying { get; init; } = ImmutableDictionary<Bytes32, Bytes32>.Empty;

    /// <summary>How handed payments ended, by id of the transaction.</summary>
    public ImmutableDictionary<Bytes32, CallEnd> Ends { get; init; } = ImmutableDictionary<Bytes32, CallEnd>.Empty;

    /// <summary>Questions that the model did not answer, by instruction: how many, and when to ask again (Unix ms).
    /// </summary>
    public ImmutableDictionary<Bytes32, (int Count, ulong Again)> Silences { get; init; } =
        ImmutableDictionary<Bytes32, (int, ulong)>.Empty;

    /// <summary>The owner hands the agent over: nothing more is started.</summary>
    public bool Leaving { get; init; }

    /// <summary>Nothing is under way.</summary>
    public bool IsIdle =>
        !Leaving && Thinking is null && Held.IsEmpty && Acting.IsEmpty && Paying.IsEmpty && Ends.IsEmpty;

    /// <summary>Milliseconds before a silent model is asked again; the second and third time twice and three times.
    /// </summary>
    private const ulong Patience = 2_000;

    /// <summary>Time passed: payments whose end is not known are handed over again; the queue knows them by id.
    /// </summary>
    public AgentWork Again() => Paying.IsEmpty
        ? this
        : this with { Paying = Paying.RemoveRange(Paying.Where(p => !Ends.ContainsKey(p.Value)).Select(p => p.Key)) };

    /// <summary>With a step under way.</summary>
    public AgentWork Started(AgentStep step) => step switch
    {
        AgentStep.Think think => this with { Thinking = think.Instruction },
        AgentStep.Act act => this with { Acting = Acting.Add(act.Run.Action) },
        AgentStep.Pay pay => this with { Paying = Paying.SetItem(pay.Action.Id.Value, pay.Id) },
        _ => this,
    };

    /// <summary>A handed payment ended.</summary>
    public AgentWork Paid(Bytes32 transaction, CallEnd end) => this with { Ends = Ends.SetItem(transaction, end) };

    /// <summary>The model answered.</summary>
    /// <param name="now">Unix ms.</param>
    public AgentWork Heard(AgentState state, Bytes32 instruction, Turn turn, ModelAnswer answer, ulong now)
    {
        var rest = Thinking == instruction ? this with { Thinking = null } : this;
        if (state.Instruction(instruction) is not { Answer: null })
            return rest;
        return answer switch
        {
            ModelAnswer.Proposed proposed => rest.Hold(
                new Proposal(instruction, proposed.Call, turn, proposed.Receipt.ToJson(), now)
                {
                    Question = proposed.Question,
                }),
            ModelAnswer.NoCall none => rest.Hold(
                new Proposal(instruction, Words(none.Reason), turn, none.Receipt.ToJson(), now)),
            _ => rest with
            {
                Silences = Silences.SetItem(instruction, (Silences.GetValueOrDefault(instruction).Count + 1,
                    now + Patience * (ulong)(Silences.GetValueOrDefault(instruction).Count + 1))),
            },
        };
    }

    /// <summary>What is no longer under way after an event.</summary>
    public AgentWork After(AgentEvent stored) => stored switch
    {
        Closed closed => Ended(closed.Logged.Leaf.Action),
        Answered answered => this with
        {
            Held = Held.Remove(answered.Instruction),
            Silences = Silences.Remove(answered.Instruction),
        },
        LeafEvent decided and (Opened or Refused or Awaited) => this with
        {
            Held = Held.Remove(decided.Logged.Opens.Action!.Value.Instruction.Value),
            Silences = Silences.Remove(decided.Logged.Opens.Action!.Value.Instruction.Value),
        },
        _ => this,
    };

    private AgentWork Ended(Bytes32 action) => this with
    {
        Acting = Acting.Remove(action),
        Ends = Paying.TryGetValue(action, out var id) ? Ends.Remove(id) : Ends,
        Paying = Paying.Remove(action),
    };

    private AgentWork Hold(Proposal proposal) => this with { Held = Held.SetItem(proposal.Instruction, proposal) };

    private static ProposedCall Words(string reason) => new(
        ToolCatalogue.Reply, [new CallArgument("text", $"I found no call to make: {reason}")]);
}

/// <summary>What an agent does next; closed.</summary>
public abstract record AgentStep
{
    private AgentStep() { }

    /// <summary>Store documents, then events.</summary>
    public sealed record Log(AgentDecision Decision) : AgentStep;

    /// <summary>Ask the model.</summary>
    public sealed record Think(Bytes32 Instruction, ModelRequest Request) : AgentStep;

    /// <summary>Run a tool.</summary>
    public sealed record Act(ToolRun Run) : AgentStep;

    /// <summary>Hand a payment to the spender's queue.</summary>
    public sealed record Pay(ActionState Action, Chain.SpendOrder Order, Bytes32 Id) : AgentStep;

    /// <summary>Nothing until a message arrives.</summary>
    public sealed record Rest : AgentStep;

    /// <summary>End: an heir goes on from the events.</summary>
    public sealed record Leave : AgentStep;
}
