using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace DecentralizedAi.Node.Http;

/// <summary>An error of the API as <c>application/problem+json</c> with a DAI code (RFC 9457).</summary>
/// <param name="Code">DAI-nnnn.</param>
/// <param name="Title">The kind of error, the same words each time.</param>
/// <param name="Detail">This occurrence, with its values and the fix; safe to publish.</param>
internal sealed record HttpProblem(int Status, string Code, string Title, string Detail)
{
    /// <summary>Which part of the request it is about, where it is about one.</summary>
    public string? Parameter { get; init; }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static HttpProblem Bad(string detail) => new(400, "DAI-6010", "the request is malformed", detail);

    public static HttpProblem Unknown(string detail) => new(404, "DAI-6011", "there is no such thing here", detail);

    /// <summary>A chat asks for what an agent does not offer.</summary>
    public static HttpProblem Unsupported(string parameter, string detail) =>
        new(400, "DAI-6017", "not supported", detail) { Parameter = parameter };

    /// <summary>A chat that was sent again, and nothing says that it is the same one.</summary>
    public static HttpProblem Repeated { get; } = new(409, "DAI-6018", "sent again without a key",
        "this request is a repetition, and what it asks for may be done already; look at GET /v1/agents/NAME/log, "
        + "and send each chat with an Idempotency-Key of its own, so that a repetition finds the first");

    /// <summary>The same key stands for another chat.</summary>
    public static HttpProblem OtherChat { get; } = new(409, "DAI-6019", "the key was used",
        "this Idempotency-Key stands for another instruction of this agent; send each chat with a key of its own");

    public static HttpProblem Refused(string code, string detail) => new(422, code, "refused", detail);

    public static HttpProblem NotNow(string code, string detail) => new(503, code, "not now; ask again", detail);

    public static HttpProblem Stranger { get; } = new(401, "DAI-6012", "who asks is not known",
        "send 'Authorization: Bearer' with the token of this node's home");

    public static HttpProblem Host(string host) => new(421, "DAI-6013", "this host name is not served",
        $"the request names host '{host}'; use 127.0.0.1, localhost or [::1]");

    public static HttpProblem Origin { get; } = new(403, "DAI-6022", "a page of another host asks",
        "the request's Origin is no page of 127.0.0.1, localhost or [::1]");

    public static HttpProblem NoDashboard { get; } = new(404, "DAI-6023", "no dashboard lies beside this node",
        "'dai up' builds it where Node is on PATH; the API and the command line go on without it");

    /// <summary>A log that is too long to be held in memory for a page.</summary>
    public static HttpProblem LongLog(string agent, ulong leaves, ulong most) => Refused("DAI-6031",
        $"the log of '{agent}' has {leaves} leaves, and a page is given {most} at most; 'dai log export --agent "
        + $"{agent} --out log.json' writes it to a file, and the page checks that");

    public static HttpProblem Crowded(int most) => NotNow(
        "DAI-6016", $"{most} requests are under way at this node, as many as it takes; ask again in a second");

    public static HttpProblem NoDatabase(string said) => NotNow("DAI-3123",
        $"the database does not answer: {said.TrimEnd('.')}; start its server, or see why it cannot be reached");

    public static HttpProblem Fault { get; } = new(500, "DAI-6014", "the node failed",
        "its log has the cause; the same request may be sent again");

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        if (Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        if (OpenAi.ChatApi.Speaks(context.Request.Path))
            await OpenAi.ChatError.WriteAsync(this, context);
        else
            await context.Response.WriteAsJsonAsync(
                new { type = $"urn:dai:{Code}", title = Title, status = Status, detail = Detail, code = Code },
                Json, "application/problem+json", context.RequestAborted);
    }
}

/// <summary>Ends a request with a problem.</summary>
internal sealed class HttpProblemException(HttpProblem problem) : Exception(problem.Detail)
{
    public HttpProblem Problem { get; } = problem;
}
