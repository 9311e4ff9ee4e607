using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>An instruction; the same request is the same instruction, whatever its signature.</summary>
public readonly record struct InstructionId
{
    private InstructionId(Bytes32 value) => Value = value;

    public Bytes32 Value { get; }

    public static InstructionId Of(Bytes32 value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>What an <see cref="InstructionId"/> is made of, beside the stream.</summary>
/// <param name="Kind">An <see cref="InstructorKind"/>.</param>
/// <param name="Id">As in <see cref="InstructorProof"/>.</param>
/// <param name="Nonce">
/// Account, operator: 32 random bytes. Schedule: due time in ms. Event: the event. Agent: the parent action.
/// </param>
public readonly record struct InstructionSource(byte Kind, Bytes32 Id, Bytes32 Nonce)
{
    public InstructionId In(StreamId stream) => InstructionId.Of(
        WordHash.Of(Schema.Instruction, stream.Value, Word.Of(Kind), Id, Nonce));

    public static InstructionSource Account(Address account, Bytes32 nonce) =>
        new((byte)InstructorKind.Account, account.Word, nonce);

    /// <param name="name">Its name in the policy.</param>
    /// <param name="dueMs">Unix milliseconds.</param>
    public static InstructionSource Schedule(string name, ulong dueMs) =>
        new((byte)InstructorKind.Schedule, Keccak256.Hash(name), Word.Of(dueMs));

    public static InstructionSource Event(string name, Bytes32 occurrence) =>
        new((byte)InstructorKind.Event, Keccak256.Hash(name), occurrence);

    public static InstructionSource Agent(StreamId agent, ActionId parent) =>
        new((byte)InstructorKind.Agent, agent.Value, parent.Value);

    public static InstructionSource Operator(Address node, Bytes32 nonce) =>
        new((byte)InstructorKind.Operator, node.Word, nonce);
}
