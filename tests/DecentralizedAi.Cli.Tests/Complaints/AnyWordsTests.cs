using Xunit;

namespace DecentralizedAi.Cli.Tests.Complaints;

/// <summary>
/// The words of a proposal are part of its id: tools that trim or join them when they queue it compute another one.
/// </summary>
public sealed class AnyWordsTests(UndecidedDao dao) : IClassFixture<UndecidedDao>
{
    [Fact]
    public async Task A_proposal_in_any_letters_is_queued_and_executed_by_its_number_alone()
    {
        // A decomposed letter, a line break of Windows, a heading, an emoji, blanks at the end.
        const string words = "# Cafe\u0301\r\n\r\n<b>for: 3000</b> \ud83e\udd16  ";
        var proposal = (await dao.Chain.RunAsync("policy", "gate", "off", "--as", dao.Holder, "--reason", words))
            .GetProperty("proposal").GetString()!;
        var again = await dao.Chain.Dai.RunAsync(
            "policy", "gate", "off", "--as", dao.Holder, "--reason", words, "--yes", "--json");
        Assert.Equal((1, "DAI-1093"), (again.Exit, again.Code));
        Assert.Contains(proposal, again.Error);

        await PassAsync(61);
        await dao.Chain.RunAsync("proposal", "vote", proposal, "for", "--as", dao.Holder);
        await PassAsync(604_800);
        var early = await dao.Chain.Dai.RunAsync(
            "proposal", "execute", proposal, "--as", dao.Stranger, "--yes", "--json");
        Assert.Equal((1, "DAI-1091"), (early.Exit, early.Code));
        Assert.Contains("queue it first", early.Error);
        await dao.Chain.RunAsync("proposal", "queue", proposal, "--as", dao.Stranger);
        var soon = await dao.Chain.Dai.RunAsync(
            "proposal", "execute", proposal, "--as", dao.Stranger, "--yes", "--json");
        Assert.Equal((1, "DAI-1091"), (soon.Exit, soon.Code));
        Assert.Contains("may be executed from", soon.Error);
        await PassAsync((int)dao.TimelockDelay + 1);
        await dao.Chain.RunAsync("proposal", "execute", proposal, "--as", dao.Stranger);

        var shown = await dao.Chain.RunAsync("proposal", "show", proposal);
        Assert.Equal("executed", shown.GetProperty("state").GetString());
        Assert.EndsWith(words, shown.GetProperty("description").GetString());
        var seen = await dao.Chain.Dai.RunAsync("proposal", "show", proposal);
        Assert.DoesNotContain('\r', seen.Output);
    }

    private async Task PassAsync(int seconds)
    {
        await dao.Chain.AskAsync("evm_increaseTime", seconds);
        await dao.Chain.AskAsync("evm_mine");
    }
}
