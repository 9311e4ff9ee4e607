using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Policy.Documents;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Bundles;

/// <summary>The leaves of one instruction up to an action.</summary>
/// <param name="First">The action's first leaf.</param>
/// <param name="Asked">The Instructed leaf; null where the bundle lacks it.</param>
internal sealed record RecordedStream(
    LeafRecord First, LeafRecord? Asked, IReadOnlyList<(LeafRecord Record, Leaf Leaf)> Leaves, Bytes32 Action)
{
    public static RecordedStream? Of(Bundle bundle, Bytes32 action)
    {
        var all = bundle.Entries.SelectMany(entry => entry.Leaves).Concat(bundle.Unanchored)
            .Select(record => (Record: record, Leaf: Read(record)))
            .Where(one => one.Leaf is not null).Select(one => (one.Record, Leaf: one.Leaf!)).ToList();
        var own = all.Where(one => one.Leaf.Action == action).OrderBy(one => one.Leaf.Seq).ToList();
        if (own.Count == 0 || own[0].Record.Opens.Action is not { } place)
            return null;
        var stream = all.Where(one => one.Leaf.Stream == own[0].Leaf.Stream).OrderBy(one => one.Leaf.Seq).ToList();
        var asked = stream.FirstOrDefault(one => one.Leaf.Tag.Kind == LeafKind.Instructed
            && one.Leaf.Extension == place.Instruction.Value);
        return new(own[0].Record, asked.Record, [.. stream.Where(one =>
            one.Leaf.Action == action || one.Leaf.Seq < own[0].Leaf.Seq
            && one.Record.Opens.Action?.Instruction.Value == place.Instruction.Value)], action);
    }

    /// <summary>The receipt of the action, wherever the bundle has it.</summary>
    public SaltedDocument? Receipt(Bundle bundle) => Leaves.Where(one => one.Leaf.Action == Action)
        .Select(one => one.Record.Receipt ?? bundle.Receipts.GetValueOrDefault(one.Record.Hash()))
        .FirstOrDefault(receipt => receipt is not null);

    /// <summary>What the model had read; null where a part of it is erased.</summary>
    public Turn? Turn(PolicyDocument policy, ToolCatalogue tools)
    {
        if (Content(Asked!) is not JcsValue.Text text)
            return null;
        // The words of a schedule or an event are the voters'.
        var label = (Ledger.InstructorKind?)Asked!.Opens.Instruction?.Kind
            is Ledger.InstructorKind.Schedule or Ledger.InstructorKind.Event
            ? Policy.Label.Dao
            : Policy.Label.Instruction;
        var turn = AgentTurn.Start(policy).AddInstruction(text.Value, label);
        foreach (var (_, before) in Leaves.Where(one => one.Leaf.Action != Action)
            .GroupBy(one => one.Leaf.Action).Select(group => (group.Key, group.ToList())))
        {
            if (Call(before[0].Record, tools) is not { } call || Result(call, before) is not { } result)
                return null;
            turn = turn.AddCall(turn.Refer(call)).AddResult(result.Text, result.Label);
        }
        return turn;
    }

    /// <summary>The call of a leaf, its arguments in the order in which the model writes them.</summary>
    public ProposedCall? Call(LeafRecord record, ToolCatalogue tools)
    {
        if (Content(record) is not JcsValue.Map map || map.TextOf("tool") is not { } tool
            || map["args"] is not JcsValue.Map arguments)
            return null;
        var order = tools[tool]?.Arguments.Select(argument => argument.Signature.Name).ToList() ?? [];
        return new ProposedCall(tool, [.. arguments.Values.OrderBy(argument => order.IndexOf(argument.Key))
            .Select(argument => new CallArgument(argument.Key, (argument.Value as JcsValue.Text)?.Value ?? ""))]);
    }

    private static (string Text, Label Label)? Result(ProposedCall call, List<(LeafRecord Record, Leaf Leaf)> leaves)
    {
        var (record, leaf) = leaves[^1];
        return leaf.Tag.Kind switch
        {
            LeafKind.Awaiting or LeafKind.Approved => (PromptFormat.Waiting, Policy.Label.Instruction),
            LeafKind.Closed when RecordedResult.Text(call, Content(record), leaf) is { } text => (text, Label(record)),
            _ => null,
        };
    }

    private static Label Label(LeafRecord record) => (Label)(byte)(Read(record)?.Tag.Label ?? LeafLabel.None);

    private static Leaf? Read(LeafRecord record) =>
        Leaf.TryOfWords([.. record.Words], out var leaf, out _) ? leaf : null;

    private static JcsValue? Content(LeafRecord record) =>
        record.Body is { } body ? (Jcs.TryParseCanonical(body.Text) as JcsValue.Map)?["content"] : null;
}
