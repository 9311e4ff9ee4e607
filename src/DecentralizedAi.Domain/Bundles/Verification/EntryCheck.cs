using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Check 3: each entry is what its checkpoint's root answers; entries without the lease are void.</summary>
internal static class EntryCheck
{
    public static IReadOnlyList<string> Run(Workspace work)
    {
        var absent = 0;
        var seen = new HashSet<(Address, ulong, StreamId)>();
        for (var i = 0; i < work.Bundle.Entries.Count; i++)
        {
            var one = work.Bundle.Entries[i];
            var element = $"entries[{i}]";
            Workspace.Require(work.Checkpoints.TryGetValue((one.Node, one.Number), out var checkpoint), element,
                $"checkpoint {one.Number} of {one.Node} is not in the bundle");
            Workspace.Require(seen.Add((one.Node, one.Number, one.Searched)), element,
                $"{one.Searched} is looked up a second time in checkpoint {one.Number} of {one.Node}");
            var answer = StreamsTree.Check(checkpoint!.StreamsRoot, one.Searched, one.Entry, one.Path);
            Workspace.Require(answer != SearchAnswer.None, element,
                $"does not stand under the root of checkpoint {one.Number} of {one.Node}");
            absent += answer == SearchAnswer.Absent ? 1 : 0;
        }
        foreach (var agent in work.Agents)
            Sort(work, agent);
        return
        [
            $"{work.Bundle.Entries.Count} answers", $"{absent} of them that there is none", $"{work.Void.Count} void",
        ];
    }

    /// <summary>Whether a path that answers for one stream answers for another too: it takes the same turns.</summary>
    public static bool Answers(BundleEntry entry, StreamId stream)
    {
        foreach (var step in entry.Path)
        {
            if (stream.Value.CompareTo(step.Key) < 0 != entry.Searched.Value.CompareTo(step.Key) < 0)
                return false;
        }
        return true;
    }

    private static void Sort(Workspace work, AgentWork agent)
    {
        // The same entry may be listed for another stream as well, then without leaves.
        var own = work.Bundle.Entries.Select((entry, index) => (Entry: entry, Index: index))
            .Where(at => at.Entry.Entry.Stream == agent.Stream && Answers(at.Entry, agent.Stream))
            .GroupBy(at => (at.Entry.Node, at.Entry.Number))
            .Select(group => group.MaxBy(at => at.Entry.Leaves.Count));
        foreach (var (entry, index) in own)
        {
            var checkpoint = work.Checkpoints[(entry.Node, entry.Number)];
            var tenure = agent.Tenure(entry.Entry.OperatorId, checkpoint.Block);
            var one = new ChainEntry(index, entry, checkpoint, tenure);
            if (WhyVoid(work, agent, one) is { } why)
                work.Void.Add(new ListedElement(one.Element, string.Create(CultureInfo.InvariantCulture,
                    $"void, {one.Count} leaves: {why}")));
            else
                agent.Entries.Add(one);
        }
    }

    private static string? WhyVoid(Workspace work, AgentWork agent, ChainEntry one)
    {
        var entry = one.Entry;
        var block = one.Checkpoint.Block;
        var from = block - Math.Min(block, work.Finality ?? 0);
        switch (agent.Operators.SomeBlock(from, block, id => id == entry.OperatorId))
        {
            case false when work.Finality is null && one.Tenure >= 0:
            case null:
                work.NotChecked("whether an operator had the agent");
                break;
            case false:
                return $"operator {entry.OperatorId} had the agent at no block from {from} to {block}";
        }
        if (!work.Operators.TryGetValue(entry.OperatorId, out var history))
        {
            work.NotChecked("leases of an operator before a list that starts late");
            return null;
        }
        var holding = history.Holder(one.Checkpoint.Leases, agent.Shard);
        if (holding.IsUnknown)
        {
            work.NotChecked("leases of an operator before a list that starts late");
            return null;
        }
        return holding.Step is { } lease && lease.Node == one.Bundled.Node && lease.Epoch == entry.LeaseEpoch
            ? null
            : $"{one.Bundled.Node} did not hold shard {agent.Shard} in epoch {entry.LeaseEpoch}";
    }
}
