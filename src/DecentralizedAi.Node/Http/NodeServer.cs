using System.Net;
using System.Net.Http.Headers;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Node.Http.Mcp;
using DecentralizedAi.Node.Http.OpenAi;
using DecentralizedAi.Node.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DecentralizedAi.Node.Http;

/// <summary>What the server of a node serves.</summary>
/// <param name="Dashboard">To everybody on this machine.</param>
/// <param name="Rehearsals">What proposals would change.</param>
/// <param name="Bundles">Logs as files.</param>
internal sealed record NodeRooms(
    DashboardFiles Dashboard, IAgentGateway Gateway, IRehearsals Rehearsals, IBundles Bundles, NodeMetrics Metrics);

/// <summary>The API of a node on loopback.</summary>
internal sealed class NodeServer : IAsyncDisposable
{
    private const long MostBodyBytes = 128 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly WebApplication _application;
    private readonly string _token;

    private NodeServer(WebApplication application, Uri address, string token) =>
        (_application, Address, _token) = (application, address, token);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts to listen; every request is answered from then on.</summary>
    /// <param name="token">Bearer token, compared in constant time.</param>
    /// <param name="drained">Called when the node was asked to leave and has left the cluster.</param>
    /// <exception cref="NodeFaultException">DAI-6002: the port is taken.</exception>
    public static async Task<NodeServer> StartAsync(
        IPEndPoint listen, string token, NodeRooms rooms, ILoggerFactory logs, Action drained,
        CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(logs);
        // The node decides when it ends; its server does not listen to signals on its own.
        builder.Services.AddSingleton<IHostLifetime, Unsignalled>();
        McpDoor.Add(builder.Services, rooms.Gateway);
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MostBodyBytes;
            options.Listen(listen);
        });
        var application = builder.Build();
        var gatekeeper = new Gatekeeper(token, rooms.Dashboard, logs.CreateLogger<Gatekeeper>());
        application.Use(next => context => gatekeeper.PassAsync(context, next));
        application.UseRouting();
        NodeApi.Map(application, rooms, drained);
        EventsApi.Map(application, new Changes(rooms.Gateway, TimeProvider.System), TimeProvider.System);
        HealthApi.Map(application, rooms.Gateway, rooms.Metrics);
        ChatApi.Map(application, rooms.Gateway, TimeProvider.System);
        McpDoor.Map(application);
        RpcDoor.Map(application, rooms.Dashboard.Endpoint);
        try
        {
            await application.StartAsync(cancellation);
        }
        catch (IOException taken)
        {
            await application.DisposeAsync();
            throw new NodeFaultException("DAI-6002", $"the API cannot listen on {listen}: {taken.Message}; "
                + "choose another port in node.listen, or 0 for any free one", taken);
        }
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return new NodeServer(application, new Uri(addresses.Addresses.Single()), token);
    }

    /// <summary>
    /// Asks once for what a page asks for first, so that no reader waits until this program is compiled and its log is
    /// read from the disk. What cannot be answered yet is left.
    /// </summary>
    /// <param name="gateway">Whose agents they are.</param>
    public async Task WarmAsync(IAgentGateway gateway, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = Longest };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        try
        {
            foreach (var path in (string[])["/", "/v1/status", "/v1/agents", "/v1/approvals"])
                (await http.GetAsync(path, cancellation)).Dispose();
            foreach (var agent in (await gateway.AgentsAsync(cancellation)).Take(1))
                (await http.GetAsync($"/v1/agents/{agent.Name}/log", cancellation)).Dispose();
        }
        catch (Exception none) when (none is HttpRequestException or OperationCanceledException)
        {
            // The first reader waits a second longer.
        }
    }

    /// <summary>Takes no request any more, and ends when those that it has are answered.</summary>
    public Task CloseAsync() => _application.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _application.DisposeAsync();
    }

    private sealed class Unsignalled : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
