using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>A payment within every limit.</summary>
internal sealed class PayStep : DemoStep
{
    public override string Id => "pay";
    public override string Claim => "the model proposes, the policy allows, the vault pays";

    public override async Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        var payment = world.Words.Small;
        var vendor = world.Dao.Vendor(payment.Vendor);
        var before = await world.Dao.BalanceAsync(vendor, cancellation);
        var view = await world.AskAsync(payment.Text, cancellation);
        var action = Payments.Single(view, vendor, payment.Amount);
        Demand(action is { Verdict: "allowed", Outcome: "done", Tx: not null },
            $"'{payment.Text}' became {Payments.Describe(view)}");
        var moved = await world.Dao.BalanceAsync(vendor, cancellation) - before;
        Demand(moved == Payments.Units(payment.Amount), $"the vendor received {moved} units");
        return DemoWorld.Detail(view, action);
    }
}
