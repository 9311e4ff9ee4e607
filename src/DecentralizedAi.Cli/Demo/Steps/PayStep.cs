using System.Text.Json.Nodes;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>A payment within every limit.</summary>
internal sealed class PayStep : DemoStep
{
    public override string Id => "pay";
    public override string Claim => "the model proposes, the policy allows, the vault pays";

    public override async Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        var (view, action) = await Payments.MadeAsync(world, world.Words.Small, cancellation);
        return DemoWorld.Detail(view, action);
    }
}
