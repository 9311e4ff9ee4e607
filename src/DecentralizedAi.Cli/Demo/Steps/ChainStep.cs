using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Chain;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>The local chain makes one block a second and nothing between.</summary>
internal sealed class ChainStep : DemoStep
{
    public override string Id => "chain";
    public override string Claim => "the local chain answers and makes a block a second";

    public override async Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        await world.Dao.StartChainAsync(cancellation);
        using var endpoint = new RpcEndpoint(world.Dao.Chain.Rpc);
        var heads = new List<ChainHead>();
        var watch = new HeadWatch(endpoint, world.Clock, TimeSpan.FromMilliseconds(100));
        await foreach (var header in watch.WatchAsync(cancellation))
        {
            heads.Add(header.Head);
            if (heads.Count == 2)
                break;
        }
        // Times are whole seconds: a block that comes a moment sooner or later than a second is 0 or 2 after the other.
        Demand(heads[1].Number == heads[0].Number + 1 && heads[1].Time >= heads[0].Time
            && heads[1].Time <= heads[0].Time + 2,
            $"block {heads[1].Number} at {heads[1].Time} follows block {heads[0].Number} at {heads[0].Time}");
        return new JsonObject
        {
            ["rpc"] = world.Dao.Chain.Rpc.ToString(),
            ["chainId"] = world.Dao.Chain.ChainId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["pid"] = world.Dao.Chain.ProcessId,
            ["block"] = heads[1].Hash.ToString(),
        };
    }
}
