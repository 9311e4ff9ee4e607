using System.Collections.Immutable;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Those of an agent's instructions that have not ended: looked for once, because an agent asks for them at
/// each step and remembers many that have. A copy of a state takes it along, and it says nothing about whether two
/// states are the same.</summary>
internal sealed class OpenInstructions
{
    private readonly ImmutableList<InstructionState> _of;

    private OpenInstructions(ImmutableList<InstructionState> of) =>
        (_of, Instructions) = (of, [.. of.Where(instruction => instruction.Answer is null)]);

    public static OpenInstructions None { get; } = new([]);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<InstructionState> Instructions { get; }

    /// <summary>The same of other instructions.</summary>
    public OpenInstructions In(ImmutableList<InstructionState> all) =>
        ReferenceEquals(all, _of) ? this : new OpenInstructions(all);

    public override bool Equals(object? other) => other is OpenInstructions;

    public override int GetHashCode() => 0;
}
