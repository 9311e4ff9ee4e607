using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.SystemTests.Errors;

/// <summary>An approver says no on a running DAO: by the command line, once, for good.</summary>
[Collection(DaoCollection.Name)]
public sealed partial class RunningApprovalTests(LocalDao dao)
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
        var hashes = Hash().Matches(plan.Json().GetProperty("plan").EnumerateArray().Last().GetString()!)
            .Select(found => Bytes32.Parse(found.Value)).ToList();
        Refusal.Is(await DenyAsync(action), 2, "DAI-1043", "--yes");
        Assert.Equal(7, (await AskAsync()).Exit);

        var denied = await DenyAsync(action, "--reason", "The invoice is a copy.", "--yes");
        Assert.True(denied.Exit == 0, denied.Story);
        Assert.Equal(dao.Domain.Separator, hashes[0]);
        // The plan was made without the reason, which is a part of what is signed.
        Assert.NotEqual(dao.Domain.Digest(hashes[1]).ToString(), denied.Json().GetProperty("digest").GetString());
        Assert.Contains(dao.Domain.Digest(hashes[1]).ToString(), plan.Output);
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

        // It is told as soon as its leaf is anchored.
        await dao.UntilAsync(async () => await Dai.RunAsync("why", action, "--json", "--home", dao.Home)
            is { Exit: 0, Output: var said } && said.Contains($"denied by {approver}", StringComparison.Ordinal));
    }

    [GeneratedRegex("0x[0-9a-f]{64}")]
    private static partial Regex Hash();

    private Task<Ended> AskAsync() => Dai.RunAsync("agent", "run", LocalDao.Agent, "Pay Hosting 500 USDC.",
        "--as", "manager", "--id", _id, "--wait", "--json", "--home", dao.Home);

    private Task<Ended> DenyAsync(string action, params string[] words) =>
        Dai.RunAsync(["approval", "deny", action, .. words, "--json", "--home", dao.Home]);

    private static JsonElement Only(Ended ended) => ended.Json().GetProperty("actions").EnumerateArray().Single();
}
