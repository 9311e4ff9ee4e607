using System.Net;
using DecentralizedAi.FixtureNode;
using DecentralizedAi.Node.Http;
using DecentralizedAi.Node.Metrics;
using DecentralizedAi.Testing.Agents;
using Microsoft.Extensions.Logging.Abstractions;

// dai-fixture-node WORLD DASHBOARD MANIFEST RPC TOKEN: the server of a node over agents that a file tells. It prints
// its address and ends with its input.
if (args is not [var world, var folder, var manifest, var rpc, var token])
{
    Console.Error.WriteLine("usage: dai-fixture-node WORLD.json DASHBOARD-FOLDER MANIFEST.json RPC-URL TOKEN");
    return 2;
}
var files = DashboardFiles.Read(folder, await File.ReadAllBytesAsync(manifest), [new Uri(rpc)]);
var gateway = new FixtureGateway(world);
var metrics = new NodeMetrics(gateway, new ModelMeter(new FakeModel(_ => null), TimeProvider.System));
await using var server = await NodeServer.StartAsync(
    new IPEndPoint(IPAddress.Loopback, 0), token, new NodeRooms(
        files, gateway, new FixtureRehearsals(world), new FixtureBundles(world), metrics),
    NullLoggerFactory.Instance, () => { }, CancellationToken.None);
await server.WarmAsync(gateway, CancellationToken.None);
Console.WriteLine(server.Address);
await Console.In.ReadToEndAsync();
return 0;
