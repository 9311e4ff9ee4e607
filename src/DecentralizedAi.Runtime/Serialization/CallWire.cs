using System.Collections.Immutable;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;
using P = DecentralizedAi.Runtime.Protos.Agent;

namespace DecentralizedAi.Runtime.Serialization;

/// <summary>The parts of agent events that are not leaves, as Protobuf.</summary>
internal static class CallWire
{
    public static P.Call Write(ActionCall call)
    {
        var message = new P.Call { Tool = call.Call.Tool, Turn = Write(call.Turn), Effect = (uint)call.Effect };
        message.Arguments.AddRange(call.Call.Arguments.Select(a => new P.Argument
        {
            Name = a.Name,
            Value = a.Value,
            Labels = Write(call.Labels.GetValueOrDefault(a.Name)),
        }));
        if (call.Money is { } money)
            message.Money = new P.Money
            {
                Asset = Wire.Of(money.Asset),
                Amount = Wire.Of(money.Amount),
                To = Wire.Of(money.To),
            };
        return message;
    }

    public static ActionCall Read(P.Call m) => new(
        ToolCall.Of(m.Tool, m.Arguments.Select(a => new ToolArgument(a.Name, a.Value)).ToArray()),
        m.Arguments.ToImmutableSortedDictionary(a => a.Name, a => Read(a.Labels), StringComparer.Ordinal),
        Read(m.Turn), (LeafEffect)m.Effect,
        m.Money is { } money
            ? new MoneyPart(
                Wire.Address(money.Asset), Wire.UInt256(money.Amount), Wire.Address(money.To))
            : null);

    public static IEnumerable<P.Reservation> Write(ImmutableArray<Reservation> reservations) => reservations
        .Select(r => new P.Reservation { Budget = Wire.Of(r.Budget.Word), Amount = Wire.Of(r.Amount) });

    public static ImmutableArray<Reservation> Read(IEnumerable<P.Reservation> messages) =>
        [.. messages.Select(m => new Reservation(BudgetKey.OfWord(Wire.Bytes32(m.Budget)), Wire.UInt256(m.Amount)))];

    public static IEnumerable<P.Budget> Write(ImmutableArray<ListedBudget> budgets) => budgets
        .Select(b => new P.Budget
        {
            Budget_ = Wire.Of(b.Budget.Word),
            PerAction = Wire.Of(b.Limits.PerAction),
            Burst = Wire.Of(b.Limits.Burst),
            Rate = Wire.Of(b.Limits.Rate),
            Lifetime = Wire.Of(b.Limits.Lifetime),
        });

    public static ImmutableArray<ListedBudget> Read(IEnumerable<P.Budget> messages) =>
    [
        .. messages.Select(m => new ListedBudget(BudgetKey.OfWord(Wire.Bytes32(m.Budget_)), new BucketLimits(
            Wire.UInt256(m.PerAction), Wire.UInt256(m.Burst), Wire.UInt256(m.Rate), Wire.UInt256(m.Lifetime)))),
    ];

    public static P.Order Write(InstructionOrder order) => new()
    {
        Source = new P.InstructionSource
        {
            Kind = order.Source.Kind,
            Id = Wire.Of(order.Source.Id),
            Nonce = Wire.Of(order.Source.Nonce),
        },
        Proof = LeafWire.Write(order.Proof),
        Instructor = order.Instructor,
        Text = order.Text,
        Label = (uint)order.Label,
        Deadline = order.Deadline,
        Signature = Wire.Of(order.Signature),
    };

    public static InstructionOrder Read(P.Order m) => new(
        new InstructionSource((byte)m.Source.Kind, Wire.Bytes32(m.Source.Id), Wire.Bytes32(m.Source.Nonce)),
        LeafWire.Read(m.Proof), m.Instructor, m.Text, (Label)m.Label, m.Deadline, m.Signature.ToByteArray());

    public static P.Document? Write(SaltedDocument? document) =>
        document is null ? null : new P.Document { Salt = Wire.Of(document.Salt), Text = document.Text };

    public static SaltedDocument? Read(P.Document? m) => m is null ? null : new(Wire.Bytes32(m.Salt), m.Text);

    private static P.Labels Write(LabelSet labels)
    {
        var message = new P.Labels();
        message.Labels_.AddRange(labels.Members().Select(label => (uint)label));
        return message;
    }

    private static LabelSet Read(P.Labels? m) =>
        LabelSet.Of([.. (m?.Labels_ ?? []).Select(label => (Label)label)]);
}
