using System.Security.Cryptography;
using System.Text.Json;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DecentralizedAi.Node.Http.OpenAi;

/// <summary>
/// The agents as models of an OpenAI-compatible server. A chat is an instruction of the operator like any other: the
/// same gateway takes it, the policy decides, the budgets count and the log tells.
/// </summary>
internal static class ChatApi
{
    private const string NoAgent = "DAI-3121", Repeats = "x-should-retry";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan Sign = TimeSpan.FromSeconds(5);

    /// <summary>Whether who asks for a path reads errors in this API's shape.</summary>
    public static bool Speaks(PathString path) =>
        path.StartsWithSegments("/v1/chat") || path.StartsWithSegments("/v1/models")
        || path.StartsWithSegments("/v1/completions") || path.StartsWithSegments("/v1/embeddings")
        || path.StartsWithSegments("/v1/responses");

    public static void Map(IEndpointRouteBuilder routes, IAgentGateway gateway, TimeProvider clock)
    {
        routes.MapGet("/v1/models", async context => await WriteAsync(context, new
        {
            @object = "list",
            data = (await gateway.AgentsAsync(context.RequestAborted)).Select(Model),
        }));
        routes.MapGet("/v1/models/{name}", async context =>
        {
            var name = (string)context.GetRouteValue("name")!;
            await WriteAsync(context, Model(
                await gateway.AgentAsync(name, context.RequestAborted) ?? throw NoModel(name)));
        });
        routes.MapPost("/v1/chat/completions", context => ChatAsync(context, gateway, clock));
    }

    // The registry does not tell when an agent was enrolled, and this shape has to.
    private static object Model(AgentView agent) =>
        new { id = agent.Name, @object = "model", created = 0, owned_by = $"operator-{agent.Operator}" };

    private static async Task ChatAsync(HttpContext context, IAgentGateway gateway, TimeProvider clock)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        // Clients of this API repeat what failed on their own. Without a key a repetition would be a second
        // instruction, and a second payment.
        if (key.Length == 0)
            context.Response.Headers[Repeats] = "false";
        if (key.Length == 0 && context.Request.Headers["x-stainless-retry-count"].ToString() is not ("" or "0"))
            throw new HttpProblemException(HttpProblem.Repeated);
        var chat = ChatRequest.Read(await NodeApi.BodyAsync<JsonElement>(context));
        var nonce = key.Length > 0 ? ChatRequest.Nonce(key) : Bytes32.Of(RandomNumberGenerator.GetBytes(32));
        var answer = await gateway.InstructAsync(
            new Instruct(chat.Agent, chat.Text, nonce, null), context.RequestAborted);
        var view = answer is CommandAnswer.Rejected { Code: NoAgent } ? throw NoModel(chat.Agent)
            : NodeApi.Accepted(answer);
        if (view.Text != chat.Text)
        {
            context.Response.Headers[Repeats] = "false";
            throw new HttpProblemException(HttpProblem.OtherChat);
        }
        var created = clock.GetUtcNow().ToUnixTimeSeconds();
        if (chat.Streams)
            await StreamAsync(context, gateway, chat, view, created, clock);
        else
            await WriteAsync(context, new ChatAnswer(
                await NodeApi.LaterAsync(context, gateway, view, Patience), chat, created).Whole());
    }

    // Words come when the agent has decided: what its model writes before is a proposal, and no answer.
    private static async Task StreamAsync(
        HttpContext context, IAgentGateway gateway, ChatRequest chat, InstructionView view, long created,
        TimeProvider clock)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        var first = new ChatAnswer(view, chat, created);
        await EventAsync(context, first.Piece(new { role = "assistant", content = "" }));
        var later = NodeApi.LaterAsync(context, gateway, view, Patience);
        // A comment keeps what stands between from hanging up.
        while (await Task.WhenAny(later, Task.Delay(Sign, clock, context.RequestAborted)) != later)
            await SendAsync(context, ": not ended yet\n\n");
        var answer = new ChatAnswer(await later, chat, created);
        await EventAsync(context, answer.Piece(new { content = answer.Content }));
        await EventAsync(context, answer.Piece(new { }, ended: true));
        if (chat.Counts)
            await EventAsync(context, answer.Count());
        await SendAsync(context, "data: [DONE]\n\n");
    }

    private static Task EventAsync(HttpContext context, object piece) =>
        SendAsync(context, $"data: {JsonSerializer.Serialize(piece, NodeApi.Json)}\n\n");

    private static async Task SendAsync(HttpContext context, string text)
    {
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static Task WriteAsync(HttpContext context, object answer) =>
        context.Response.WriteAsJsonAsync(answer, NodeApi.Json, context.RequestAborted);

    private static HttpProblemException NoModel(string name) => new(
        HttpProblem.Unknown($"this operator hosts no agent '{name}'; GET /v1/models names those it hosts")
            with { Parameter = "model" });
}
