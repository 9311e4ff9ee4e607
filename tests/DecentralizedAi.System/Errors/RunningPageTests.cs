using System.Text.Json;
using Xunit;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>The dashboard of a DAO that runs, in a real Chromium.</summary>
[Collection(DaoCollection.Name)]
public sealed class RunningPageTests(LocalDao dao)
{
    [Fact]
    public async Task A_payment_is_traced_to_its_votes_from_the_log_that_the_node_gives()
    {
        var paid = await dao.AskAsync("Pay Hosting 20 USDC.");
        Assert.True(paid.Exit == 0, paid.Story);
        var action = paid.Json().GetProperty("actions")[0].GetProperty("id").GetString()!;
        // What is not anchored yet is in no bundle.
        await dao.UntilAsync(async () =>
            (await dao.TextAsync($"v1/agents/{LocalDao.Agent}/bundle")).Contains(action, StringComparison.Ordinal));
        using var card = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(dao.Home, "nodes", "0", "node.json")));
        var token = (await File.ReadAllTextAsync(Path.Combine(dao.Home, "token"))).Trim();
        var seen = await Dai.RunAsync(Dai.Command("node",
        [
            Path.Combine(Dai.Root, "tests", "dashboard", "real.mjs"),
            $"{card.RootElement.GetProperty("http").GetString()}#token={token}",
        ]));
        Assert.True(seen.Exit == 0, seen.Story);
    }
}
