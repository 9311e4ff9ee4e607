using System.Collections.Immutable;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;
using DecentralizedAi.Domain.Tools;

namespace DecentralizedAi.Domain.Actions;

/// <summary>Where an action stands.</summary>
public enum ActionStatus : byte
{
    None,

    /// <summary>Waits for approvals.</summary>
    Waiting,

    /// <summary>Allowed, reserved, on disk; its effect may or may not have happened.</summary>
    Open,
    Done,
    Failed,

    /// <summary>Nobody can say whether the effect happened; the reservation stays.</summary>
    Unknown,
    Expired,
    Refused,

    /// <summary>An approver said no.</summary>
    Denied,
}

/// <summary>A call with everything a decision needs of it.</summary>
/// <param name="Call">Tool and arguments after references were put back.</param>
/// <param name="Labels">By argument.</param>
/// <param name="Turn">Labels of everything that the turn had read.</param>
/// <param name="Effect">The effect that the policy's signature says; <see cref="LeafEffect.None"/> when unknown.
/// </param>
/// <param name="Money">Null when it is no money, or does not fit the tool.</param>
public sealed record ActionCall(
    ToolCall Call, ImmutableSortedDictionary<string, LabelSet> Labels, LabelSet Turn, LeafEffect Effect,
    MoneyPart? Money)
{
    public Asset Asset => Money is { } money ? Asset.Token(money.Asset) : Asset.None;
    public UInt256 Amount => Money?.Amount ?? UInt256.Zero;
    public Address To => Money?.To ?? Address.Zero;
}

/// <summary>What a call of a money tool would move, in the asset's smallest unit.</summary>
public sealed record MoneyPart(Address Asset, UInt256 Amount, Address To);

/// <summary>A signature that counts for a waiting action.</summary>
/// <param name="At">Unix ms at which it was accepted.</param>
/// <param name="Deadline">Unix seconds, as signed.</param>
/// <param name="Digest">The EIP-712 digest.</param>
public sealed record Approval(
    Address Approver, ulong Deadline, Bytes32 Digest, ReadOnlyMemory<byte> Signature, ulong At);

/// <summary>An approver's no to a waiting action.</summary>
/// <param name="Deadline">Unix seconds, as signed.</param>
/// <param name="Digest">The EIP-712 digest.</param>
public sealed record Denial(
    Address Approver, string Reason, ulong Deadline, Bytes32 Digest, ReadOnlyMemory<byte> Signature);

/// <summary>Documents of a waiting action. Opened repeats the body, and names the model's receipt.</summary>
/// <param name="Receipt">Null when no model was asked.</param>
public sealed record WaitingDocuments(SaltedDocument Body, SaltedDocument? Receipt);

/// <summary>An action as the agent's events tell it.</summary>
/// <param name="Decision">Hash of the leaf that holds the latest decision.</param>
/// <param name="PolicyRoot">Root under which it was decided.</param>
/// <param name="Body">Body word of the deciding leaf.</param>
/// <param name="Receipt">Salted hash of the model's receipt; 0 when no model was asked.</param>
/// <param name="NotAfter">Unix ms after which its effect may no longer start; while it waits, the deadline.</param>
/// <param name="Incarnation">Incarnation of the agent that opened it.</param>
/// <param name="SpendNumber">Number of the vault's spend that is its own; 0 without money.</param>
/// <param name="Documents">While it waits: what its Opened leaf will name again.</param>
/// <param name="Result">What came out, as JSON text; empty until closed.</param>
/// <param name="ResultText">The same for the model.</param>
public sealed record ActionState(
    ActionPlace Place, ActionCall Call, ActionStatus Status, LeafVerdict Verdict, string? Rule, string Reason,
    Bytes32 Decision, Bytes32 PolicyRoot, Bytes32 Body, Bytes32 Receipt, ulong At, ulong NotAfter,
    ulong Incarnation, Address Vault, ulong SpendNumber, ImmutableArray<Address> Approvers,
    ImmutableList<Approval> Approvals, WaitingDocuments? Documents, string Result, string ResultText,
    Label ResultLabel, Bytes32 Transaction)
{
    /// <summary>Who ended it by a no; else null.</summary>
    public Denial? Denial { get; init; }

    public ActionId Id => Place.Id;
    public bool IsMoney => Call.Effect == LeafEffect.Money;
    public bool Waiting => Status == ActionStatus.Waiting;

    /// <summary>All that must sign have signed.</summary>
    public bool Approved => Approvers.All(who => Approvals.Exists(a => a.Approver == who));
}
