using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Agents;

/// <summary>
/// Asks an agent for something. The same agent, instructor and nonce are the same instruction: sending it again
/// returns the answer of the first time.
/// </summary>
/// <param name="Agent">The agent's name in the registry.</param>
/// <param name="Text">What is asked, in words; 1 to 8,192 UTF-16 units.</param>
/// <param name="Nonce">32 random bytes chosen by the caller.</param>
/// <param name="Signature">Who asks; null = the operator itself (kind 5), spoken for by the bearer token.</param>
public sealed record Instruct(string Agent, string Text, Bytes32 Nonce, SignedInstruction? Signature);

/// <summary>An account's EIP-712 signature over <c>Instruction(stream, text, nonce, deadline)</c>.</summary>
/// <param name="Account">Who is said to have signed.</param>
/// <param name="Deadline">Unix seconds; the instruction is refused after it.</param>
/// <param name="Signature">65 bytes r, s, v for an account with a key; anything for ERC-1271.</param>
public sealed record SignedInstruction(Address Account, ulong Deadline, ReadOnlyMemory<byte> Signature);

/// <summary>What an approver says to a waiting action; closed.</summary>
/// <param name="Action">The waiting action.</param>
/// <param name="Approver">Who is said to have signed.</param>
/// <param name="Deadline">Unix seconds, as signed.</param>
/// <param name="Signature">65 bytes r, s, v.</param>
public abstract record ApproverCommand(
    Bytes32 Action, Address Approver, ulong Deadline, ReadOnlyMemory<byte> Signature);

/// <summary>Yes: a signature over <c>Approval(...)</c> as <see cref="ApprovalView"/> shows it.</summary>
public sealed record Approve(Bytes32 Action, Address Approver, ulong Deadline, ReadOnlyMemory<byte> Signature)
    : ApproverCommand(Action, Approver, Deadline, Signature);

/// <summary>No: a signature over <c>Denial(...)</c>. One ends the action.</summary>
/// <param name="Reason">Why, for people and for the log; at most 280 UTF-16 units, may be empty.</param>
public sealed record Deny(
    Bytes32 Action, Address Approver, string Reason, ulong Deadline, ReadOnlyMemory<byte> Signature)
    : ApproverCommand(Action, Approver, Deadline, Signature);

/// <summary>A signature as it was read.</summary>
/// <param name="Digest">What is signed.</param>
/// <param name="Account">Whose it is; null when it is none.</param>
public readonly record struct SignedBy(Bytes32 Digest, Address? Account);

/// <summary>What is known of an instruction; closed.</summary>
public abstract record InstructionAnswer
{
    private InstructionAnswer() { }

    /// <summary>An agent knows it.</summary>
    public sealed record Known(InstructionView View) : InstructionAnswer;

    /// <summary>Every agent of the operator answered, and none knows it.</summary>
    public sealed record Unknown : InstructionAnswer;

    /// <summary>None that answered knows it, and not all answered. Asking again is right.</summary>
    /// <param name="Code">DAI-nnnn.</param>
    /// <param name="Message">Who is silent.</param>
    public sealed record NotNow(string Code, string Message) : InstructionAnswer;
}

/// <summary>What came of a command; closed.</summary>
public abstract record CommandAnswer
{
    private CommandAnswer() { }

    /// <summary>The command is on disk; <paramref name="View"/> is the instruction it belongs to.</summary>
    public sealed record Accepted(InstructionView View) : CommandAnswer;

    /// <summary>It will never be accepted as it is.</summary>
    /// <param name="Code">DAI-nnnn.</param>
    /// <param name="Message">What, with which values, and how to fix it; safe to publish.</param>
    public sealed record Rejected(string Code, string Message) : CommandAnswer;

    /// <summary>Not now: no policy in force, no lease yet, agent moving. Sending it again is right.</summary>
    /// <param name="Code">DAI-nnnn.</param>
    /// <param name="Message">What is missing and who supplies it.</param>
    public sealed record NotNow(string Code, string Message) : CommandAnswer;
}
