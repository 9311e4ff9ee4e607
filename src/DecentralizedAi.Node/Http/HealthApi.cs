using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Node.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DecentralizedAi.Node.Http;

/// <summary>What watches a node: whether it lives, whether it serves, what it measures.</summary>
internal static class HealthApi
{
    /// <summary>Both in one answer.</summary>
    public const string Whole = "/healthz";

    /// <summary>200 while the process answers: restarting it would not help.</summary>
    public const string Live = "/healthz/live";

    /// <summary>200 when nothing is red; 503 otherwise, with what is red by name alone: why is told to the operator at
    /// <c>/v1/status</c>.</summary>
    public const string Ready = "/healthz/ready";

    /// <summary>For a scraper, which brings the operator's token.</summary>
    public const string Metrics = "/metrics";

    /// <summary>Whoever asks for these is not asked who it is, and waits for nobody.</summary>
    public static bool IsOpen(PathString path) => path.Value is Whole or Live or Ready;

    public static void Map(IEndpointRouteBuilder routes, IAgentGateway gateway, NodeMetrics metrics)
    {
        routes.MapGet(Whole, async context =>
        {
            var ready = await ReadyAsync(context, gateway);
            await WriteAsync(context, new { live = true, ready = ready.Ready });
        });
        routes.MapGet(Live, context => WriteAsync(context, new { live = true }));
        routes.MapGet(Ready, async context =>
        {
            var view = await ReadyAsync(context, gateway);
            await WriteAsync(context, new
            {
                ready = view.Ready, subsystems = view.Subsystems.ToDictionary(part => part.Name, part => part.Ok),
            });
        });
        routes.MapGet(Metrics, async context =>
        {
            var text = await metrics.WriteAsync(context.RequestAborted);
            context.Response.ContentType = PrometheusText.ContentType;
            await context.Response.WriteAsync(text, context.RequestAborted);
        });
    }

    private static async Task<NodeView> ReadyAsync(HttpContext context, IAgentGateway gateway)
    {
        var view = await gateway.StatusAsync(context.RequestAborted);
        context.Response.StatusCode = view.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return view;
    }

    private static Task WriteAsync<T>(HttpContext context, T view) =>
        context.Response.WriteAsJsonAsync(view, NodeApi.Json, context.RequestAborted);
}
