using Microsoft.AspNetCore.Http;

namespace DecentralizedAi.Node.Http.OpenAi;

/// <summary>A problem in the shape that clients of chat completions read; its code is ours.</summary>
internal static class ChatError
{
    public static Task WriteAsync(HttpProblem problem, HttpContext context) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                error = new
                {
                    message = problem.Detail,
                    type = Type(problem.Status),
                    param = problem.Parameter,
                    code = problem.Code,
                },
            },
            NodeApi.Json, context.RequestAborted);

    private static string Type(int status) => status switch
    {
        401 => "authentication_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
