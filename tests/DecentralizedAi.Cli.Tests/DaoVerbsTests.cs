using System.Text.Json;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>Deploying a DAO onto a chain that is not ours, by key and by another wallet, and checking it.</summary>
public sealed class DaoVerbsTests : IAsyncLifetime
{
    private ForeignChain _chain = null!;
    private CommandLine Dai => _chain.Dai;

    public async Task InitializeAsync() => _chain = await ForeignChain.StartAsync();

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Fact]
    public async Task A_key_deploys_and_the_manifest_verifies_until_something_changes()
    {
        var key = await _chain.KeyAsync("deployer.json");
        string[] deploy = ["dao", "deploy", "--key", key, "--settings", Settings(), "--out", "dao.json"];
        var plan = await Dai.RunAsync([.. deploy, "--dry-run", "--json"]);
        Assert.Equal(0, plan.Exit);
        Assert.False(File.Exists(Path.Combine(Dai.Folder, "dao.json")));

        var done = await Dai.RunAsync([.. deploy, "--yes", "--json"]);
        Assert.True(done.Exit == 0, done.Error);
        Assert.Equal(8, done.Object().GetProperty("contracts").GetArrayLength());
        // Again sends nothing and says the same.
        var again = await Dai.RunAsync([.. deploy, "--yes", "--json"]);
        Assert.Equal(done.Output, again.Output);

        var verified = await Dai.RunAsync("dao", "verify", "dao.json", "--json");
        Assert.True(verified.Exit == 0, verified.Output);
        var shown = await Dai.RunAsync("dao", "show", "dao.json");
        Assert.Contains("since block", shown.Output, StringComparison.Ordinal);

        var descriptors = await Dai.RunAsync("dao", "descriptors", "signing", "dao.json", "--json");
        Assert.Equal(11, descriptors.Object().GetProperty("files").GetArrayLength());
        Assert.All(descriptors.Object().GetProperty("files").EnumerateArray(),
            file => JsonDocument.Parse(File.ReadAllBytes(file.GetString()!)).Dispose());

        var vault = done.Object().GetProperty("contracts").EnumerateArray()
            .Single(c => c.GetProperty("id").GetString() == "agentVault").GetProperty("address").GetString()!;
        await _chain.AskAsync("anvil_setCode", vault, "0x00");
        var broken = await Dai.RunAsync("dao", "verify", "dao.json", "--json");
        Assert.Equal(5, broken.Exit);
        Assert.Contains(broken.Object().GetProperty("differences").EnumerateArray(),
            one => one.GetProperty("what").GetString() == "agentVault.code");
    }

    [Fact]
    public async Task Another_wallet_sends_the_transactions_and_the_same_command_writes_the_manifest()
    {
        var wallet = EthereumKey.Create().Account;
        string[] deploy = ["dao", "deploy", "--from", wallet.ToString(), "--unsigned", "out.json", "--settings",
            Settings(), "--out", "dao.json", "--yes", "--json"];
        var written = await Dai.RunAsync(deploy);
        Assert.True(written.Exit == 0, written.Error);
        var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Dai.Folder, "out.json"))).RootElement;
        var transactions = file.GetProperty("transactions").EnumerateArray().ToList();
        Assert.Equal(9, transactions.Count);
        await _chain.FundAsync(wallet);
        await _chain.AskAsync("anvil_impersonateAccount", wallet.ToLower());
        foreach (var (one, index) in transactions.Select((one, index) => (one, index)))
        {
            Assert.Equal("90210", one.GetProperty("chainId").GetString());
            Assert.NotEmpty(one.GetProperty("sentence").GetString()!);
            var hash = await _chain.AskAsync("eth_sendTransaction", new
            {
                from = wallet.ToLower(), to = one.GetProperty("to").GetString(),
                data = one.GetProperty("data").GetString(),
                gas = "0x" + ulong.Parse(one.GetProperty("gas").GetString()!,
                    System.Globalization.CultureInfo.InvariantCulture).ToString("x", null),
            });
            await _chain.AskAsync("evm_mine");
            var receipt = await _chain.AskAsync("eth_getTransactionReceipt", hash.GetString());
            Assert.Equal("0x1", receipt.GetProperty("status").GetString());
            if (index == 4)
                await DemandRestAsync(deploy, transactions.Count - index - 1);
        }
        var done = await Dai.RunAsync(deploy);
        Assert.True(done.Exit == 0, done.Error);
        var verified = await Dai.RunAsync("dao", "verify", "dao.json");
        Assert.True(verified.Exit == 0, verified.Output);
        Assert.EndsWith(" 0 differences\n", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_DAO_rules_with_authority_and_no_token_is_deployed()
    {
        var key = await _chain.KeyAsync("deployer.json");
        var settings = Dai.Write("bare.json", """
            {"schema":"dai.settings/1","constants":{"immunity":9,"finality":2,"staleMoney":3,"anchorWithin":30,
             "maxLogAge":600,"maxUnlogged":64}}
            """);
        string[] deploy =
            ["dao", "deploy", "--key", key, "--settings", settings, "--out", "dao.json", "--yes", "--json"];
        var nobody = await Dai.RunAsync([.. deploy, "--authority", EthereumKey.Create().Account.ToString()]);
        Assert.Equal("DAI-4213", nobody.Code);
        Assert.Contains("your timelock or Safe", nobody.Object().GetProperty("error").GetProperty("fix").GetString());
        await _chain.AskAsync("anvil_setCode", "0x00000000000000000000000000000000000000aa", "0x00");
        var done = await Dai.RunAsync([.. deploy, "--authority", "0x00000000000000000000000000000000000000aa"]);
        Assert.True(done.Exit == 0, done.Error);
        Assert.Equal(["operatorRegistry", "policyRegistry", "actionLedger", "agentVault", "agentRegistry"],
            done.Object().GetProperty("contracts").EnumerateArray().Select(c => c.GetProperty("id").GetString()));
        Assert.Equal(0, (await Dai.RunAsync("dao", "verify", "dao.json")).Exit);
    }

    [Fact]
    public async Task What_is_dangerous_is_refused()
    {
        var key = await _chain.KeyAsync("deployer.json");
        var without = await Dai.RunAsync("dao", "deploy", "--key", key, "--yes", "--json");
        Assert.Equal((2, "DAI-1080"), (without.Exit, without.Code));
        var known = EthereumKey.Of(UInt256.Of(5).ToWord().ToArray());
        var publicly = await Dai.RunAsync("dao", "deploy", "--from", known.Account.ToString(), "--unsigned", "out.json",
            "--settings", Settings(), "--yes", "--json");
        Assert.Equal((2, "DAI-4112"), (publicly.Exit, publicly.Code));
        var unasked = await Dai.RunAsync("dao", "deploy", "--key", key, "--settings", Settings(), "--json");
        Assert.Equal((2, "DAI-1043"), (unasked.Exit, unasked.Code));
        foreach (var (from, to) in ((string, string)[])[("\"immunity\": 1036800", "\"immunity\": 1036799"),
            ("\"quorumPercent\": 4", "\"quorumPercent\": 0"), ("\"symbol\"", "\"sybmol\""), ("\"600000\"", "\"6e5\"")])
        {
            var text = await File.ReadAllTextAsync(Settings());
            var wrong = Dai.Write("wrong.json", text.Replace(from, to, StringComparison.Ordinal));
            var refused = await Dai.RunAsync("dao", "deploy", "--key", key, "--settings", wrong, "--yes", "--json");
            Assert.Equal((2, "DAI-4217"), (refused.Exit, refused.Code));
        }
    }

    private async Task DemandRestAsync(string[] deploy, int rest)
    {
        var again = await Dai.RunAsync(deploy);
        Assert.Equal(rest, again.Object().GetProperty("transactions").GetInt32());
    }

    private static string Settings() => Repository.File("governance", "deployment", "settings.example.json");
}
