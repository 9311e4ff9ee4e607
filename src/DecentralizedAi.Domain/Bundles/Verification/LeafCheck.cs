using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Check 5: leaves are one chain under the roots of their entries, in the order that each kind has.</summary>
internal static class LeafCheck
{
    /// <summary>How far a leaf's time may be ahead of its checkpoint's.</summary>
    private const ulong AheadMs = 60_000;

    public static IReadOnlyList<string> Run(Workspace work)
    {
        var oldest = TimeSpan.Zero;
        foreach (var agent in work.Agents)
        {
            Chain(work, agent);
            new LeafOrder(work, agent).Run();
            foreach (var leaf in agent.Leaves)
            {
                var age = Age(leaf);
                oldest = age > oldest ? age : oldest;
            }
        }
        var oldestSeconds = Math.Ceiling(oldest.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return
        [
            $"{work.Agents.Sum(agent => agent.Leaves.Count)} leaves",
            $"{work.Agents.Sum(agent => agent.Actions.Count)} actions", $"largest age {oldestSeconds} s",
        ];
    }

    private static void Chain(Workspace work, AgentWork agent)
    {
        var gapped = agent.StartsLate;
        foreach (var one in agent.Chain)
        {
            if (one.Bundled.Leaves.Count > 0)
            {
                Entry(agent, one, gapped);
                continue;
            }
            gapped = true;
            work.NotChecked("leaves that are not in the bundle", (long)Math.Min(one.Count, long.MaxValue));
        }
    }

    private static void Entry(AgentWork agent, ChainEntry one, bool gapped)
    {
        var (entry, leaves) = (one.Entry, one.Bundled.Leaves);
        Workspace.Require((ulong)leaves.Count == one.Count, $"{one.Element}.leaves",
            $"{leaves.Count} leaves of {one.Count}");
        var hashes = new Bytes32[leaves.Count];
        for (var i = 0; i < leaves.Count; i++)
        {
            var leaf = Read(agent, one, i, i == 0 ? entry.PrevHead : hashes[i - 1], gapped);
            hashes[i] = leaf.Hash;
            agent.Leaves.Add(leaf);
        }
        Workspace.Require(hashes[^1] == entry.Head, $"{one.Element}.head", $"the last leaf hashes to {hashes[^1]}");
        var root = LeafTree.Root(hashes);
        Workspace.Require(root == entry.LeavesRoot, $"{one.Element}.leavesRoot", $"the leaves' root is {root}");
    }

    private static ChainLeaf Read(AgentWork agent, ChainEntry one, int index, Bytes32 prev, bool gapped)
    {
        var record = one.Bundled.Leaves[index];
        var element = string.Create(CultureInfo.InvariantCulture, $"{one.Element}.leaves[{index}]");
        if (!Leaf.TryOfWords([.. record.Words], out var leaf, out var fault))
            throw new CheckFailure($"{element}.words", fault);
        Workspace.Require(leaf.Stream == agent.Stream, element, $"of stream {leaf.Stream}");
        Workspace.Require(leaf.Seq == one.Entry.FromSeq + (ulong)index, element,
            $"seq is {leaf.Seq}, not {one.Entry.FromSeq + (ulong)index}");
        Workspace.Require(leaf.Prev == prev, element, $"prev is {leaf.Prev}, the leaf before hashes to {prev}");
        Workspace.Require(leaf.Time <= (UInt128)one.Checkpoint.Time * 1000 + AheadMs, element,
            $"time {leaf.Time} is more than 60 s after its checkpoint's {one.Checkpoint.Time} s");
        return new ChainLeaf(one, index, leaf, record, record.Hash(), gapped);
    }

    private static TimeSpan Age(ChainLeaf leaf)
    {
        var end = (UInt128)leaf.In.Checkpoint.Time * 1000;
        return end <= leaf.Leaf.Time
            ? TimeSpan.Zero
            : TimeSpan.FromMilliseconds((double)UInt128.Min(end - leaf.Leaf.Time, int.MaxValue * (UInt128)1000));
    }
}
