using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>The node that serves the agent dies without a word.</summary>
internal sealed class KillStep : DemoStep
{
    public override string Id => "kill";
    public override string Claim => "kill -9 of the agent's node; another serves the next";

    public override async Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        using var first = world.Client();
        var before = await first.AgentAsync(DemoWorld.Agent, cancellation);
        var victim = world.Dao.Nodes.Single(node => node.Card()?.Anchor == before.Node);
        var victimPid = victim.Pid;
        using var survivor = world.Client(except: victim.Index);
        var started = world.Clock.GetTimestamp();
        victim.Kill();
        var view = await world.AskAsync(survivor, world.Signed(world.Words.Balance), cancellation);
        var seconds = world.Clock.GetElapsedTime(started).TotalSeconds;
        var after = await survivor.AgentAsync(DemoWorld.Agent, cancellation);
        Demand(view.State == "answered" && view.Actions is [{ Tool: "wallet.balance", Outcome: "done" }],
            $"'{world.Words.Balance}' became {Payments.Describe(view)}");
        Demand(after.Node != before.Node, "the agent is said to live on the dead node");
        Demand(after.Incarnation > before.Incarnation, "the agent has no new incarnation");
        var detail = DemoWorld.Detail(view, view.Actions[0]);
        detail["seconds"] = Math.Round(seconds, 2);
        detail["killed"] = new JsonObject { ["pid"] = victimPid, ["node"] = before.Node };
        detail["heir"] = after.Node;
        detail["leaves"] = after.Leaves;
        return detail;
    }
}
