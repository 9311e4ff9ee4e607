using DecentralizedAi.Domain.Policy;

namespace DecentralizedAi.Domain.Models;

/// <summary>
/// A value of the turn that the model sees as one token. One kind, value and label make one reference: the same
/// number in the instruction and in a document are two, so that a label is never a matter of equality.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Index">1 to 16, in the order of appearance within its kind.</param>
/// <param name="Value">What a call gets: decimal text, an address as it stands, quoted words.</param>
/// <param name="Surface">How it was first written: a payee's name, <c>1,200</c>, <c>12k</c>.</param>
/// <param name="Label">Where it occurred.</param>
/// <param name="List">The policy's list whose name was written; null for an address in hex and for other kinds.</param>
public sealed record Reference(
    ReferenceKind Kind, int Index, string Value, string Surface, Label Label, string? List = null)
{
    /// <summary>What the model reads and writes, such as <c>@a1</c>.</summary>
    public string Token => ReferenceKinds.Token(Kind, Index);
}

/// <summary>An entry of one of the policy's lists that has a name.</summary>
/// <param name="Name">As the policy writes it; found in text without regard to case.</param>
/// <param name="Address"><c>0x</c> and 40 digits, lower case or EIP-55.</param>
/// <param name="List">The id of the list.</param>
public sealed record NamedAddress(string Name, string Address, string List);

/// <summary>What the runtime knows before it reads anything.</summary>
/// <param name="Assets">The money assets of the budgets, such as <c>USDC</c>.</param>
/// <param name="Names">The named entries of the policy's lists.</param>
/// <param name="System">Text before the context line; the default model was trained with none.</param>
public sealed record TurnContext(
    IReadOnlyList<string> Assets, IReadOnlyList<NamedAddress> Names, string System = "");
