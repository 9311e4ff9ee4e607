using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>The order of leaves: laws along the stream, and within each action.</summary>
internal sealed class LeafOrder(Workspace work, AgentWork agent)
{
    private ChainLeaf? _before;
    private ulong _lastSeq;

    public void Run()
    {
        foreach (var leaf in agent.Leaves)
        {
            if (leaf.Leaf.Seq != _lastSeq + 1)
                _before = null;
            _lastSeq = leaf.Leaf.Seq;
            // Of a leaf of a later edition every part is free: words, hash and chain were checked.
            if (!leaf.Tag.IsKnownKind)
            {
                work.NotChecked($"leaves of kind {(byte)leaf.Kind} of a later edition");
                continue;
            }
            Words(leaf);
            Law(leaf);
            if (leaf.Opens.Extension is LeafExtension.Takeover takeover && leaf.Kind == LeafKind.Takeover)
                Takeover(leaf, takeover);
            if (leaf.Opens.Extension is LeafExtension.Governed governed && leaf.Kind == LeafKind.Governed)
                Governed(leaf, governed);
            if (leaf.Kind is >= LeafKind.Opened and <= LeafKind.Expired)
                ActionOrder.Add(agent, leaf);
            _before = leaf;
        }
    }

    private static void Words(ChainLeaf leaf)
    {
        var ofAction = leaf.Kind is >= LeafKind.Opened and <= LeafKind.Expired;
        Workspace.Require(leaf.Leaf.Action.IsZero != ofAction, leaf.Element,
            ofAction ? $"{leaf.Kind} of no action" : $"{leaf.Kind} is about no action");
        var asked = leaf.Kind is not (LeafKind.Takeover or LeafKind.Governed or LeafKind.Found);
        Workspace.Require(asked || leaf.Leaf.Instructor.IsZero, leaf.Element, $"{leaf.Kind} has no instructor");
        Workspace.Require(!leaf.Leaf.Law.IsZero, leaf.Element, "a leaf always stands under a law");
        Workspace.Require(!ofAction && leaf.Kind != LeafKind.Instructed || !leaf.Leaf.Instructor.IsZero, leaf.Element,
            $"{leaf.Kind} without an instructor");
    }

    private void Law(ChainLeaf leaf)
    {
        if (!leaf.LawOpens)
            return;
        var law = leaf.Opens.Law;
        var entry = leaf.In.Entry;
        Workspace.Require(law.OperatorId == entry.OperatorId, leaf.Element,
            $"operator {law.OperatorId}, the entry's is {entry.OperatorId}");
        Workspace.Require(law.LeaseEpoch <= entry.LeaseEpoch, leaf.Element,
            $"epoch {law.LeaseEpoch} is above the entry's {entry.LeaseEpoch}");
        if (work.Finality is { } finality)
            Workspace.Require(law.PolicyBlock <= (UInt128)leaf.In.Checkpoint.Block + finality, leaf.Element,
                $"policyBlock {law.PolicyBlock} is above its checkpoint's {leaf.In.Checkpoint.Block} + {finality}");
        if (_before is null || !_before.LawOpens)
        {
            Workspace.Require(leaf.Leaf.Seq != 1 || leaf.Kind == LeafKind.Takeover, leaf.Element,
                "the first leaf of a stream is a Takeover");
            return;
        }
        var last = _before.Opens.Law;
        Workspace.Require(law.PolicyBlock >= last.PolicyBlock, leaf.Element,
            $"policyBlock falls from {last.PolicyBlock} to {law.PolicyBlock}");
        if (law.OperatorId == last.OperatorId)
            Workspace.Require(law.LeaseEpoch >= last.LeaseEpoch, leaf.Element,
                $"epoch falls from {last.LeaseEpoch} to {law.LeaseEpoch}");
        var same = law.OperatorId == last.OperatorId && law.LeaseEpoch == last.LeaseEpoch;
        Workspace.Require(same || leaf.Kind == LeafKind.Takeover, leaf.Element,
            "the first leaf after a change of operator or epoch is a Takeover");
    }

    private void Takeover(ChainLeaf leaf, LeafExtension.Takeover takeover)
    {
        var law = leaf.Opens.Law;
        if (!work.Operators.TryGetValue(law.OperatorId, out var history))
            return;
        var leases = history.Of(agent.Shard).ToList();
        var index = leases.FindIndex(lease => lease.Epoch == law.LeaseEpoch);
        if (history.Leases.IsLate && index <= 0)
        {
            work.NotChecked("a lease before a list that starts late");
            return;
        }
        Workspace.Require(index >= 0, leaf.Element, $"shard {agent.Shard} has no epoch {law.LeaseEpoch}");
        var before = index > 0 ? leases[index - 1] : default;
        Workspace.Require(takeover == new LeafExtension.Takeover(before.Node, before.Epoch), leaf.Element,
            $"from {takeover.FromNode} in epoch {takeover.FromEpoch}; the lease before was of {before.Node} in epoch "
            + $"{before.Epoch}");
    }

    private void Governed(ChainLeaf leaf, LeafExtension.Governed governed)
    {
        Workspace.Require(governed.NewRoot == leaf.Opens.Law.PolicyRoot, leaf.Element,
            $"goes to {governed.NewRoot}, its law has {leaf.Opens.Law.PolicyRoot}");
        if (_before is null || _before.Leaf.Seq != leaf.Leaf.Seq - 1)
        {
            work.NotChecked("the policy before a Governed leaf");
            return;
        }
        Workspace.Require(governed.OldRoot == _before.Opens.Law.PolicyRoot, leaf.Element,
            $"goes from {governed.OldRoot}, the leaf before has {_before.Opens.Law.PolicyRoot}");
    }
}
