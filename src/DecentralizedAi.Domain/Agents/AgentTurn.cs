using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Step 3 for a whole turn: what an instruction has read so far, from the agent's events alone.</summary>
public static class AgentTurn
{
    // A turn finds values by a pattern made of the policy's names, and making it takes longer than all the rest of a
    // decision. It is kept while the policy is and memory has room; those made last are kept in any case.
    private static readonly ConditionalWeakTable<PolicyDocument, WeakReference<Turn>> Starts = [];
    private static readonly Turn?[] Latest = new Turn?[128];
    private static int _made;

    // An agent looks several times at an instruction before its next event, which changes or adds one action: what was
    // read before it is kept.
    private static readonly ConditionalWeakTable<InstructionOrder, Built> Turns = [];

    /// <summary>The turn as the model sees it next. An heir builds the same one.</summary>
    public static Turn Of(
        AgentState state, InstructionState instruction, PolicyDocument? policy, ToolCatalogue tools)
    {
        ActionState[] actions = [.. instruction.Actions.Select(id => state.Actions[id])];
        if (!Turns.TryGetValue(instruction.Order, out var built) || !built.IsUnder(policy, tools))
            built = new Built(
                policy, tools, [], [Start(policy).AddInstruction(instruction.Order.Text, instruction.Order.Label)]);
        var same = built.Same(actions);
        if (same == actions.Length && same == built.Actions.Length)
            return built.Turns[same];
        var turns = built.Turns[..(same + 1)].ToBuilder();
        foreach (var action in actions[same..])
            turns.Add(turns[^1].AddCall(turns[^1].Refer(Call(action, tools))).AddResult(Result(action), Said(action)));
        Turns.AddOrUpdate(instruction.Order, new Built(policy, tools, actions, turns.ToImmutable()));
        return turns[^1];
    }

    /// <param name="Turns">After the instruction, then after each action.</param>
    private sealed record Built(
        PolicyDocument? Policy, ToolCatalogue Tools, ActionState[] Actions, ImmutableArray<Turn> Turns)
    {
        public bool IsUnder(PolicyDocument? policy, ToolCatalogue tools) =>
            ReferenceEquals(policy, Policy) && ReferenceEquals(tools, Tools);

        /// <summary>How many actions are what they were.</summary>
        public int Same(ReadOnlySpan<ActionState> actions)
        {
            var same = 0;
            while (same < actions.Length && same < Actions.Length && ReferenceEquals(actions[same], Actions[same]))
                same++;
            return same;
        }
    }

    /// <summary>What the model is asked about an instruction; null while the agent's policy or composition is not here.
    /// </summary>
    public static ModelRequest? Request(AgentState state, InstructionState instruction, AgentMoment moment)
    {
        if (moment.Agent(state.Identity.Agent) is not { } head
            || moment.AgentFinal(state.Identity.Agent) is not { } final
            || moment.CompositionOf(state.Identity.Agent) is not { } composition)
            return null;
        var policy = moment.Governance.Policy(final.PolicyRoot)?.Document;
        var tools = policy is null
            ? []
            : composition.Tools.Tools.Where(tool => policy.Speaks(tool.Name)).ToImmutableArray();
        var turn = Of(state, instruction, policy, composition.Tools);
        return new ModelRequest(turn, tools, composition.Document.ModelSha256)
        {
            Template = composition.Document.Template,
            Agent = head.Name,
            Prompts = [.. composition.Document.Prompts],
            Payees = composition.Narrowed.Contains(head.Name) ? Listed(policy) : null,
        };
    }

    /// <summary>What a model would be asked about an instruction if this policy were in force and nothing read yet.
    /// </summary>
    /// <param name="text">The words of the instruction.</param>
    /// <param name="model">SHA-256 of the model; 0 asks none.</param>
    public static ModelRequest Rehearse(PolicyDocument policy, string text, ToolCatalogue tools, Bytes32 model) => new(
        Start(policy).AddInstruction(text),
        [.. tools.Tools.Where(tool => policy.Speaks(tool.Name))], model);

    /// <summary>A turn under a policy that has read nothing.</summary>
    internal static Turn Start(PolicyDocument? policy)
    {
        if (policy is null)
            return Turn.Start(Context(null));
        var known = Starts.GetValue(policy, _ => new WeakReference<Turn>(null!));
        if (known.TryGetTarget(out var start))
            return start;
        known.SetTarget(start = Turn.Start(Context(policy)));
        Latest[(uint)Interlocked.Increment(ref _made) % Latest.Length] = start;
        return start;
    }

    // Every account that the voters wrote down, in whichever list.
    internal static ImmutableArray<string> Listed(PolicyDocument? policy) =>
    [
        .. (policy?.Lists.Values ?? []).SelectMany(list => list)
            .Where(entry => Address.TryParse(entry.Value, out _)).Select(entry => entry.Value),
    ];

    /// <summary>Every label that the turn has read.</summary>
    internal static LabelSet Labels(AgentState state, InstructionState instruction, Turn turn) =>
        instruction.Actions
            .Select(id => state.Actions[id].ResultLabel)
            .Where(label => label != Label.None)
            .Aggregate(Read(instruction, turn), (set, label) => set.With(label));

    // Words that a chain tool returned are foreign, which only the turn knows.
    private static LabelSet Read(InstructionState instruction, Turn turn) =>
        turn.Label == Label.Foreign
            ? LabelSet.Of(instruction.Order.Label, Label.Foreign)
            : LabelSet.Of(instruction.Order.Label);

    internal static TurnContext Context(PolicyDocument? policy) => policy is null
        ? new TurnContext([], [])
        : new TurnContext(
            [.. policy.Money.Keys],
            [
                .. policy.Lists.SelectMany(list => list.Value
                    .Where(entry => entry.Name is not null && entry.Value.Length == 42)
                    .Select(entry => new NamedAddress(entry.Name!, entry.Value, list.Key))),
            ]);

    // In the order in which the model writes arguments: what it reads is what it would have written.
    private static ProposedCall Call(ActionState action, ToolCatalogue tools)
    {
        var call = action.Call.Call;
        var order = tools[call.Tool]?.Arguments.Select(a => a.Signature.Name).ToList() ?? [];
        return new ProposedCall(call.Tool,
            [.. call.Arguments.OrderBy(a => order.IndexOf(a.Name)).Select(a => new CallArgument(a.Name, a.Value))]);
    }

    private static string Result(ActionState action) => action.Status switch
    {
        ActionStatus.Waiting => PromptFormat.Waiting,
        ActionStatus.Refused => PromptFormat.Denied(action.Reason),
        ActionStatus.Expired or ActionStatus.Denied => $"error: {action.Reason}",
        _ => action.ResultText,
    };

    // Of a call that did not run the runtime says so itself, in words that quote the call's values or an approver.
    private static Label Said(ActionState action) => action.Status switch
    {
        _ when action.ResultLabel != Label.None => action.ResultLabel,
        ActionStatus.Refused => (Label)TurnDecider.Worst(action.Call),
        ActionStatus.Denied => Label.Foreign,
        _ => Label.Instruction,
    };
}
