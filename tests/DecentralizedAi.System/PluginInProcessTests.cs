using Xunit;

namespace DecentralizedAi.SystemTests;

/// <summary>A plugin that was voted to share the node's process does so where the operator lets it, and only there.
/// </summary>
public sealed class PluginInProcessTests
{
    private const string Inside = "runs within the node's process";

    [Fact]
    public async Task Shares_the_nodes_process_while_vote_and_operator_agree()
    {
        await using var dao = new PluginDao();
        await dao.PackAsync("--in-process");
        await dao.ComposeAsync("runway.nupkg");
        await File.WriteAllTextAsync(dao.Configuration, "plugins:\n  in_process: voted\n");
        await dao.UpAsync();
        await dao.HireAsync(AcmePlugin.Policy);

        await AskedAsync(dao);
        Assert.Contains($"acme.runway: {Inside}", await dao.SaidAsync());
        Assert.Empty(dao.Plugins());

        // The vote stands; the operator takes back its own word.
        await dao.DoneAsync("down");
        await File.WriteAllTextAsync(dao.Configuration,
            (await File.ReadAllTextAsync(dao.Configuration)).Replace("in_process: voted", "in_process: never"));
        var before = (await dao.SaidAsync()).Length;
        await dao.DoneAsync("up", "--detach", "--nodes", "1");
        await dao.UntilHeldAsync();
        await AskedAsync(dao);
        Assert.DoesNotContain(Inside, (await dao.SaidAsync())[before..]);
        Assert.Single(dao.Plugins());
    }

    private static async Task AskedAsync(PluginDao dao)
    {
        var action = await dao.AskAsync("What is our balance?");
        Assert.True(("wallet.runway", "allowed", "done") == (PluginDao.Text(action, "tool"),
            PluginDao.Text(action, "verdict"), PluginDao.Text(action, "outcome")), action.GetRawText());
        var why = await dao.WhyAsync(action);
        Assert.Contains("it lasts 12 months", why);
        Assert.Contains("Hire clerk", why);
    }
}
