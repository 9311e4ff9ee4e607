using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;

namespace DecentralizedAi.Domain.Bundles.Verification;

/// <summary>Check 2: heads, leases, keys and compositions end in their slots, for all nodes that matter.</summary>
internal static class CheckpointCheck
{
    public static IReadOnlyList<string> Run(Workspace work)
    {
        Operators(work);
        Agents(work);
        foreach (var agent in work.Agents)
            OperatorsOf(work, agent);
        var count = Nodes(work);
        foreach (var agent in work.Agents)
            NodesOf(work, agent);
        return
        [
            $"{work.Bundle.Nodes.Count} nodes", $"{count} checkpoints",
            $"{work.Operators.Values.Sum(one => one.Leases.Steps.Count)} leases",
            $"{work.Operators.Values.Sum(one => one.Keys.Steps.Count)} keys",
        ];
    }

    private static void Operators(Workspace work)
    {
        var contracts = work.Bundle.Contracts;
        for (var i = 0; i < work.Bundle.Operators.Count; i++)
        {
            var one = work.Bundle.Operators[i];
            var element = $"operators[{i}]";
            Workspace.Require(work.Operators.TryAdd(one.OperatorId, new OperatorHistory(one.Leases, one.Keys)),
                element, $"operator {one.OperatorId} a second time");
            work.Ends(one.Leases.Last(), contracts.ActionLedger, Slots.Leases(one.OperatorId), $"{element}.leases");
            work.Ends(one.Keys.Last(), contracts.OperatorRegistry, Slots.Keys(one.OperatorId), $"{element}.keys");
            if (one.Leases.IsLate)
                work.NotChecked("leases before a list that starts late");
            if (one.Keys.IsLate)
                work.NotChecked("keys before a list that starts late");
        }
    }

    private static void Agents(Workspace work)
    {
        for (var i = 0; i < work.Bundle.Agents.Count; i++)
        {
            var agent = work.Bundle.Agents[i];
            var stream = StreamId.For(work.Bundle.ChainId, work.Bundle.Contracts.ActionLedger, agent.AgentId);
            var one = new AgentWork(i, agent, stream);
            Workspace.Require(work.Agents.TrueForAll(other => other.Stream != stream), one.Element,
                $"agent {agent.AgentId} a second time");
            work.Ends(agent.Compositions.Last(), work.Bundle.Contracts.AgentRegistry,
                Slots.Compositions(agent.AgentId), $"{one.Element}.compositions");
            if (agent.Compositions.IsLate)
                work.NotChecked("compositions before a list that starts late");
            work.Agents.Add(one);
        }
    }

    // An operator that never had a lease or a key has nothing to list: its slots are 0.
    private static void OperatorsOf(Workspace work, AgentWork agent)
    {
        foreach (var id in agent.Agent.Compositions.Steps.Select(step => step.OperatorId).Distinct())
        {
            if (id.IsZero || work.Operators.ContainsKey(id))
                continue;
            var element = $"{agent.Element}.compositions";
            var contracts = work.Bundle.Contracts;
            work.Ends(Bytes32.Zero, contracts.ActionLedger, Slots.Leases(id), element);
            work.Ends(Bytes32.Zero, contracts.OperatorRegistry, Slots.Keys(id), element);
            work.Operators.Add(id, new OperatorHistory(new(default, []), new(default, [])));
        }
    }

    private static int Nodes(Workspace work)
    {
        var contracts = work.Bundle.Contracts;
        for (var i = 0; i < work.Bundle.Nodes.Count; i++)
        {
            var node = work.Bundle.Nodes[i];
            var head = node.Checkpoints[0].Head;
            var number = node.Checkpoints[0].Number;
            Workspace.Require(number > 0 && number == 1 == head.IsZero, $"nodes[{i}].checkpoints[0]",
                $"number {number} after head {head}");
            for (var j = 0; j < node.Checkpoints.Count; j++, number++)
            {
                var checkpoint = node.Checkpoints[j];
                var element = $"nodes[{i}].checkpoints[{j}]";
                Workspace.Require(checkpoint.Number == number, element, $"number {checkpoint.Number}, not {number}");
                Workspace.Require(checkpoint.Head == head, element, $"follows {checkpoint.Head}, not {head}");
                Workspace.Require(work.Checkpoints.TryAdd((node.Node, number), checkpoint), element,
                    $"node {node.Node} a second time");
                head = checkpoint.NextHead(work.Bundle.ChainId, contracts.ActionLedger, node.Node);
            }
            work.Ends(head, contracts.ActionLedger, Slots.Head(node.Node), $"nodes[{i}]");
            if (node.Checkpoints[0].Number > 1)
                work.NotChecked("checkpoints before a list that starts late",
                    (long)Math.Min(node.Checkpoints[0].Number - 1, long.MaxValue));
        }
        return work.Checkpoints.Count;
    }

    // A node that never wrote a checkpoint has nothing to list: its head is 0.
    private static void NodesOf(Workspace work, AgentWork agent)
    {
        var listed = work.Bundle.Nodes.Select(node => node.Node).ToHashSet();
        foreach (var id in agent.Agent.Compositions.Steps.Select(step => step.OperatorId).Distinct())
        {
            if (!work.Operators.TryGetValue(id, out var history))
                continue;
            foreach (var node in history.Of(agent.Shard).Select(lease => lease.Node).Where(listed.Add))
                work.Ends(Bytes32.Zero, work.Bundle.Contracts.ActionLedger, Slots.Head(node), $"node {node}");
        }
    }
}
