using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DecentralizedAi.Domain.Agents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace DecentralizedAi.Node.Http.Mcp;

/// <summary>The DAO's tools for clients of the Model Context Protocol: over streamable HTTP without sessions, or over a
/// pipe.</summary>
internal static class McpDoor
{
    public const string Path = "/mcp";

    // A bundle is an argument.
    private const long MostBytes = 8 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static void Add(IServiceCollection services, IAgentReader reader) =>
        Tools(services, reader).WithHttpTransport();

    /// <summary>The same over two streams, until the input ends.</summary>
    public static async Task ServeAsync(
        Stream input, Stream output, IAgentReader reader, CancellationToken cancellation)
    {
        var services = new ServiceCollection();
        Tools(services, reader).WithStreamServerTransport(input, output);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<McpServer>().RunAsync(cancellation);
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapMcp(Path).WithMetadata(new Room());

    private static IMcpServerBuilder Tools(IServiceCollection services, IAgentReader reader) => services
        .AddMcpServer(options =>
        {
            options.ServerInfo = new Implementation
            {
                Name = "decentralized-ai", Version = typeof(McpDoor).Assembly.GetName().Version!.ToString(3),
            };
            options.ServerInstructions = "Reads a DAO's agents: health, budgets, log, why, policy. Changes nothing.";
        })
        .WithTools(new DaoTools(reader), Json);

    private sealed class Room : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => MostBytes;
    }
}
