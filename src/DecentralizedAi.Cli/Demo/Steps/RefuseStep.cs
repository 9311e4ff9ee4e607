using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>A payment above the bound of the rule.</summary>
internal sealed class RefuseStep : DemoStep
{
    public override string Id => "refuse";
    public override string Claim => "a payment over the limit is refused, and nothing moves";

    public override async Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        var payment = world.Words.TooLarge;
        var vendor = world.Dao.Vendor(payment.Vendor);
        var spends = await world.Dao.SpendCountAsync(cancellation);
        var before = await world.Dao.BalanceAsync(vendor, cancellation);
        var view = await world.AskAsync(payment.Text, cancellation);
        var action = Payments.Single(view, vendor, payment.Amount);
        Demand(action is { Verdict: "denied", Tx: null }, $"'{payment.Text}' became {Payments.Describe(view)}");
        Demand(await world.Dao.SpendCountAsync(cancellation) == spends, "the vault counted a spend");
        Demand(await world.Dao.BalanceAsync(vendor, cancellation) == before, "the vendor's balance moved");
        return DemoWorld.Detail(view, action);
    }
}
