using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Domain.Agents;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>The holders widen the policy; what was refused is allowed.</summary>
internal sealed class VoteStep : DemoStep
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public override string Id => "vote";
    public override string Claim => "a vote widens the policy; the refused is allowed now";

    public override async Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        const int Limit = 1200;
        var old = await File.ReadAllTextAsync(world.Dao.Home.Policy, cancellation);
        var outcome = await world.Dao.PublishAsync(DevelopmentPolicy.Widen(old, Limit),
            $"Let the treasurer pay up to {Limit} USDC at once, without approval.", cancellation);
        var root = (await world.Dao.Services.Policies.ShowAsync(DevelopmentDao.AgentId, cancellation)).Root.ToString();
        await InForceAsync(world, root, cancellation);

        var (view, action) = await Payments.MadeAsync(world, world.Words.TooLarge, cancellation);
        var detail = DemoWorld.Detail(view, action);
        detail["proposal"] = outcome.Proposal.Id.ToString();
        detail["voters"] = outcome.Voters;
        detail["executed"] = outcome.Executed;
        detail["policyRoot"] = root;
        return detail;
    }

    /// <summary>A wider policy counts when its block is final: waits for it on every node that is alive.</summary>
    private static async Task InForceAsync(DemoWorld world, string root, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Patience, world.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        foreach (var node in world.Dao.Nodes.Where(node => node.Alive))
        {
            using var client = world.Dao.Client(node);
            while (!InForce(await client.StatusAsync(either.Token), root))
                await Task.Delay(TimeSpan.FromMilliseconds(200), world.Clock, either.Token);
        }
    }

    private static bool InForce(NodeView view, string root) => view.Policies.Any(policy =>
        policy.Agent == DemoWorld.Agent && policy is { Compiled: true } && policy.HeadRoot == root
        && policy.FinalRoot == root);
}
