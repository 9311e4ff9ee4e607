using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Log;
using DecentralizedAi.Cli.Verbs;
using DecentralizedAi.Cli.Why;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>Every action explained from the exported log alone.</summary>
internal sealed class WhyStep : DemoStep
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    public override string Id => "why";
    public override string Claim => "every action above explained down to the votes";

    public override async Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        var bundle = await AnchoredAsync(world, cancellation);
        var lineage = new Lineage(bundle);
        var explained = new JsonArray();
        foreach (var action in world.Report.Actions)
        {
            var lines = lineage.Of(Bytes32.Parse(action))
                ?? throw new StepFailedException($"action {action} is not in the log");
            var missing = ((string[])["instruction", "model", "decision", "policy", "proposal", "checkpoint"])
                .Where(subject => lines.All(line => line.Subject != subject || line.Standing == Standing.NotChecked))
                .ToList();
            Demand(missing.Count == 0, $"action {action} lacks {string.Join(", ", missing)}");
            explained.Add(new JsonObject
            {
                ["action"] = action,
                ["lines"] = new JsonArray([.. lines.Select(line =>
                    (JsonNode)$"{line.Subject} [{line.Mark}] {line.Text}")]),
            });
        }
        return new JsonObject { ["actions"] = explained };
    }

    /// <summary>Exports until the log holds every action of the demo: leaves are anchored every two seconds.</summary>
    private static async Task<Bundle> AnchoredAsync(DemoWorld world, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Patience, world.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        while (true)
        {
            var exported = await Exporting.ExportAsync(
                world.Dao.Home, world.Dao.Home.Manifest, Settings.Of(world.Dao.Home).Store,
                world.Dao.Services.Endpoint, Path.Combine(VerbCall.Root, "agents"), [], either.Token);
            if (exported.Bundle.Unanchored.Count == 0 && await CompleteAsync(world, exported.Bundle, either.Token))
            {
                await Exporting.WriteAsync(exported.Bundle, world.Dao.Home.Bundle, either.Token);
                (world.Report.Bundle, world.Report.Manifest) = (world.Dao.Home.Bundle, world.Dao.Home.Manifest);
                world.Report.Trust = exported.Block.Hash.ToString();
                return exported.Bundle;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(500), world.Clock, either.Token);
        }
    }

    private static async Task<bool> CompleteAsync(DemoWorld world, Bundle bundle, CancellationToken cancellation)
    {
        using var client = world.Client();
        var agent = await client.AgentAsync(DemoWorld.Agent, cancellation);
        return bundle.Entries.Select(entry => entry.Entry.ToSeq).DefaultIfEmpty(0UL).Max() >= agent.Leaves;
    }
}
