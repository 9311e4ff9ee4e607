using System.Globalization;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Orders the entries of one stream: each continues the last leaf; of two the later holder's counts.</summary>
internal sealed class StreamAssembly(Workspace work, AgentWork agent)
{
    private readonly ILookup<Bytes32, ChainEntry> _following = agent.Entries.ToLookup(entry => entry.Entry.PrevHead);
    private readonly HashSet<ChainEntry> _placed = new(ReferenceEqualityComparer.Instance);

    /// <summary>Fills the agent's chain; returns an entry that has no place in it, or null.</summary>
    public ChainEntry? Run()
    {
        if (agent.Entries.Count == 0)
            return null;
        var (head, seq) = Start();
        ChainEntry? last = null;
        while (Next(head, seq) is { } next)
        {
            if (last is not null)
                Follows(last, next);
            agent.Chain.Add(next);
            (last, head, seq) = (next, next.Entry.Head, next.Entry.ToSeq);
        }
        return agent.Entries.Find(entry => !_placed.Contains(entry));
    }

    private (Bytes32 Head, ulong Seq) Start()
    {
        var first = agent.Entries.MinBy(entry => entry.Entry.FromSeq)!;
        if (first.Entry.FromSeq <= 1)
            return (Bytes32.Zero, 0);
        Workspace.Require(MayStartLate(), first.Element,
            $"the stream starts at {first.Entry.FromSeq}, though no list starts late");
        agent.StartsLate = true;
        work.NotChecked("leaves before a stream that starts late",
            (long)Math.Min(first.Entry.FromSeq - 1, long.MaxValue));
        return (first.Entry.PrevHead, first.Entry.FromSeq - 1);
    }

    private bool MayStartLate() =>
        work.Bundle.Nodes.Any(node => node.Checkpoints[0].Number > 1)
        || agent.Agent.Compositions.IsLate
        || work.Operators.Values.Any(history => history.Leases.IsLate);

    private ChainEntry? Next(Bytes32 head, ulong seq)
    {
        var candidates = _following[head].ToList();
        if (candidates.Count == 0)
            return null;
        foreach (var one in candidates)
        {
            Workspace.Require(seq < ulong.MaxValue && one.Entry.FromSeq == seq + 1, one.Element,
                $"fromSeq is {one.Entry.FromSeq}, the leaf before is {seq}");
            Workspace.Require(one.Entry.ToSeq >= one.Entry.FromSeq, one.Element, "toSeq is below fromSeq");
            _placed.Add(one);
        }
        var best = candidates.MaxBy(one => one.Rank)!;
        foreach (var other in candidates.Where(one => one != best))
        {
            Workspace.Require(other.Rank != best.Rank, other.Element,
                $"continues the same leaf as {best.Element} in the same epoch");
            Disown(other);
        }
        return best;
    }

    private static void Follows(ChainEntry last, ChainEntry next)
    {
        var order = next.Rank.CompareTo(last.Rank);
        Workspace.Require(order >= 0, next.Element, $"continues {last.Element} of a later epoch or operator");
        Workspace.Require(order > 0 || next.Checkpoint.Number > last.Checkpoint.Number, next.Element,
            $"continues {last.Element}, which stands in a later checkpoint");
    }

    // What follows a disowned entry in its epoch goes with it; the work list is bounded by the entries.
    private void Disown(ChainEntry first)
    {
        var open = new Stack<ChainEntry>([first]);
        while (open.TryPop(out var one))
        {
            _placed.Add(one);
            work.Disowned.Add(new ListedElement(one.Element, string.Create(CultureInfo.InvariantCulture,
                $"disowned, {one.Count} leaves")));
            foreach (var next in _following[one.Entry.Head])
            {
                if (next.Rank == one.Rank && !_placed.Contains(next))
                    open.Push(next);
            }
        }
    }
}
