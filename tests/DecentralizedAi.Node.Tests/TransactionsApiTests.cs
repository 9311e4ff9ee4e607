using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>The door by which the operator lets a waiting transaction offer more.</summary>
public sealed class TransactionsApiTests
{
    private static readonly string Path = $"/v1/transactions/{Keccak256.Hash("attempt")}/raise";

    private readonly FakeGateway _gateway = new();

    [Fact]
    public async Task What_was_raised_is_shown_as_it_waits_now()
    {
        _gateway.Raise = new RaiseAnswer.Raised(
            new TransactionView("0x1", "0x2", 7, "0x3", "113", "9", 2, 13, "50", "1", false, false));
        await using var node = await ServedNode.StartAsync(_gateway);
        using var answer = await node.Http.PostAsJsonAsync(Path, new { });
        var view = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((7, "113"), (view.GetProperty("nonce").GetInt32(), view.GetProperty("maxFee").GetString()));
    }

    [Fact]
    public async Task What_is_not_in_line_or_too_dear_is_refused_with_its_code()
    {
        await using var node = await ServedNode.StartAsync(_gateway);
        foreach (var code in (string[])[RaiseAnswer.Gone, RaiseAnswer.TooDear])
        {
            _gateway.Raise = new RaiseAnswer.Rejected(code, "words");
            using var answer = await node.Http.PostAsJsonAsync(Path, new { });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        }
        using var stranger = new HttpClient { BaseAddress = node.Address };
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsJsonAsync(Path, new { })).StatusCode);
    }
}
