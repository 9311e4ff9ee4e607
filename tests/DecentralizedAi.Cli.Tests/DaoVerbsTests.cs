using System.Text.Json;
using DecentralizedAi.Chain.Hosting;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>Deploying a DAO onto a chain that is not ours, by key and by another wallet, and checking it.</summary>
public sealed class DaoVerbsTests : IAsyncLifetime
{
    private const ulong Foreign = 90_210;
    private readonly CommandLine _dai = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(100));
    private AnvilChainHost _chain = null!;
    private RpcEndpoint _rpc = null!;

    public async Task InitializeAsync()
    {
        _chain = await AnvilChainHost.StartAsync(new AnvilOptions
        {
            Folder = Path.Combine(_dai.Folder, "chain"), Binary = AnvilBinary.Find(AppContext.BaseDirectory),
            ChainId = Foreign, BlockTime = 0,
        }, TimeProvider.System, _patience.Token);
        _rpc = new RpcEndpoint(_chain.Rpc);
        await _rpc.CallAsync(new RpcCall("evm_setAutomine", true), _patience.Token);
        _dai.Variables["DAI_RPC"] = _chain.Rpc.ToString();
    }

    public async Task DisposeAsync()
    {
        _rpc.Dispose();
        await _chain.DisposeAsync();
        _dai.Dispose();
        _patience.Dispose();
    }

    [Fact]
    public async Task A_key_deploys_and_the_manifest_verifies_until_something_changes()
    {
        var key = await KeyAsync("deployer.json");
        string[] deploy = ["dao", "deploy", "--key", key, "--settings", Settings(), "--out", "dao.json"];
        var plan = await _dai.RunAsync([.. deploy, "--dry-run", "--json"]);
        Assert.Equal(0, plan.Exit);
        Assert.False(File.Exists(Path.Combine(_dai.Folder, "dao.json")));

        var done = await _dai.RunAsync([.. deploy, "--yes", "--json"]);
        Assert.True(done.Exit == 0, done.Error);
        Assert.Equal(8, done.Object().GetProperty("contracts").GetArrayLength());
        // Again sends nothing and says the same.
        var again = await _dai.RunAsync([.. deploy, "--yes", "--json"]);
        Assert.Equal(done.Output, again.Output);

        var verified = await _dai.RunAsync("dao", "verify", "dao.json", "--json");
        Assert.True(verified.Exit == 0, verified.Output);
        Assert.Contains("since block", (await _dai.RunAsync("dao", "show", "dao.json")).Output, StringComparison.Ordinal);

        var vault = done.Object().GetProperty("contracts").EnumerateArray()
            .Single(c => c.GetProperty("id").GetString() == "agentVault").GetProperty("address").GetString()!;
        await _rpc.CallAsync(new RpcCall("anvil_setCode", vault, "0x00"), _patience.Token);
        var broken = await _dai.RunAsync("dao", "verify", "dao.json", "--json");
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
        var written = await _dai.RunAsync(deploy);
        Assert.True(written.Exit == 0, written.Error);
        var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_dai.Folder, "out.json"))).RootElement;
        var transactions = file.GetProperty("transactions").EnumerateArray().ToList();
        Assert.Equal(9, transactions.Count);
        await FundAsync(wallet);
        await _rpc.CallAsync(new RpcCall("anvil_impersonateAccount", wallet.ToLower()), _patience.Token);
        foreach (var (one, index) in transactions.Select((one, index) => (one, index)))
        {
            Assert.Equal(Foreign.ToString(System.Globalization.CultureInfo.InvariantCulture),
                one.GetProperty("chainId").GetString());
            Assert.NotEmpty(one.GetProperty("sentence").GetString()!);
            var hash = await _rpc.CallAsync(new RpcCall("eth_sendTransaction", new
            {
                from = wallet.ToLower(), to = one.GetProperty("to").GetString(), data = one.GetProperty("data").GetString(),
                gas = "0x" + ulong.Parse(one.GetProperty("gas").GetString()!,
                    System.Globalization.CultureInfo.InvariantCulture).ToString("x", null),
            }), _patience.Token);
            await _rpc.CallAsync(new RpcCall("evm_mine"), _patience.Token);
            var receipt = await _rpc.CallAsync(
                new RpcCall("eth_getTransactionReceipt", hash.GetString()), _patience.Token);
            Assert.Equal("0x1", receipt.GetProperty("status").GetString());
            if (index == 4)
                await DemandRestAsync(deploy, transactions.Count - index - 1);
        }
        var done = await _dai.RunAsync(deploy);
        Assert.True(done.Exit == 0, done.Error);
        var verified = await _dai.RunAsync("dao", "verify", "dao.json");
        Assert.True(verified.Exit == 0, verified.Output);
        Assert.EndsWith(" 0 differences\n", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_DAO_rules_with_authority_and_no_token_is_deployed()
    {
        var key = await KeyAsync("deployer.json");
        var settings = _dai.Write("bare.json", """
            {"schema":"dai.settings/1","constants":{"immunity":9,"finality":2,"staleMoney":3,"anchorWithin":30,
             "maxLogAge":600,"maxUnlogged":64}}
            """);
        string[] deploy = ["dao", "deploy", "--key", key, "--settings", settings, "--out", "dao.json", "--yes", "--json"];
        var nobody = await _dai.RunAsync([.. deploy, "--authority", EthereumKey.Create().Account.ToString()]);
        Assert.Equal("DAI-4213", nobody.Code);
        await _rpc.CallAsync(new RpcCall("anvil_setCode", "0x00000000000000000000000000000000000000aa", "0x00"),
            _patience.Token);
        var done = await _dai.RunAsync([.. deploy, "--authority", "0x00000000000000000000000000000000000000aa"]);
        Assert.True(done.Exit == 0, done.Error);
        Assert.Equal(["operatorRegistry", "policyRegistry", "actionLedger", "agentVault", "agentRegistry"],
            done.Object().GetProperty("contracts").EnumerateArray().Select(c => c.GetProperty("id").GetString()));
        Assert.Equal(0, (await _dai.RunAsync("dao", "verify", "dao.json")).Exit);
    }

    [Fact]
    public async Task What_is_dangerous_is_refused()
    {
        var key = await KeyAsync("deployer.json");
        var without = await _dai.RunAsync("dao", "deploy", "--key", key, "--yes", "--json");
        Assert.Equal((2, "DAI-1080"), (without.Exit, without.Code));
        var known = EthereumKey.Of(UInt256.Of(5).ToWord().ToArray());
        var publicly = await _dai.RunAsync("dao", "deploy", "--from", known.Account.ToString(), "--unsigned", "out.json",
            "--settings", Settings(), "--yes", "--json");
        Assert.Equal((2, "DAI-4112"), (publicly.Exit, publicly.Code));
        var unasked = await _dai.RunAsync("dao", "deploy", "--key", key, "--settings", Settings(), "--json");
        Assert.Equal((2, "DAI-1043"), (unasked.Exit, unasked.Code));
        foreach (var (from, to) in ((string, string)[])[("\"immunity\": 1036800", "\"immunity\": 1036799"),
            ("\"quorumPercent\": 4", "\"quorumPercent\": 0"), ("\"symbol\"", "\"sybmol\""), ("\"600000\"", "\"6e5\"")])
        {
            var wrong = _dai.Write("wrong.json", (await File.ReadAllTextAsync(Settings())).Replace(from, to, StringComparison.Ordinal));
            var refused = await _dai.RunAsync("dao", "deploy", "--key", key, "--settings", wrong, "--yes", "--json");
            Assert.Equal((2, "DAI-4217"), (refused.Exit, refused.Code));
        }
    }

    private async Task DemandRestAsync(string[] deploy, int rest)
    {
        var again = await _dai.RunAsync(deploy);
        Assert.Equal(rest, again.Object().GetProperty("transactions").GetInt32());
    }

    private async Task<string> KeyAsync(string name)
    {
        var file = Path.Combine(_dai.Folder, name);
        var key = EthereumKey.Create();
        KeystoreFile.Write(file, key, "word", light: true);
        _dai.Variables["DAI_KEY_PASSWORD"] = "word";
        await FundAsync(key.Account);
        return file;
    }

    private Task FundAsync(Address account) => _rpc.CallAsync(
        new RpcCall("anvil_setBalance", account.ToLower(), "0x3635c9adc5dea00000"), _patience.Token);

    private static string Settings()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "governance", "deployment", "settings.example.json");
            if (File.Exists(file))
                return file;
        }
        throw new FileNotFoundException("no settings.example.json above the tests");
    }
}
