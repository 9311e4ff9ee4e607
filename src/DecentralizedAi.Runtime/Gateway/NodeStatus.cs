using Akka.Actor;
using Akka.Cluster;
using DecentralizedAi.Domain.Actions;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Transactions;
using DecentralizedAi.Runtime.Agents;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Runtime.Policy;
using Address = DecentralizedAi.Domain.Encoding.Address;

namespace DecentralizedAi.Runtime.Gateway;

/// <summary>What a node says of its own health.</summary>
internal static class NodeStatus
{
    private const double StaleSeconds = 30;

    public static NodeView Of(
        ActorSystem system, LawCell law, StoreHealth health, RuntimePorts ports, int queued, int pending)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        var members = Members(cluster);
        var snapshot = law.Snapshot;
        var age = snapshot is null ? 0 : (law.Now - Math.Min(law.Now, snapshot.ReceivedAt)) / 1_000.0;
        var policies = snapshot?.Head.Agents.Values
            .Select(a => new PolicyView(a.Name, a.PolicyRoot.ToString(),
                (snapshot.Final.Agents.GetValueOrDefault(a.Agent)?.PolicyRoot ?? default).ToString(),
                snapshot.Fault(a.PolicyRoot) is null, snapshot.Fault(a.PolicyRoot)))
            .ToList() ?? [];
        AgentProblemView[] denied = snapshot is null ? [] : [.. Denied(snapshot.Head, policies)];
        AgentProblemView[] unserved = snapshot is null ? [] : [.. Unserved(snapshot.Head, ports)];
        IReadOnlyList<SubsystemView> parts =
        [
            new("cluster", [.. Cluster(cluster, members)]),
            new("chain", [.. Blind(snapshot is null, age)]),
            new("policy",
            [
                .. snapshot is null ? [] : Barred(snapshot.Head, ports), .. denied.Select(one => one.Problem),
            ]),
            new("plugins", [.. ports.Tools.Troubles]),
            new("journal", [.. Some(health.Trouble)]),
            new("model", [.. unserved.Select(one => one.Problem), .. Some(ports.ModelTrouble())]),
            new("ledger", [.. Some(Starved(snapshot, ports.Anchor.Account, ports.Ledger.CheckpointGas))]),
            new("queues", [.. Some(Starved(snapshot, ports.Spender.Account, ports.Vault.SpendGas))]),
        ];
        var problems = parts.SelectMany(part => part.Problems).ToList();
        return new NodeView(
            ports.Anchor.Account.ToString(), ports.Spender.Account.ToString(),
            ports.Operator.ToString(System.Globalization.CultureInfo.InvariantCulture), problems.Count == 0, members,
            snapshot?.Head.Head.Number ?? 0, snapshot?.Final.Head.Number ?? 0, age,
            [.. snapshot?.Head.Leases.OrderBy(l => l.Key)
                .Select(l => new LeaseView(l.Key, l.Value.Node.ToString(), l.Value.Epoch)) ?? []],
            snapshot?.Head.Nodes.GetValueOrDefault(ports.Anchor.Account).Checkpoints ?? 0, pending, queued, policies,
            problems)
        {
            Subsystems = parts,
            OfAgents = [.. denied, .. unserved],
            Plugins = snapshot is null ? [] : [.. PluginViews.Of(snapshot.Head, ports)],
        };
    }

    private static IEnumerable<string> Some(string? problem) => problem is null ? [] : [problem];

    private static IEnumerable<string> Barred(GovernanceView head, RuntimePorts ports)
    {
        if (Standing.OfOperator(head) is { } hosting)
            yield return hosting;
        if (Standing.OfNode(head, ports.Anchor.Account, ports.Spender.Account) is { } unbound)
            yield return unbound;
    }

    private static IEnumerable<AgentProblemView> Denied(GovernanceView head, IEnumerable<PolicyView> policies)
    {
        foreach (var policy in policies.Where(p => p.Fault is not null))
            yield return new(policy.Agent, $"agent {policy.Agent} is denied everything: {policy.Fault}");
        foreach (var agent in head.Agents.Values.Where(a => a.Status == AgentStatus.Paused))
            yield return new(agent.Name,
                $"agent {agent.Name} is paused in the registry: every call is denied; a vote resumes it");
    }

    private static string? Starved(GovernanceSnapshot? snapshot, Address key, ulong gas) =>
        snapshot is null ? null : GasFloat.Fault(snapshot.Pair, key, gas);

    private static IEnumerable<AgentProblemView> Unserved(GovernanceView head, RuntimePorts ports)
    {
        foreach (var agent in head.Agents.Values)
            if (HostedComposition.Fault(ports.Compositions, ports.Tools.Catalogue, agent.Composition) is { } fault)
                yield return new(agent.Name, $"agent {agent.Name} is not served: {fault}");
    }

    private static List<MemberView> Members(Akka.Cluster.Cluster cluster)
    {
        var unreachable = cluster.State.Unreachable;
        return [.. cluster.State.Members.Select(m => new MemberView(
            $"{m.Address.Host}:{m.Address.Port}",
            unreachable.Contains(m) ? "Unreachable" : m.Status.ToString(),
            m.Address.Equals(cluster.SelfAddress)))];
    }

    private static IEnumerable<string> Cluster(Akka.Cluster.Cluster cluster, List<MemberView> members)
    {
        if (cluster.SelfMember.Status != MemberStatus.Up)
            yield return $"this node is {cluster.SelfMember.Status} in the cluster; start the seed nodes first";
        foreach (var member in members.Where(m => m.State == "Unreachable"))
            yield return $"member {member.Address} does not answer; it is removed or comes back within seconds";
    }

    private static IEnumerable<string> Blind(bool blind, double age)
    {
        if (blind)
            yield return "no block is proven yet; check chain.rpc";
        else if (age > StaleSeconds)
            yield return $"the newest block is {age:F0} s old; check chain.rpc";
    }
}
