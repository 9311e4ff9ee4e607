using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Cli.Development;

/// <summary>A node that answers, with what it says of itself.</summary>
internal sealed record ReadyNode(NodeCard Card, NodeView View);

/// <summary>Waits for a local cluster to be of use.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Every node alive is ready and has a policy of the agent in force; the agent's node holds its lease.
    /// </summary>
    /// <exception cref="NodeException">DAI-1022: not within <paramref name="patience"/>, with what is missing.
    /// </exception>
    public static async Task<IReadOnlyList<ReadyNode>> WaitAsync(
        DevelopmentDao dao, string agent, TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        var missing = "nothing answered yet";
        try
        {
            while (true)
            {
                var (nodes, lack) = await LookAsync(dao, agent, either.Token);
                if (lack is null)
                    return nodes;
                missing = lack;
                await Task.Delay(Pause, clock, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var words = string.Join('\n', dao.Nodes.Select(node => $"node {node.Index}: {node.LastWords()}"));
            throw new NodeException("DAI-1022",
                $"the nodes were not ready within {patience.TotalSeconds:0} s: {missing}\n{words}", null)
            {
                Fix = "read node.log of the node that it names, mend what stands there, and run the command again",
            };
        }
    }

    private static async Task<(IReadOnlyList<ReadyNode> Nodes, string? Lack)> LookAsync(
        DevelopmentDao dao, string agent, CancellationToken cancellation)
    {
        var nodes = new List<ReadyNode>();
        foreach (var node in dao.Nodes)
        {
            if (!node.Alive)
                throw new NodeException("DAI-1023", $"node {node.Index} ended:\n{node.LastWords()}", null)
                {
                    Fix = "mend what its last words name, and run the command again; 'dai doctor' helps",
                };
            if (node.Card() is not { } card)
                return (nodes, $"node {node.Index} is still starting");
            using var client = dao.Client(node);
            try
            {
                var view = await client.StatusAsync(cancellation);
                if (Lack(view, agent, dao.Nodes.Count) is { } lack)
                    return (nodes, $"node {node.Index}: {lack}");
                nodes.Add(new ReadyNode(card, view));
            }
            catch (NodeException failure)
            {
                return (nodes, failure.Message);
            }
        }
        using var first = dao.Client(dao.Nodes[0]);
        return (nodes, await AgentLackAsync(first, agent, cancellation));
    }

    private static string? Lack(NodeView view, string agent, int members) =>
        Hindering(view, agent) is { Count: > 0 } problems ? string.Join("; ", problems)
        : view.Members.Count(member => member.State == "Up") < members ? "the cluster is not complete"
        : view.Policies.FirstOrDefault(policy => policy.Agent == agent) is not { Compiled: true } policy
            ? $"no policy of {agent} in force"
        : policy.HeadRoot != policy.FinalRoot ? "the policy is not final yet"
        : null;

    // What another agent lacks, a vote or a file for example, is mended while the nodes run.
    internal static List<string> Hindering(NodeView view, string agent) =>
    [
        .. view.Subsystems.Where(part => part.Name != "plugins").SelectMany(part => part.Problems)
            .Except(view.OfAgents.Where(one => one.Agent != agent).Select(one => one.Problem)),
    ];

    private static async Task<string?> AgentLackAsync(NodeClient client, string agent, CancellationToken cancellation)
    {
        try
        {
            var view = await client.AgentAsync(agent, cancellation);
            return view.Held ? null : view.Problem ?? "the agent's shard has no lease yet";
        }
        catch (NodeException failure)
        {
            return failure.Message;
        }
    }
}
