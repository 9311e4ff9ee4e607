using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Nodes;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>Three processes, one cluster, one law.</summary>
internal sealed class ClusterStep : DemoStep
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public override string Id => "cluster";
    public override string Claim => "three nodes up, policy in force on all, leases taken";

    public override async Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        var nodes = await Readiness.WaitAsync(world.Dao, DemoWorld.Agent, Patience, world.Clock, cancellation);
        using var client = world.Client();
        var agent = await client.AgentAsync(DemoWorld.Agent, cancellation);
        return new JsonObject
        {
            ["nodes"] = new JsonArray([.. nodes.Select(node => new JsonObject
            {
                ["pid"] = node.Card.Pid,
                ["node"] = node.Card.Anchor,
                ["http"] = node.Card.Http,
                ["policyRoot"] = node.View.Policies.Single(policy => policy.Agent == DemoWorld.Agent).HeadRoot,
            })]),
            ["agent"] = agent.Id,
            ["servedBy"] = agent.Node,
            ["epoch"] = agent.Epoch,
        };
    }
}
