using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>Who may give an instruction.</summary>
public enum InstructorKind : byte
{
    Account = 1,
    Schedule = 2,
    Event = 3,
    Agent = 4,
    Operator = 5,
}

/// <summary>Who asked, and what proves it: what the leaf's word <c>instructor</c> is made of.</summary>
/// <param name="Kind">An <see cref="InstructorKind"/>; other values belong to later editions.</param>
/// <param name="Id">
/// Account and node: the address as a word. Schedule and event: H(utf8 name). Agent: its stream.
/// </param>
/// <param name="Proof">The digest that was signed, the event, the parent action; else 0.</param>
public readonly record struct InstructorProof(byte Kind, Bytes32 Id, Bytes32 Proof)
{
    public Bytes32 Word => WordHash.Of(Schema.Instructor, Encoding.Word.Of(Kind), Id, Proof);

    /// <param name="account">The signer.</param>
    /// <param name="digest">The EIP-712 digest that was signed.</param>
    public static InstructorProof Account(Address account, Bytes32 digest) =>
        new((byte)InstructorKind.Account, account.Word, digest);

    public static InstructorProof Schedule(string name) =>
        new((byte)InstructorKind.Schedule, Keccak256.Hash(name), Bytes32.Zero);

    /// <param name="name">Its name in the policy.</param>
    /// <param name="occurrence"><see cref="EventId"/>.</param>
    public static InstructorProof Event(string name, Bytes32 occurrence) =>
        new((byte)InstructorKind.Event, Keccak256.Hash(name), occurrence);

    public static InstructorProof Agent(StreamId agent, ActionId parent) =>
        new((byte)InstructorKind.Agent, agent.Value, parent.Value);

    /// <param name="node">The anchor key of the node that took the instruction.</param>
    public static InstructorProof Operator(Address node) =>
        new((byte)InstructorKind.Operator, node.Word, Bytes32.Zero);

    /// <summary>A log on a chain: E("event", chainId, txHash, index of the log within its transaction).</summary>
    public static Bytes32 EventId(UInt256 chainId, Bytes32 txHash, UInt256 index) =>
        WordHash.Of(Schema.Event, chainId.ToWord(), txHash, index.ToWord());
}
