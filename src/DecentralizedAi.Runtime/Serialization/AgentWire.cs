using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Policy;
using P = DecentralizedAi.Runtime.Protos.Agent;

namespace DecentralizedAi.Runtime.Serialization;

/// <summary>Events of an agent as Protobuf.</summary>
internal static class AgentWire
{
    public static P.Incarnated Write(Incarnated e) =>
        new() { Number = e.Number, Node = Wire.Of(e.Node), At = e.At };

    public static Incarnated Read(P.Incarnated m) => new(m.Number, Wire.Address(m.Node), m.At);

    public static P.ThoughtBegun Write(ThoughtBegun e) => new()
    {
        Instruction = Wire.Of(e.Instruction),
        Reserved = { CallWire.Write(e.Reserved) },
        At = e.At,
    };

    public static ThoughtBegun Read(P.ThoughtBegun m) =>
        new(Wire.Bytes32(m.Instruction), CallWire.Read(m.Reserved), m.At);

    public static P.ThoughtEnded Write(ThoughtEnded e) => new()
    {
        Instruction = Wire.Of(e.Instruction),
        Used = { CallWire.Write(e.Used) },
        At = e.At,
        Prompt = e.Tokens.Prompt,
        Answer = e.Tokens.Answer,
    };

    public static ThoughtEnded Read(P.ThoughtEnded m) =>
        new(Wire.Bytes32(m.Instruction), CallWire.Read(m.Used), m.At) { Tokens = new(m.Prompt, m.Answer) };

    public static P.LawChanged Write(TakenOver e) =>
        new() { Leaf = LeafWire.Write(e.Logged), Budgets = { CallWire.Write(e.Budgets) } };

    public static TakenOver ReadTakenOver(P.LawChanged m) => new(LeafWire.Read(m.Leaf), CallWire.Read(m.Budgets));

    public static P.LawChanged Write(Governed e) =>
        new() { Leaf = LeafWire.Write(e.Logged), Budgets = { CallWire.Write(e.Budgets) } };

    public static Governed ReadGoverned(P.LawChanged m) => new(LeafWire.Read(m.Leaf), CallWire.Read(m.Budgets));

    public static P.Instructed Write(Instructed e) =>
        new() { Leaf = LeafWire.Write(e.Logged), Order = CallWire.Write(e.Order) };

    public static Instructed Read(P.Instructed m) => new(LeafWire.Read(m.Leaf), CallWire.Read(m.Order));

    public static P.Opened Write(Opened e) => new()
    {
        Leaf = LeafWire.Write(e.Logged),
        Call = CallWire.Write(e.Call),
        Reserved = { CallWire.Write(e.Reserved) },
        NotAfter = e.NotAfter,
        Vault = Wire.Of(e.Vault),
        SpendNumber = e.SpendNumber,
        Reason = e.Reason,
    };

    public static Opened Read(P.Opened m) => new(
        LeafWire.Read(m.Leaf), CallWire.Read(m.Call), CallWire.Read(m.Reserved), m.NotAfter, Wire.Address(m.Vault),
        m.SpendNumber, m.Reason);

    public static P.Refused Write(Refused e) =>
        new() { Leaf = LeafWire.Write(e.Logged), Call = CallWire.Write(e.Call), Reason = e.Reason };

    public static Refused Read(P.Refused m) => new(LeafWire.Read(m.Leaf), CallWire.Read(m.Call), m.Reason);

    public static P.Awaited Write(Awaited e) => new()
    {
        Leaf = LeafWire.Write(e.Logged),
        Call = CallWire.Write(e.Call),
        Deadline = e.Deadline,
        Approvers = { e.Approvers.Select(Wire.Of) },
        Body = CallWire.Write(e.Documents.Body),
        Receipt = CallWire.Write(e.Documents.Receipt),
    };

    public static Awaited Read(P.Awaited m) => new(
        LeafWire.Read(m.Leaf), CallWire.Read(m.Call), m.Deadline, [.. m.Approvers.Select(Wire.Address)],
        new WaitingDocuments(CallWire.Read(m.Body)!, CallWire.Read(m.Receipt)));

    public static P.Approved Write(Approved e) => new()
    {
        Leaf = LeafWire.Write(e.Logged),
        Approver = Wire.Of(e.Approval.Approver),
        Deadline = e.Approval.Deadline,
        Digest = Wire.Of(e.Approval.Digest),
        Signature = Wire.Of(e.Approval.Signature),
        At = e.Approval.At,
    };

    public static Approved Read(P.Approved m) => new(LeafWire.Read(m.Leaf), new Approval(
        Wire.Address(m.Approver), m.Deadline, Wire.Bytes32(m.Digest), m.Signature.Memory, m.At));

    public static P.Expired Write(Expired e) => new() { Leaf = LeafWire.Write(e.Logged), Reason = e.Reason };

    public static Expired Read(P.Expired m) => new(LeafWire.Read(m.Leaf), m.Reason);

    public static P.Denied Write(Denied e) => new()
    {
        Leaf = LeafWire.Write(e.Logged),
        Approver = Wire.Of(e.Denial.Approver),
        Reason = e.Denial.Reason,
        Deadline = e.Denial.Deadline,
        Digest = Wire.Of(e.Denial.Digest),
        Signature = Wire.Of(e.Denial.Signature),
    };

    public static Denied Read(P.Denied m) => new(LeafWire.Read(m.Leaf), new Denial(
        Wire.Address(m.Approver), m.Reason, m.Deadline, Wire.Bytes32(m.Digest), m.Signature.Memory));

    public static P.Closed Write(Closed e) => new()
    {
        Leaf = LeafWire.Write(e.Logged),
        Used = { CallWire.Write(e.Used) },
        Result = e.Result,
        ResultText = e.ResultText,
        ResultLabel = (uint)e.ResultLabel,
        Transaction = Wire.Of(e.Transaction),
        SpendNumber = e.SpendNumber,
    };

    public static Closed Read(P.Closed m) => new(
        LeafWire.Read(m.Leaf), CallWire.Read(m.Used), m.Result, m.ResultText, (Label)m.ResultLabel,
        Wire.Bytes32(m.Transaction), m.SpendNumber);

    public static P.Answered Write(Answered e) =>
        new() { Leaf = LeafWire.Write(e.Logged), Instruction = Wire.Of(e.Instruction), Text = e.Text };

    public static Answered Read(P.Answered m) => new(LeafWire.Read(m.Leaf), Wire.Bytes32(m.Instruction), m.Text);

    public static P.Found Write(Found e) => new()
    {
        Leaf = LeafWire.Write(e.Logged),
        SpendNumber = e.SpendNumber,
        Transaction = Wire.Of(e.Transaction),
    };

    public static Found Read(P.Found m) => new(LeafWire.Read(m.Leaf), m.SpendNumber, Wire.Bytes32(m.Transaction));
}
