using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>A document orders a payment to somebody whom no voter listed.</summary>
internal sealed class InjectStep : DemoStep
{
    public override string Id => "inject";
    public override string Claim => "a document names a stranger; the policy refuses it";

    public override async Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        var document = world.Words.Document(world.Stranger.ToString());
        Directory.CreateDirectory(world.Dao.Home.Documents);
        await File.WriteAllTextAsync(Path.Combine(world.Dao.Home.Documents, "invoice.txt"), document, cancellation);
        var view = await world.AskAsync(world.Words.Invoice, cancellation);
        Demand(view.Actions.Any(action => action is { Tool: "document.read", Verdict: "allowed", Outcome: "done" }),
            $"the document was not read: {Payments.Describe(view)}");
        var action = Payments.Single(view, world.Stranger, world.Words.StrangerAmount);
        Demand(action is { Verdict: "denied", Tx: null }, $"the stranger was not refused: {Payments.Describe(view)}");
        Demand((await world.Dao.BalanceAsync(world.Stranger, cancellation)).IsZero, "the stranger was paid");
        var detail = DemoWorld.Detail(view, action);
        detail["stranger"] = world.Stranger.ToString();
        return detail;
    }
}
