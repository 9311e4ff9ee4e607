using System.Collections.Immutable;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Budgets;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Domain.Agents;

/// <summary>What happened to an agent; each is on disk before any effect follows from it.</summary>
public abstract record AgentEvent
{
    private protected AgentEvent() { }
}

/// <summary>A new owner: the journal refuses whatever an older one still wants to store.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Node">Anchor key of the owner's node.</param>
/// <param name="At">Unix ms.</param>
public sealed record Incarnated(ulong Number, Address Node, ulong At) : AgentEvent;

/// <summary>The model is about to be asked: what the question may use is held. An heir asks again under the same
/// reservation, so that a question is charged once.</summary>
/// <param name="Instruction">Id of the instruction that it thinks about.</param>
/// <param name="At">Unix ms.</param>
public sealed record ThoughtBegun(Bytes32 Instruction, ImmutableArray<Reservation> Reserved, ulong At) : AgentEvent;

/// <summary>The model answered, or did not: the rest of the reservation is given back.</summary>
/// <param name="Used">What was used; may be more than was held.</param>
/// <param name="At">Unix ms.</param>
public sealed record ThoughtEnded(Bytes32 Instruction, ImmutableArray<Reservation> Used, ulong At) : AgentEvent
{
    /// <summary>What the model read and wrote; nothing where it did not run, or in events that did not count it.
    /// </summary>
    public ModelUsage Tokens { get; init; }
}

/// <summary>An event that is a leaf of the log.</summary>
public abstract record LeafEvent(LoggedLeaf Logged) : AgentEvent;

/// <summary>The first leaf under a lease.</summary>
/// <param name="Budgets">Budgets of the document in force.</param>
public sealed record TakenOver(LoggedLeaf Logged, ImmutableArray<ListedBudget> Budgets) : LeafEvent(Logged);

/// <summary>Another policy root is in force from this leaf on.</summary>
public sealed record Governed(LoggedLeaf Logged, ImmutableArray<ListedBudget> Budgets) : LeafEvent(Logged);

public sealed record Instructed(LoggedLeaf Logged, InstructionOrder Order) : LeafEvent(Logged);

/// <param name="Reserved">Held until the action is closed.</param>
/// <param name="NotAfter">Unix ms; no effect starts later.</param>
/// <param name="Vault">Pays; 0 without money.</param>
/// <param name="SpendNumber">The vault's number for this payment; 0 without money.</param>
public sealed record Opened(
    LoggedLeaf Logged, ActionCall Call, ImmutableArray<Reservation> Reserved, ulong NotAfter, Address Vault,
    ulong SpendNumber, string Reason) : LeafEvent(Logged);

public sealed record Refused(LoggedLeaf Logged, ActionCall Call, string Reason) : LeafEvent(Logged);

/// <param name="Deadline">Unix ms; approvals count before it.</param>
public sealed record Awaited(
    LoggedLeaf Logged, ActionCall Call, ulong Deadline, ImmutableArray<Address> Approvers,
    WaitingDocuments Documents) : LeafEvent(Logged);

public sealed record Approved(LoggedLeaf Logged, Approval Approval) : LeafEvent(Logged);

public sealed record Expired(LoggedLeaf Logged, string Reason) : LeafEvent(Logged);

/// <summary>An approver said no: an Expired leaf that names them.</summary>
public sealed record Denied(LoggedLeaf Logged, Denial Denial) : LeafEvent(Logged);

/// <param name="Used">What was really used; the rest of the reservation is given back, unless unknown.</param>
/// <param name="Result">JSON text.</param>
/// <param name="ResultText">The same for the model, short.</param>
/// <param name="Transaction">Of a payment; else 0.</param>
/// <param name="SpendNumber">The spend that this leaf names; 0 when it names none.</param>
public sealed record Closed(
    LoggedLeaf Logged, ImmutableArray<Reservation> Used, string Result, string ResultText, Label ResultLabel,
    Bytes32 Transaction, ulong SpendNumber) : LeafEvent(Logged);

/// <param name="Instruction">Id of the instruction that this answers.</param>
public sealed record Answered(LoggedLeaf Logged, Bytes32 Instruction, string Text) : LeafEvent(Logged);

/// <summary>A spend of the vault that no action of ours explains.</summary>
public sealed record Found(LoggedLeaf Logged, ulong SpendNumber, Bytes32 Transaction) : LeafEvent(Logged);
