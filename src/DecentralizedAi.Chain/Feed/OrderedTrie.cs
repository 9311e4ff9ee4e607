using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Proofs;
using Nethereum.RLP;

namespace DecentralizedAi.Chain.Feed;

/// <summary>The root of a list as a block's header names it: a Merkle-Patricia trie under the RLP of the places.
/// </summary>
internal static class OrderedTrie
{
    /// <param name="values">Receipts or transactions, encoded, in the order of the block.</param>
    public static Bytes32 Root(IReadOnlyList<byte[]> values)
    {
        if (values.Count == 0)
            return MerklePatricia.EmptyRoot;
        var pairs = values.Select((value, place) => (Path: Path(place), Value: value))
            .OrderBy(pair => pair.Path, StringComparer.Ordinal).ToArray();
        return Keccak256.Hash(Node(pairs, 0));
    }

    private static string Path(int place) => Convert.ToHexStringLower(
        RLP.EncodeElement(Domain.Encoding.Word.Of((ulong)place).ToArray().AsSpan().TrimStart((byte)0).ToArray()));

    // The RLP of the node that holds these pairs, whose paths agree up to depth. No path is the start of another.
    private static byte[] Node(ReadOnlySpan<(string Path, byte[] Value)> pairs, int depth)
    {
        var (first, last) = (pairs[0].Path, pairs[^1].Path);
        if (pairs.Length == 1)
            return RLP.EncodeList(HexPrefix(first[depth..], isLeaf: true), RLP.EncodeElement(pairs[0].Value));
        var shared = depth;
        while (first[shared] == last[shared])
            shared++;
        if (shared > depth)
            return RLP.EncodeList(HexPrefix(first[depth..shared], isLeaf: false), Child(pairs, shared));
        var children = new byte[17][];
        Array.Fill(children, RLP.EncodeElement([]));
        for (var from = 0; from < pairs.Length;)
        {
            var to = from;
            while (to < pairs.Length && pairs[to].Path[depth] == pairs[from].Path[depth])
                to++;
            children[Convert.ToInt32(pairs[from].Path[depth].ToString(), 16)] = Child(pairs[from..to], depth + 1);
            from = to;
        }
        return RLP.EncodeList(children);
    }

    private static byte[] Child(ReadOnlySpan<(string Path, byte[] Value)> pairs, int depth)
    {
        var node = Node(pairs, depth);
        return node.Length < 32 ? node : RLP.EncodeElement(Keccak256.Hash(node).ToArray());
    }

    private static byte[] HexPrefix(string nibbles, bool isLeaf)
    {
        var flag = (isLeaf ? 2 : 0) + nibbles.Length % 2;
        return RLP.EncodeElement(Convert.FromHexString(
            nibbles.Length % 2 == 1 ? $"{flag:x}{nibbles}" : $"{flag:x}0{nibbles}"));
    }
}
