using System.Collections.Immutable;

namespace DecentralizedAi.Domain.Agents;

/// <summary>Those of an agent's instructions that have not ended: looked for once, because an agent asks for them at
/// each step and remembers many that have. A copy of a state takes it along, and it says nothing about whether two
/// states are the same.</summary>
internal sealed class OpenInstructions
{
    private readonly ImmutableList<InstructionState> _of;

    private OpenInstructions(ImmutableList<InstructionState> of, ImmutableArray<InstructionState> open) =>
        (_of, Instructions) = (of, open);

    public static OpenInstructions None { get; } = new([], []);

    /// <summary>Oldest first.</summary>
    public ImmutableArray<InstructionState> Instructions { get; }

    /// <summary>The same of other instructions.</summary>
    public OpenInstructions In(ImmutableList<InstructionState> all) => ReferenceEquals(all, _of)
        ? this
        : new OpenInstructions(all, [.. all.Where(instruction => instruction.Answer is null)]);

    /// <summary>The same of these instructions, which differ from those that it knows by one.</summary>
    /// <param name="changed">Its value now; new at the end where it was not among them.</param>
    public OpenInstructions In(ImmutableList<InstructionState> all, InstructionState changed)
    {
        var at = 0;
        while (at < Instructions.Length && Instructions[at].Id != changed.Id)
            at++;
        return new OpenInstructions(all, changed.Answer is not null
            ? at < Instructions.Length ? Instructions.RemoveAt(at) : Instructions
            : at < Instructions.Length ? Instructions.SetItem(at, changed) : Instructions.Add(changed));
    }

    public override bool Equals(object? other) => other is OpenInstructions;

    public override int GetHashCode() => 0;
}
