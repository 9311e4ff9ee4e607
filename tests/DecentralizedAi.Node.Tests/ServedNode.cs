using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using DecentralizedAi.Node.Http;
using DecentralizedAi.Node.Metrics;
using DecentralizedAi.Testing.Agents;
using Microsoft.Extensions.Logging.Abstractions;

namespace DecentralizedAi.Node.Tests;

/// <summary>The node's server over real HTTP on a free port of loopback, and a client that has its token.</summary>
internal sealed class ServedNode : IAsyncDisposable
{
    public const string Token = "0123456789abcdef0123456789abcdef";

    private readonly NodeServer _server;

    /// <summary>Of a node that has none beside it.</summary>
    public static DashboardFiles NoDashboard => DashboardFiles.Read(
        Path.Combine(AppContext.BaseDirectory, "none"), "{}"u8, [new Uri("http://127.0.0.1:8545")]);

    private ServedNode(NodeServer server)
    {
        _server = server;
        Http = new HttpClient
        {
            BaseAddress = server.Address,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) },
        };
    }

    public Uri Address => _server.Address;
    public HttpClient Http { get; }

    /// <param name="drained">Called when the node was asked to leave.</param>
    /// <param name="meter">What its model used; without one it was never asked.</param>
    public static Task<ServedNode> StartAsync(
        FakeGateway gateway, Action? drained = null, ModelMeter? meter = null) =>
        StartAsync(gateway, NoDashboard, drained, meter);

    /// <param name="drained">Called when the node was asked to leave.</param>
    public static Task<ServedNode> StartAsync(
        FakeGateway gateway, DashboardFiles dashboard, Action? drained = null, ModelMeter? meter = null) =>
        StartAsync(Rooms(gateway, dashboard, meter: meter), drained);

    /// <param name="rehearsals">What proposals would change.</param>
    public static Task<ServedNode> StartAsync(IRehearsals rehearsals) =>
        StartAsync(Rooms(new FakeGateway(), rehearsals: rehearsals), null);

    /// <param name="bundles">Logs as files.</param>
    public static Task<ServedNode> StartAsync(FakeGateway gateway, IBundles bundles) =>
        StartAsync(Rooms(gateway) with { Bundles = bundles }, null);

    /// <summary>What a node serves; of what is not given there is nothing.</summary>
    public static NodeRooms Rooms(
        FakeGateway gateway, DashboardFiles? dashboard = null, IRehearsals? rehearsals = null,
        ModelMeter? meter = null) => new(
        dashboard ?? NoDashboard, gateway,
        rehearsals ?? new RehearsalDesk((_, _) => Task.FromResult<JsonObject?>(null), TimeProvider.System),
        new BundleDesk((_, _) => Task.FromResult<byte[]>([]), TimeProvider.System),
        new NodeMetrics(gateway, meter ?? new ModelMeter(new FakeModel(_ => null), TimeProvider.System)));

    private static async Task<ServedNode> StartAsync(NodeRooms rooms, Action? drained) => new(
        await NodeServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), Token, rooms,
            NullLoggerFactory.Instance, drained ?? (() => { }), default));

    /// <summary>Ends the server; who has a client of it may go on to read what was sent.</summary>
    public Task CloseAsync() => _server.CloseAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }
}
