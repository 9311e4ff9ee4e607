using DecentralizedAi.Node.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace DecentralizedAi.Node.Tests;

public sealed class GatekeeperTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private readonly Gatekeeper _gatekeeper = new(
        Token, ServedNode.NoDashboard, NullLogger<Gatekeeper>.Instance, most: 2);
    private readonly TaskCompletionSource _held = new();

    [Fact]
    public async Task One_request_too_many_is_told_to_come_again_and_the_next_one_is_served()
    {
        var first = PassAsync("/v1/status", _held.Task);
        var second = PassAsync("/v1/status", _held.Task);
        var crowded = await PassAsync("/v1/status", Task.CompletedTask);
        Assert.Equal((503, "1"), (crowded.StatusCode, crowded.Headers.RetryAfter.ToString()));
        crowded.Body.Position = 0;
        Assert.Contains("DAI-6016", await new StreamReader(crowded.Body).ReadToEndAsync());
        Assert.Equal(200, (await PassAsync(HealthApi.Whole, Task.CompletedTask)).StatusCode);
        _held.SetResult();
        Assert.Equal((200, 200), ((await first).StatusCode, (await second).StatusCode));
        Assert.Equal(200, (await PassAsync("/v1/status", Task.CompletedTask)).StatusCode);
    }

    private async Task<HttpResponse> PassAsync(string path, Task until)
    {
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        (context.Request.Path, context.Request.Host) = (path, new HostString("127.0.0.1"));
        context.Request.Headers.Authorization = $"Bearer {Token}";
        await _gatekeeper.PassAsync(context, _ => until);
        return context.Response;
    }
}
