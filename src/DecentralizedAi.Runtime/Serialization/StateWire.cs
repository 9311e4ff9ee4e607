using System.Collections.Immutable;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using A = DecentralizedAi.Runtime.Protos.Agent;
using P = DecentralizedAi.Runtime.Protos.Snapshot;

namespace DecentralizedAi.Runtime.Serialization;

/// <summary>An agent's state as Protobuf: what a snapshot spares its heir to read.</summary>
internal static class StateWire
{
    public static P.AgentState Write(AgentState state) => new()
    {
        Agent = state.Identity.Agent,
        ChainId = Wire.Of(state.Identity.Domain.ChainId),
        Ledger = Wire.Of(state.Identity.Domain.Ledger),
        Incarnation = state.Incarnation,
        Seq = state.Seq,
        Head = Wire.Of(state.Head),
        Law = LeafWire.Write(state.Law),
        Time = state.Time,
        Spends = state.Spends,
        Buckets = { state.Budgets.Buckets.Select(pair => Write(pair.Key, pair.Value)) },
        Open = { state.Budgets.Open.OrderBy(held => held.Key).Select(held => Write(held.Key, held.Value)) },
        Instructions = { state.Instructions.Select(Write) },
        Given = Wire.Of(state.Given.ToArray()),
        Actions = { state.Actions.Values.OrderBy(action => action.Id.Value).Select(ActionWire.Write) },
        Unanchored = { state.Unanchored.Select(LeafWire.Write) },
    };

    public static AgentState Read(P.AgentState m)
    {
        var identity = new AgentIdentity(
            m.Agent, new SigningDomain(Wire.UInt256(m.ChainId), Wire.Address(m.Ledger)));
        return new AgentState(identity)
        {
            Incarnation = m.Incarnation,
            Seq = m.Seq,
            Head = Wire.Bytes32(m.Head),
            Law = LeafWire.Read(m.Law),
            Time = m.Time,
            Spends = m.Spends,
            Budgets = BudgetState.Of(m.Buckets.Select(Read), m.Open.Select(held =>
                KeyValuePair.Create(Wire.Bytes32(held.Action), CallWire.Read(held.Reserved)))),
            Instructions = [.. m.Instructions.Select(instruction => Read(instruction, identity))],
            Given = GivenInstructions.Of(m.Given.Span),
            Actions = m.Actions.Select(ActionWire.Read).ToImmutableDictionary(action => action.Id.Value),
            Unanchored = [.. m.Unanchored.Select(LeafWire.Read)],
        };
    }

    private static P.Bucket Write(BudgetKey key, Bucket bucket) => new()
    {
        Limits = CallWire.Write([new ListedBudget(key, bucket.Limits)]).Single(),
        Listed = bucket.IsListed,
        Known = bucket.HasBeenListed,
        Level = Wire.Of(bucket.Level),
        Ceiling = Wire.Of(bucket.Ceiling),
        Spent = Wire.Of(bucket.Spent),
        At = Wire.Of(Domain.Encoding.UInt256.Of(bucket.At)),
    };

    private static KeyValuePair<BudgetKey, Bucket> Read(P.Bucket m)
    {
        var listed = CallWire.Read([m.Limits]).Single();
        return KeyValuePair.Create(listed.Budget, Bucket.Remembered(listed.Limits, m.Listed, m.Known,
            Wire.UInt256(m.Level), Wire.UInt256(m.Ceiling), Wire.UInt256(m.Spent), Wire.UInt256(m.At).ToUInt128()));
    }

    private static P.Held Write(Domain.Encoding.Bytes32 action, ImmutableArray<Reservation> reserved) =>
        new() { Action = Wire.Of(action), Reserved = { CallWire.Write(reserved) } };

    private static P.Instruction Write(InstructionState instruction)
    {
        var message = new P.Instruction
        {
            Order = CallWire.Write(instruction.Order),
            Actions = { instruction.Actions.Select(Wire.Of) },
            Ended = instruction.Ended,
            Prompt = instruction.Used.Prompt,
            AnswerTokens = instruction.Used.Answer,
        };
        if (instruction.Answer is { } answer)
            message.Answer = answer;
        return message;
    }

    private static InstructionState Read(P.Instruction m, AgentIdentity identity)
    {
        var order = CallWire.Read(m.Order);
        return new InstructionState(order.Source.In(identity.Stream), order, [.. m.Actions.Select(Wire.Bytes32)],
            m.HasAnswer ? m.Answer : null)
        { Ended = m.Ended, Used = new(m.Prompt, m.AnswerTokens) };
    }
}

/// <summary>An action of a state as Protobuf.</summary>
internal static class ActionWire
{
    public static P.Action Write(ActionState action)
    {
        var message = new P.Action
        {
            Place = LeafWire.Write(action.Place),
            Call = CallWire.Write(action.Call),
            Status = (uint)action.Status,
            Verdict = (uint)action.Verdict,
            Reason = action.Reason,
            Decision = Wire.Of(action.Decision),
            PolicyRoot = Wire.Of(action.PolicyRoot),
            Body = Wire.Of(action.Body),
            Receipt = Wire.Of(action.Receipt),
            At = action.At,
            NotAfter = action.NotAfter,
            Incarnation = action.Incarnation,
            Vault = Wire.Of(action.Vault),
            SpendNumber = action.SpendNumber,
            Approvers = { action.Approvers.Select(Wire.Of) },
            Approvals = { action.Approvals.Select(Write) },
            WaitingBody = CallWire.Write(action.Documents?.Body),
            WaitingReceipt = CallWire.Write(action.Documents?.Receipt),
            Result = action.Result,
            ResultText = action.ResultText,
            ResultLabel = (uint)action.ResultLabel,
            Transaction = Wire.Of(action.Transaction),
            Denial = Write(action.Denial),
        };
        if (action.Rule is { } rule)
            message.Rule = rule;
        return message;
    }

    public static ActionState Read(P.Action m) => new(
        LeafWire.Read(m.Place), CallWire.Read(m.Call), (ActionStatus)m.Status, (LeafVerdict)m.Verdict,
        m.HasRule ? m.Rule : null, m.Reason, Wire.Bytes32(m.Decision), Wire.Bytes32(m.PolicyRoot),
        Wire.Bytes32(m.Body), Wire.Bytes32(m.Receipt), m.At, m.NotAfter, m.Incarnation, Wire.Address(m.Vault),
        m.SpendNumber, [.. m.Approvers.Select(Wire.Address)], [.. m.Approvals.Select(Read)],
        CallWire.Read(m.WaitingBody) is { } body
            ? new WaitingDocuments(body, CallWire.Read(m.WaitingReceipt))
            : null,
        m.Result, m.ResultText, (Label)m.ResultLabel, Wire.Bytes32(m.Transaction))
    { Denial = Read(m.Denial) };

    private static P.Approval Write(Approval approval) => new()
    {
        Approver = Wire.Of(approval.Approver),
        Deadline = approval.Deadline,
        Digest = Wire.Of(approval.Digest),
        Signature = Wire.Of(approval.Signature),
        At = approval.At,
    };

    private static Approval Read(P.Approval m) => new(
        Wire.Address(m.Approver), m.Deadline, Wire.Bytes32(m.Digest), m.Signature.ToByteArray(), m.At);

    private static P.Denial? Write(Denial? denial) => denial is null ? null : new P.Denial
    {
        Approver = Wire.Of(denial.Approver),
        Reason = denial.Reason,
        Deadline = denial.Deadline,
        Digest = Wire.Of(denial.Digest),
        Signature = Wire.Of(denial.Signature),
    };

    private static Denial? Read(P.Denial? m) => m is null ? null : new(
        Wire.Address(m.Approver), m.Reason, m.Deadline, Wire.Bytes32(m.Digest), m.Signature.ToByteArray());
}
