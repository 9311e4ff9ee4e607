using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>What opens the extension word of an Instructed leaf; the nonce of an erased instruction is null.</summary>
public readonly record struct InstructionPreimage(byte Kind, Bytes32 Id, Bytes32? Nonce);

/// <summary>What opens the words of a leaf; null where the word is 0.</summary>
public sealed record LeafPreimages
{
    public required Law Law { get; init; }
    public string? Rule { get; init; }
    public InstructorProof? Instructor { get; init; }
    public InstructionPreimage? Instruction { get; init; }
    public ActionPlace? Action { get; init; }
    public Purpose? Purpose { get; init; }

    /// <summary>The id in a scoped asset.</summary>
    public Bytes32? Scope { get; init; }

    public LeafExtension? Extension { get; init; }

    /// <summary>Name of an extension of a later edition, whose content is not checked.</summary>
    public string? LaterExtension { get; init; }

    /// <summary>Of an instruction by an account and of Approved; null in an erased instruction.</summary>
    public TypedData? TypedData { get; init; }

    /// <summary>Over the digest: r, s, v, or what an ERC-1271 account takes.</summary>
    public byte[]? Signature { get; init; }
}

/// <summary>A leaf with everything that explains it: what a node keeps and a bundle carries.</summary>
/// <param name="Words">The 16 words as they were hashed.</param>
/// <param name="Opens">Pre-images of the words.</param>
/// <param name="Facts">Null where erased, private or none.</param>
/// <param name="Body">Null where erased, private or none.</param>
/// <param name="Receipt">Null where erased, private or none.</param>
public sealed record LeafRecord(
    IReadOnlyList<Bytes32> Words, LeafPreimages Opens, SaltedDocument? Facts, SaltedDocument? Body,
    SaltedDocument? Receipt)
{
    public Bytes32 Hash() => WordHash.Leaf([.. Words]);
}
