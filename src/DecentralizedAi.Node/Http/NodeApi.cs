using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DecentralizedAi.Node.Http;

/// <summary>The routes of a node's API, each over one call of the gateway.</summary>
internal static class NodeApi
{
    /// <summary>Strict: a misspelt member is refused, not ignored.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>Most leaves of a log that are given at once as a bundle: some 70 MB.</summary>
    public const ulong MostBundled = 50_000;

    public static void Map(IEndpointRouteBuilder routes, NodeRooms rooms, Action drained)
    {
        var gateway = rooms.Gateway;
        routes.MapGet("/v1/status", async context =>
            await WriteAsync(context, await gateway.StatusAsync(context.RequestAborted)));
        routes.MapGet("/v1/agents", async context =>
            await WriteAsync(context, await gateway.AgentsAsync(context.RequestAborted)));
        routes.MapGet("/v1/agents/{name}", context => AgentAsync(context, gateway));
        routes.MapGet("/v1/agents/{name}/log", context => LogAsync(context, gateway));
        routes.MapGet("/v1/agents/{name}/bundle", context => BundleAsync(context, gateway, rooms.Bundles));
        routes.MapPost("/v1/agents/{name}/instructions", context => InstructAsync(context, gateway));
        routes.MapGet("/v1/instructions/{id}", context => InstructionAsync(context, gateway));
        routes.MapGet("/v1/approvals", async context =>
            await WriteAsync(context, await gateway.ApprovalsAsync(context.RequestAborted)));
        routes.MapPost("/v1/approvals/{action}", context =>
            JudgeAsync<ApprovalRequest>(context, gateway, (body, action) => body.For(action)));
        routes.MapPost("/v1/approvals/{action}/denial", context =>
            JudgeAsync<DenialRequest>(context, gateway, (body, action) => body.For(action)));
        routes.MapPost("/v1/transactions/{hash}/raise", context => RaiseAsync(context, gateway));
        routes.MapGet("/v1/proposals/{id}/rehearsal", context => RehearsalAsync(context, rooms.Rehearsals));
        routes.MapPost("/v1/drain", async context =>
        {
            await gateway.DrainAsync(context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            drained();
        });
    }

    private static async Task AgentAsync(HttpContext context, IAgentGateway gateway) => await WriteAsync(context,
        await gateway.AgentAsync(Route(context, "name"), context.RequestAborted) ?? throw NoAgent(context));

    private static async Task LogAsync(HttpContext context, IAgentGateway gateway) => await WriteAsync(context,
        await gateway.LogAsync(Route(context, "name"), Reading.Seq(Query(context, "from")), context.RequestAborted)
        ?? throw NoAgent(context));

    private static async Task BundleAsync(HttpContext context, IAgentGateway gateway, IBundles bundles)
    {
        var agent = await gateway.AgentAsync(Route(context, "name"), context.RequestAborted) ?? throw NoAgent(context);
        if (agent.Leaves > MostBundled)
            throw new HttpProblemException(HttpProblem.LongLog(agent.Name, agent.Leaves, MostBundled));
        var id = ulong.Parse(agent.Id, NumberStyles.None, CultureInfo.InvariantCulture);
        var bytes = await bundles.OfAsync(id, context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static async Task InstructAsync(HttpContext context, IAgentGateway gateway)
    {
        var wait = Reading.Wait(Query(context, "wait"));
        var command = (await BodyAsync<InstructionRequest>(context)).For(Route(context, "name"));
        var view = Accepted(await gateway.InstructAsync(command, context.RequestAborted));
        await WriteAsync(context, await LaterAsync(context, gateway, view, wait));
    }

    private static async Task InstructionAsync(HttpContext context, IAgentGateway gateway)
    {
        var id = Reading.Word("id", Route(context, "id"));
        var answer = await gateway.InstructionAsync(id, Reading.Wait(Query(context, "wait")), context.RequestAborted);
        await WriteAsync(context, answer switch
        {
            InstructionAnswer.Known known => known.View,
            InstructionAnswer.NotNow later => throw new HttpProblemException(
                HttpProblem.NotNow(later.Code, later.Message)),
            _ => throw new HttpProblemException(
                HttpProblem.Unknown($"no agent of this operator knows instruction {id}")),
        });
    }

    private static async Task RaiseAsync(HttpContext context, IAgentGateway gateway)
    {
        var attempt = Reading.Word("hash", Route(context, "hash"));
        await WriteAsync(context, await gateway.RaiseAsync(attempt, context.RequestAborted) switch
        {
            RaiseAnswer.Raised raised => raised.View,
            RaiseAnswer.Rejected refused => throw new HttpProblemException(
                HttpProblem.Refused(refused.Code, refused.Message)),
            var answer => throw new InvalidOperationException($"unknown answer {answer.GetType().Name}"),
        });
    }

    private static async Task RehearsalAsync(HttpContext context, IRehearsals rehearsals)
    {
        var id = Reading.Number("id", Route(context, "id"));
        await WriteAsync(context, await rehearsals.OfAsync(id, context.RequestAborted)
            ?? throw new HttpProblemException(HttpProblem.Unknown($"this DAO has no proposal {id}")));
    }

    private static async Task JudgeAsync<T>(
        HttpContext context, IAgentGateway gateway, Func<T, Bytes32, ApproverCommand> read)
    {
        var wait = Reading.Wait(Query(context, "wait"));
        var command = read(await BodyAsync<T>(context), Reading.Word("action", Route(context, "action")));
        var view = Accepted(await gateway.JudgeAsync(command, context.RequestAborted));
        await WriteAsync(context, await LaterAsync(context, gateway, view, wait));
    }

    /// <summary>The instruction when it has ended, when it waits for an approval, or after the wait.</summary>
    public static async Task<InstructionView> LaterAsync(
        HttpContext context, IAgentGateway gateway, InstructionView view, TimeSpan wait) => wait != TimeSpan.Zero
            && await gateway.InstructionAsync(
                Reading.Word("instruction", view.Instruction), wait, context.RequestAborted)
                is InstructionAnswer.Known known
            ? known.View
            : view;

    /// <exception cref="HttpProblemException">It was not accepted.</exception>
    public static InstructionView Accepted(CommandAnswer answer) => answer switch
    {
        CommandAnswer.Accepted accepted => accepted.View,
        CommandAnswer.Rejected refused => throw new HttpProblemException(
            HttpProblem.Refused(refused.Code, refused.Message)),
        CommandAnswer.NotNow later => throw new HttpProblemException(HttpProblem.NotNow(later.Code, later.Message)),
        _ => throw new InvalidOperationException($"unknown answer {answer.GetType().Name}"),
    };

    /// <exception cref="HttpProblemException">DAI-6010.</exception>
    public static async Task<T> BodyAsync<T>(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
            throw new HttpProblemException(HttpProblem.Bad("the body is not application/json"));
        try
        {
            return await context.Request.ReadFromJsonAsync<T>(Json, context.RequestAborted)
                ?? throw new HttpProblemException(HttpProblem.Bad("the body is null"));
        }
        catch (JsonException wrong)
        {
            throw new HttpProblemException(HttpProblem.Bad($"the body is not what is expected at {wrong.Path ?? "$"}"));
        }
    }

    private static Task WriteAsync<T>(HttpContext context, T view) =>
        context.Response.WriteAsJsonAsync(view, Json, context.RequestAborted);

    private static string Route(HttpContext context, string name) => (string)context.GetRouteValue(name)!;

    private static string? Query(HttpContext context, string name) => context.Request.Query[name];

    private static HttpProblemException NoAgent(HttpContext context) => new(HttpProblem.Unknown(
        $"this operator hosts no agent '{Route(context, "name")}'; GET /v1/agents names those it hosts"));
}
