using System.Globalization;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Check 4: the entries of each stream are one chain, and no checkpoint of a holder hides one.</summary>
internal static class StreamCheck
{
    public static IReadOnlyList<string> Run(Workspace work)
    {
        foreach (var agent in work.Agents)
        {
            var rest = new StreamAssembly(work, agent).Run();
            Workspace.Require(rest is null, $"{rest?.Element}",
                $"continues {rest?.Entry.PrevHead} at {rest?.Entry.FromSeq}, where nothing ends");
        }
        var answers = work.Bundle.Entries.ToLookup(entry => (entry.Node, entry.Number));
        for (var i = 0; i < work.Bundle.Nodes.Count; i++)
        {
            var node = work.Bundle.Nodes[i];
            for (var j = 0; j < node.Checkpoints.Count; j++)
            {
                var opened = answers[(node.Node, node.Checkpoints[j].Number)];
                foreach (var agent in work.Agents)
                {
                    if (!opened.Any(entry => EntryCheck.Answers(entry, agent.Stream)))
                        Closed(work, agent, node.Node, node.Checkpoints[j], $"nodes[{i}].checkpoints[{j}]");
                }
            }
        }
        return
        [
            $"{work.Agents.Count} streams", $"{work.Agents.Sum(agent => agent.Chain.Count)} entries",
            $"{work.Disowned.Count} disowned", $"{work.NotOpened} roots not opened",
        ];
    }

    private static void Closed(Workspace work, AgentWork agent, Address node, Checkpoint checkpoint, string element)
    {
        if (Held(work, agent, node, checkpoint) is not { } rank)
        {
            work.NotOpened++;
            return;
        }
        // The entry that comes after this root in the stream's order: of a later rank, or the same node's next.
        var next = agent.Chain.Find(entry => entry.Rank.CompareTo(rank) > 0
            || entry.Rank == rank && entry.Checkpoint.Number > checkpoint.Number);
        Workspace.Require(next is not null && next.Rank != rank, element,
            $"{node} held the lease of agent {agent.Agent.AgentId}, and the root is not opened for its stream");
        work.Disowned.Add(new ListedElement(element, string.Create(CultureInfo.InvariantCulture,
            $"disowned, a root that stays closed, at most {checkpoint.Leaves} leaves")));
    }

    /// <summary>Tenure and epoch in which the node held the stream's lease at its checkpoint, or null.</summary>
    private static (int Tenure, ulong Epoch)? Held(
        Workspace work, AgentWork agent, Address node, Checkpoint checkpoint)
    {
        var from = checkpoint.Block - Math.Min(checkpoint.Block, work.Finality ?? 0);
        foreach (var (id, history) in work.Operators)
        {
            if (agent.Operators.SomeBlock(from, checkpoint.Block, one => one == id) is false)
                continue;
            var holding = history.Holder(checkpoint.Leases, agent.Shard);
            if (holding.Step is { } lease && lease.Node == node)
                return (agent.Tenure(id, checkpoint.Block), lease.Epoch);
            if (holding.IsUnknown)
                work.NotChecked("roots before a list of leases that starts late");
        }
        return null;
    }
}
