using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>One call of one turn of one instruction.</summary>
public readonly record struct ActionId
{
    private ActionId(Bytes32 value) => Value = value;

    public Bytes32 Value { get; }
    public bool IsNone => Value.IsZero;

    public static ActionId Of(Bytes32 value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>What an <see cref="ActionId"/> is made of; turn and index count from 0.</summary>
public readonly record struct ActionPlace(InstructionId Instruction, uint Turn, uint Index)
{
    public ActionId Id => ActionId.Of(
        WordHash.Of(Schema.Action, Instruction.Value, Word.Of(Turn), Word.Of(Index)));
}
