using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Testing;

/// <summary>Builds small Merkle-Patricia tries with hashed keys; proofs are as <c>eth_getProof</c> gives them.
/// </summary>
public sealed class TrieBuilder
{
    private static readonly byte[] Empty = [0x80];

    private readonly SortedDictionary<string, byte[]> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _nodes = [];
    private byte[]? _root;

    public Bytes32 Root => Keccak256.Hash(Build());

    /// <summary>Sets the RLP value of a key (before hashing).</summary>
    public void Put(ReadOnlySpan<byte> key, byte[] value)
    {
        _values[Nibbles(key)] = value;
        _root = null;
    }

    /// <summary>Nodes from the root towards the key.</summary>
    public IReadOnlyList<byte[]> Prove(ReadOnlySpan<byte> key)
    {
        Build();
        var path = Nibbles(key);
        return _values.Count == 0
            ? []
            : [.. Enumerable.Range(0, path.Length + 1).Select(i => path[..i]).Where(_nodes.ContainsKey)
                .Select(prefix => _nodes[prefix])];
    }

    public static byte[] Text(ReadOnlySpan<byte> bytes) =>
        bytes is [< 0x80] ? bytes.ToArray() : [.. Prefix(0x80, bytes.Length), .. bytes];

    public static byte[] List(params IEnumerable<byte[]> items)
    {
        var payload = items.SelectMany(item => item).ToArray();
        return [.. Prefix(0xc0, payload.Length), .. payload];
    }

    public static byte[] Number(UInt256 number) =>
        Text(number.ToWord().ToArray().AsSpan().TrimStart((byte)0));

    private static byte[] Prefix(int first, int length)
    {
        if (length < 56)
            return [(byte)(first + length)];
        var size = Word.Of((ulong)length).ToArray().AsSpan().TrimStart((byte)0);
        return [(byte)(first + 55 + size.Length), .. size];
    }

    private byte[] Build()
    {
        if (_root is null)
        {
            _nodes.Clear();
            _root = _values.Count == 0 ? Empty : Node([.. _values], 0);
            _nodes[""] = _root;
        }
        return _root;
    }

    // The RLP of the node that holds these pairs, whose keys agree up to depth.
    private byte[] Node(KeyValuePair<string, byte[]>[] pairs, int depth)
    {
        var (first, last) = (pairs[0].Key, pairs[^1].Key);
        if (pairs.Length == 1)
            return List(Text(HexPrefix(first[depth..], isLeaf: true)), Text(pairs[0].Value));
        var shared = depth;
        while (first[shared] == last[shared])
            shared++;
        if (shared > depth)
            return List(Text(HexPrefix(first[depth..shared], isLeaf: false)), Child(pairs, shared));
        var children = "0123456789abcdef".Select(nibble =>
        {
            var below = pairs.Where(pair => pair.Key[depth] == nibble).ToArray();
            return below.Length == 0 ? Empty : Child(below, depth + 1);
        });
        return List(children.Append(Empty));
    }

    private byte[] Child(KeyValuePair<string, byte[]>[] pairs, int depth)
    {
        var node = Node(pairs, depth);
        if (node.Length < 32)
            return node;
        _nodes[pairs[0].Key[..depth]] = node;
        return Text(Keccak256.Hash(node).ToArray());
    }

    private static byte[] HexPrefix(string nibbles, bool isLeaf)
    {
        var flag = (isLeaf ? 2 : 0) + nibbles.Length % 2;
        var digits = nibbles.Length % 2 == 1 ? $"{flag:x}{nibbles}" : $"{flag:x}0{nibbles}";
        return Convert.FromHexString(digits);
    }

    private static string Nibbles(ReadOnlySpan<byte> key) => Keccak256.Hash(key).ToString()[2..];
}
