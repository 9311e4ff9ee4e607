using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DecentralizedAi.Node.Http;

/// <summary>
/// <c>GET /v1/events</c>: a stream of <c>text/event-stream</c> that names the paths of the API whose answers changed,
/// as <c>event: changed</c> with a JSON array of paths, and says something at least every <see cref="Beat"/>.
/// </summary>
/// <param name="ending">The server takes no request any more; whoever listens is let go.</param>
internal sealed class EventsApi(Changes changes, TimeProvider clock, CancellationToken ending)
{
    public const string Path = "/v1/events";

    /// <summary>The longest silence on a stream that lives.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    /// <summary>How long a listener may take to receive what it is told; then it is dropped.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void Map(WebApplication application, Changes changes, TimeProvider clock) => application.MapGet(
        Path, new EventsApi(changes, clock, application.Lifetime.ApplicationStopping).StreamAsync);

    /// <summary>Tells one listener until it goes, is too slow, or the server ends.</summary>
    public async Task StreamAsync(HttpContext context)
    {
        using var listener = changes.TryListen() ?? throw new HttpProblemException(HttpProblem.NotNow("DAI-6026",
            $"{Changes.Most} pages listen to this node, as many as it tells of changes; this one asks now and then"));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await SayAsync(context, ": listening\n\n", over.Token);
            while (true)
            {
                var names = await listener.NextAsync(Beat, clock, over.Token);
                await SayAsync(context, names.Count == 0
                    ? ": beat\n\n"
                    : $"event: changed\ndata: {JsonSerializer.Serialize(names)}\n\n", over.Token);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Gone, or let go.
        }
        catch (TimeoutException)
        {
            context.Abort();
        }
    }

    private async Task SayAsync(HttpContext context, string text, CancellationToken cancel)
    {
        await context.Response.WriteAsync(text, cancel).WaitAsync(Patience, clock, cancel);
        await context.Response.Body.FlushAsync(cancel).WaitAsync(Patience, clock, cancel);
    }
}
