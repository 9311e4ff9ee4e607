using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Proofs;

/// <summary>An account as a state root proves it; an absent one has no storage and no code.</summary>
/// <param name="Nonce">Number of transactions, or of creations.</param>
/// <param name="Balance">In wei.</param>
/// <param name="StorageRoot">Root of its slots.</param>
/// <param name="CodeHash">H of its code.</param>
public sealed record ProvenAccount(UInt256 Nonce, UInt256 Balance, Bytes32 StorageRoot, Bytes32 CodeHash)
{
    /// <summary>H of no code.</summary>
    public static Bytes32 NoCode { get; } = Keccak256.Hash([]);

    public static ProvenAccount Absent { get; } =
        new(UInt256.Zero, UInt256.Zero, MerklePatricia.EmptyRoot, NoCode);

    public bool HasCode => CodeHash != NoCode;

    /// <param name="stateRoot">Of the block.</param>
    /// <param name="address">The account.</param>
    /// <param name="proof">Nodes from the state root.</param>
    /// <exception cref="FormatException">The proof does not hold.</exception>
    public static ProvenAccount Open(Bytes32 stateRoot, Address address, IReadOnlyList<byte[]> proof)
    {
        if (MerklePatricia.Find(stateRoot, address.ToArray(), proof) is not { } value)
            return Absent;
        var fields = Rlp.Read(value).Items(4);
        return fields.Count == 4
            ? new ProvenAccount(fields[0].ToNumber(), fields[1].ToNumber(), Bytes32.Of(fields[2].Bytes),
                Bytes32.Of(fields[3].Bytes))
            : throw new FormatException($"an account of {fields.Count} fields");
    }

    /// <summary>The content of a slot; 0 where the proof shows that it is absent.</summary>
    /// <exception cref="FormatException">The proof does not hold.</exception>
    public Bytes32 Slot(Bytes32 slot, IReadOnlyList<byte[]> proof)
    {
        if (MerklePatricia.Find(StorageRoot, slot.ToArray(), proof) is not { } value)
            return Bytes32.Zero;
        // The local development chain keeps slots that were set to 0 in its trie, where others take them out.
        return Rlp.Read(value).ToNumber().ToWord();
    }
}
