using System.Security.Cryptography;
using System.Text.Json;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>An approver says no on a running DAO: by the command line, once, for good.</summary>
[Collection(DaoCollection.Name)]
public sealed class RunningApprovalTests(LocalDao dao)
{
    private readonly string _id = Bytes32.Of(RandomNumberGenerator.GetBytes(32)).ToString();

    private Address Hosting => KeystoreFile.AccountOf(Path.Combine(dao.Home, "keys", "vendor-0.json"));

    [Fact]
    public async Task A_denied_payment_moves_nothing_and_the_instruction_ends_with_3_and_says_who()
    {
        var before = await dao.MoneyAsync(Hosting);
        var asked = await AskAsync();
        Assert.True(asked.Exit == 7, asked.Story);
        var action = Only(asked).GetProperty("id").GetString()!;

        Refusal.Is(await DenyAsync(action, "--as", "manager", "--yes"), 2, "DAI-1053", action);
        var plan = await DenyAsync(action, "--dry-run");
        Assert.True(plan.Json().GetProperty("dryRun").GetBoolean(), plan.Story);
        Refusal.Is(await DenyAsync(action), 2, "DAI-1043", "--yes");
        Assert.Equal(7, (await AskAsync()).Exit);

        var denied = await DenyAsync(action, "--reason", "The invoice is a copy.", "--yes");
        Assert.True(denied.Exit == 0, denied.Story);
        var approver = denied.Json().GetProperty("approver").GetString()!;
        Refusal.Is(await DenyAsync(action, "--yes"), 2, "DAI-1052", action);
        var list = await Dai.RunAsync("approval", "list", "--json", "--home", dao.Home);
        Assert.DoesNotContain(action, list.Output);

        var again = await AskAsync();
        Assert.True(again.Exit == 3, again.Story);
        Assert.Equal("denied", Only(again).GetProperty("verdict").GetString());
        Assert.Contains(approver, again.Json().GetProperty("answer").GetString());
        Assert.Contains("The invoice is a copy.", again.Json().GetProperty("answer").GetString());
        Assert.Equal(before, await dao.MoneyAsync(Hosting));

        var why = await Dai.RunAsync("why", action, "--json", "--home", dao.Home);
        Assert.True(why.Exit == 0, why.Story);
        Assert.Contains($"denied by {approver}", why.Output);
    }

    private Task<Ended> AskAsync() => Dai.RunAsync("agent", "run", LocalDao.Agent, "Pay Hosting 500 USDC.",
        "--as", "manager", "--id", _id, "--wait", "--json", "--home", dao.Home);

    private Task<Ended> DenyAsync(string action, params string[] words) =>
        Dai.RunAsync(["approval", "deny", action, .. words, "--json", "--home", dao.Home]);

    private static JsonElement Only(Ended ended) => ended.Json().GetProperty("actions").EnumerateArray().Single();
}
