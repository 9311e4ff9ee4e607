using System.Data.Common;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using DecentralizedAi.Node.Http.Mcp;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DecentralizedAi.Node.Http;

/// <summary>
/// What every request passes: only loopback names of the host (a web page that rebinds its name reaches nothing),
/// no page of another host, only the operator's token for all but the dashboard's files, only so many at once, and no
/// error but a problem.
/// </summary>
/// <param name="most">Requests that may be under way; one more is told to come again.</param>
internal sealed class Gatekeeper(
    string token, DashboardFiles dashboard, ILogger<Gatekeeper> log, int most = Gatekeeper.Most)
{
    public const int Most = 512;

    private int _underWay;

    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        // Whatever is answered is read as what it says it is, and by pages of this address alone.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        try
        {
            if (!IsLoopback(context.Request.Host))
                await HttpProblem.Host(context.Request.Host.Value ?? "").WriteAsync(context);
            else if (context.Request.Headers.Origin is { Count: > 0 } origin && !IsOurs(origin.ToString()))
                await HttpProblem.Origin.WriteAsync(context);
            else if (dashboard.Holds(context.Request))
                await dashboard.WriteAsync(context);
            else if (context.Request.Path == "/")
                await HttpProblem.NoDashboard.WriteAsync(context);
            else if (!HealthApi.IsOpen(context.Request.Path)
                && !Knows(context.Request.Headers.Authorization.ToString()))
                await HttpProblem.Stranger.WriteAsync(context);
            else
                await InTurnAsync(context, next);
        }
        catch (HttpProblemException problem) when (!context.Response.HasStarted)
        {
            await problem.Problem.WriteAsync(context);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await HttpProblem.Bad(bad.Message).WriteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (DbException silent) when (!context.Response.HasStarted)
        {
            await HttpProblem.NoDatabase(silent.Message).WriteAsync(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            log.RequestFailed(context.Request.Method, context.Request.Path, fault);
            await HttpProblem.Fault.WriteAsync(context);
        }
    }

    // What waits here costs memory until it is answered, so what comes on top is answered at once.
    private async Task InTurnAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _underWay) > most && !HealthApi.IsOpen(context.Request.Path))
                await HttpProblem.Crowded(most).WriteAsync(context);
            else
                await AnswerAsync(context, next);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        // Clients of the protocol there read the status of their own transport.
        if (context.Response is { StatusCode: 404 or 405, HasStarted: false }
            && !context.Request.Path.StartsWithSegments(McpDoor.Path))
            await HttpProblem.Unknown($"no {context.Request.Method} {context.Request.Path}").WriteAsync(context);
    }

    // Equal time for every token: hashes of one length are compared.
    private bool Knows(string header) => header.StartsWith("Bearer ", StringComparison.Ordinal)
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(header["Bearer ".Length..])), _expected);

    // A browser names the page that asks; one of this host may.
    private static bool IsOurs(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && page.Scheme is "http" or "https" && IsLoopback(new HostString(page.Host));

    private static bool IsLoopback(HostString host) =>
        host.Host == "localhost"
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
