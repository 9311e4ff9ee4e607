using System.Buffers;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>Where a leaf stands in a <see cref="LeafTree"/>.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Path">Siblings from the leaf upwards.</param>
public sealed record LeafInclusion(ulong Index, ulong Size, IReadOnlyList<Bytes32> Path);

/// <summary>The tree of RFC 9162 section 2.1 with keccak256 over leaf hashes (each already H(0x00 ‖ words)).
/// </summary>
public static class LeafTree
{
    /// <exception cref="ArgumentException">No leaves: an entry without leaves is no entry.</exception>
    public static Bytes32 Root(ReadOnlySpan<Bytes32> leaves)
    {
        if (leaves.IsEmpty)
            throw new ArgumentException("a tree has at least one leaf", nameof(leaves));
        // Level by level: who stands alone at the end of one goes up as it is.
        var level = ArrayPool<Bytes32>.Shared.Rent(leaves.Length);
        leaves.CopyTo(level);
        for (var (count, pairs) = (leaves.Length, 0); count > 1; count -= pairs)
        {
            pairs = count / 2;
            WordHash.Inners(level.AsSpan(0, 2 * pairs), level.AsSpan(0, pairs));
            if (count % 2 == 1)
                level[pairs] = level[count - 1];
        }
        var root = level[0];
        ArrayPool<Bytes32>.Shared.Return(level);
        return root;
    }

    /// <exception cref="ArgumentOutOfRangeException">There is no leaf at <paramref name="index"/>.</exception>
    public static LeafInclusion Include(ReadOnlySpan<Bytes32> leaves, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves.Length);
        var path = new List<Bytes32>();
        var place = index;
        for (var rest = leaves; rest.Length > 1;)
        {
            var split = Split(rest.Length);
            var left = place < split;
            path.Add(Root(left ? rest[split..] : rest[..split]));
            rest = left ? rest[..split] : rest[split..];
            place -= left ? 0 : split;
        }
        path.Reverse();
        return new LeafInclusion((ulong)index, (ulong)leaves.Length, path);
    }

    /// <summary>Whether the leaf stands where <paramref name="inclusion"/> says, under the root.</summary>
    public static bool Holds(Bytes32 root, Bytes32 leaf, LeafInclusion inclusion)
    {
        // RFC 9162 section 2.1.3.2; fn and sn as there.
        var (fn, sn) = (inclusion.Index, inclusion.Size - 1);
        if (inclusion.Size == 0 || fn > sn)
            return false;
        var hash = leaf;
        foreach (var sibling in inclusion.Path)
        {
            if (sn == 0)
                return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                hash = WordHash.Inner(sibling, hash);
                while ((fn & 1) == 0 && fn != 0)
                    (fn, sn) = (fn >> 1, sn >> 1);
            }
            else
            {
                hash = WordHash.Inner(hash, sibling);
            }
            (fn, sn) = (fn >> 1, sn >> 1);
        }
        return sn == 0 && hash == root;
    }

    // The largest power of two below n.
    private static int Split(int n) => 1 << (31 - System.Numerics.BitOperations.LeadingZeroCount((uint)(n - 1)));
}
