using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Proofs;

/// <summary>Walks a Merkle-Patricia proof from the root; each node is checked against the hash that names it.</summary>
public static class MerklePatricia
{
    private const int MaxNodes = 65;

    /// <summary>Root of an empty trie: H(RLP of nothing).</summary>
    public static Bytes32 EmptyRoot { get; } = Keccak256.Hash([0x80]);

    /// <summary>The value at H(<paramref name="key"/>), or null where the proof shows that there is none.</summary>
    /// <param name="root">Root of the trie.</param>
    /// <param name="key">Address or slot, before hashing.</param>
    /// <param name="proof">Nodes from the root, as <c>eth_getProof</c> returns them.</param>
    /// <exception cref="FormatException">The proof shows neither.</exception>
    public static ReadOnlyMemory<byte>? Find(Bytes32 root, ReadOnlySpan<byte> key, IReadOnlyList<byte[]> proof)
    {
        // Some nodes list the root of an empty trie, others nothing.
        if (root == EmptyRoot && proof is ([] or [[0x80]]))
            return null;
        if (proof.Count == 0)
            throw new FormatException("no nodes for a trie that is not empty");
        if (proof.Count > MaxNodes)
            throw new FormatException($"{proof.Count} nodes; a path has at most {MaxNodes}");
        var walk = new TrieWalk(proof, Nibbles(Keccak256.Hash(key)));
        return walk.From(root);
    }

    private static byte[] Nibbles(Bytes32 hash)
    {
        var bytes = hash.ToArray();
        var nibbles = new byte[64];
        for (var i = 0; i < 32; i++)
            (nibbles[2 * i], nibbles[2 * i + 1]) = ((byte)(bytes[i] >> 4), (byte)(bytes[i] & 15));
        return nibbles;
    }
}
