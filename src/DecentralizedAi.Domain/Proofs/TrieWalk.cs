using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Proofs;

/// <summary>One walk down a trie along a path of nibbles.</summary>
internal sealed class TrieWalk(IReadOnlyList<byte[]> proof, byte[] path)
{
    // A bare null in a conditional would become an empty memory, which is a value.
    private static readonly ReadOnlyMemory<byte>? Absent = null;

    private int _used;
    private int _depth;

    public ReadOnlyMemory<byte>? From(Bytes32 root)
    {
        var value = Walk(Rlp.Read(Named(root)));
        return _used == proof.Count
            ? value
            : throw new FormatException($"{proof.Count - _used} nodes that the path does not reach");
    }

    private ReadOnlyMemory<byte>? Walk(RlpItem node)
    {
        while (true)
        {
            var items = node.Items(17);
            RlpItem next;
            if (items.Count == 17)
            {
                if (_depth == path.Length)
                    return items[16].Bytes.IsEmpty ? Absent : items[16].Payload;
                next = items[path[_depth++]];
            }
            else if (items.Count == 2)
            {
                var (isLeaf, part) = HexPrefix(items[0].Bytes);
                var matches = path.AsSpan(_depth).StartsWith(part);
                if (isLeaf)
                    return matches && _depth + part.Length == path.Length ? Value(items[1]) : Absent;
                if (!matches)
                    return Absent;
                if (part.Length == 0)
                    throw new FormatException("an extension without nibbles");
                _depth += part.Length;
                next = items[1];
            }
            else
            {
                throw new FormatException($"a node of {items.Count} items");
            }
            if (!next.IsList && next.Payload.IsEmpty)
                return Absent;
            node = Child(next);
        }
    }

    // A node of less than 32 bytes stands inside its parent; some nodes list it once more.
    private RlpItem Child(RlpItem reference)
    {
        if (!reference.IsList)
            return Rlp.Read(Named(Bytes32.Of(reference.Bytes)));
        if (reference.Raw.Length >= 32)
            throw new FormatException("an inline node of 32 bytes or more");
        if (_used < proof.Count && reference.Raw.Span.SequenceEqual(proof[_used]))
            _used++;
        return reference;
    }

    private byte[] Named(Bytes32 hash)
    {
        if (_used == proof.Count)
            throw new FormatException($"the proof ends before the node {hash}");
        var node = proof[_used++];
        return Keccak256.Hash(node) == hash
            ? node
            : throw new FormatException($"node {_used - 1} does not hash to {hash}");
    }

    private static ReadOnlyMemory<byte> Value(RlpItem item) =>
        !item.IsList && !item.Payload.IsEmpty ? item.Payload : throw new FormatException("a leaf without a value");

    private static (bool IsLeaf, byte[] Part) HexPrefix(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] >> 4 > 3)
            throw new FormatException("not a hex-prefix path");
        var odd = (bytes[0] >> 4 & 1) == 1;
        if (!odd && (bytes[0] & 15) != 0)
            throw new FormatException("a padded hex-prefix path");
        var part = new byte[2 * (bytes.Length - 1) + (odd ? 1 : 0)];
        var at = 0;
        if (odd)
            part[at++] = (byte)(bytes[0] & 15);
        foreach (var b in bytes[1..])
            (part[at++], part[at++]) = ((byte)(b >> 4), (byte)(b & 15));
        return (bytes[0] >> 4 >= 2, part);
    }
}
