using Xunit;

namespace DecentralizedAi.SystemTests;

/// <summary>A plugin from its source to a call by an agent, with the built programs, a chain and votes.</summary>
public sealed class PluginDaoTests
{
    [Fact]
    public async Task An_agent_calls_the_plugin_that_was_voted_and_no_other()
    {
        await using var dao = new PluginDao();
        var package = await dao.PackAsync();
        var server = await dao.DoneAsync("plugin", "pack", Path.Combine(Dai.Root, "src", "samples", "Sums"), "--out",
            Path.Combine(dao.Clerk, "sums.nupkg"));
        Assert.Equal("acme.sums", server.GetProperty("manifest").GetProperty("id").GetString());
        await dao.ComposeAsync("runway.nupkg, sums.nupkg");
        await dao.UpAsync();
        await dao.HireAsync(AcmePlugin.Policy
            .Replace("tools:\n", "tools:\n  calc.total: { effect: read, args: { a: integer, b: integer } }\n")
            + "\n  - id: add-up\n    permit: calc.total\n");

        var action = await dao.AskAsync("What is our balance?");
        Assert.Equal(("wallet.runway", "allowed", "ask-the-plugin", "done"),
            (PluginDao.Text(action, "tool"), PluginDao.Text(action, "verdict"), PluginDao.Text(action, "rule"),
                PluginDao.Text(action, "outcome")));
        var why = await dao.WhyAsync(action);
        Assert.Contains("it lasts 12 months", why);
        Assert.Contains("Hire clerk", why);

        // An unmodified server of npm, which the same vote gave the agent.
        var added = await dao.AskAsync("What is 1200 plus 34?");
        Assert.Equal(("calc.total", "allowed", "add-up", "done"),
            (PluginDao.Text(added, "tool"), PluginDao.Text(added, "verdict"), PluginDao.Text(added, "rule"),
                PluginDao.Text(added, "outcome")));
        Assert.Contains("is 1234", await dao.WhyAsync(added));

        // A process dies, and what would be started next is not what was voted: known before anybody calls it.
        await File.AppendAllTextAsync(package, "x");
        await Dai.SignalAsync("KILL", dao.Plugins().Min());
        await dao.UntilAsync(async () =>
        {
            var (exit, status) = await dao.RunAsync("status");
            var seen = $"exit {exit}, {status.GetRawText()}";
            return exit == 4 && seen.Contains("DAI-5224", StringComparison.Ordinal) ? null : seen;
        });
        await UntilRefusedAsync(dao);
        Assert.Empty(dao.Plugins());
        Assert.Contains("DAI-5224", await dao.SaidAsync());
    }

    // At first it says that the process died, and when it would be started again.
    private static Task UntilRefusedAsync(PluginDao dao) => dao.UntilAsync(async () =>
    {
        var (_, run) = await dao.RunAsync("agent", "run", "clerk", "What is our balance?", "--wait");
        var action = run.GetProperty("actions")[0];
        Assert.Equal(("allowed", "failed"), (PluginDao.Text(action, "verdict"), PluginDao.Text(action, "outcome")));
        var why = await dao.WhyAsync(action);
        return why.Contains("DAI-5224", StringComparison.Ordinal) ? null : why;
    });
}
