using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Domain.Agents;

/// <summary>An instruction whose instructor was proven.</summary>
/// <param name="Source">What its id is made of, beside the stream.</param>
/// <param name="Proof">What the leaf says about who asked.</param>
/// <param name="Instructor">The same as a policy names it: an address, <c>schedule/NAME</c>, <c>operator</c>...</param>
/// <param name="Label">Label of its words: <c>instruction</c>; of another agent the label of that agent's turn.</param>
/// <param name="Deadline">Unix seconds of the signature; 0 = none.</param>
/// <param name="Signature">As given; empty when nothing was signed.</param>
public sealed record InstructionOrder(
    InstructionSource Source, InstructorProof Proof, string Instructor, string Text, Label Label, ulong Deadline,
    ReadOnlyMemory<byte> Signature)
{
    public const int MaxText = 8_192;
}
