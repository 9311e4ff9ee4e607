using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Encoding;
using Nethereum.ABI.FunctionEncoding;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>DAOs that have no Governor of ours decide with their own published contracts.</summary>
public sealed class AdoptionTests : IAsyncLifetime
{
    private const string Bare = """
        {"schema":"dai.settings/1","constants":{"immunity":9,"finality":2,"staleMoney":3,"anchorWithin":30,
         "maxLogAge":600,"maxUnlogged":64}}
        """;

    private ForeignChain _chain = null!;

    public async Task InitializeAsync() => _chain = await ForeignChain.StartAsync();

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Fact]
    public async Task A_Safe_hires_an_agent_and_changes_its_policy()
    {
        using var payer = await PayerAsync();
        var safe = await SafeWallet.CreateAsync(payer, _chain.Rpc, _chain.Patience);
        await DeployAsync(safe.Address);
        var hiring = await HireAsync("safe");
        Assert.Equal(["stage", "stage", "setStatus", "register", "setName", "assign", "publish"], hiring.Functions);
        var batch = JsonDocument.Parse(await File.ReadAllTextAsync(hiring.File)).RootElement;
        Assert.Equal(safe.Address.ToString(),
            batch.GetProperty("meta").GetProperty("createdFromSafeAddress").GetString());
        Assert.Equal(hiring.Calls, batch.GetProperty("transactions").EnumerateArray()
            .Select(one => one.GetProperty("data").GetString()!));

        var hosting = batch.GetProperty("transactions")[2];
        await Assert.ThrowsAsync<ContractRevertedException>(() => safe.ExecuteAsync(
            Address.Parse(hosting.GetProperty("to").GetString()!), Hex.Decode(hosting.GetProperty("data").GetString()!),
            0, 1, _chain.Patience));
        await safe.ExecuteAsync(batch, _chain.Patience);
        Assert.Equal(hiring.Root, await RootInForceAsync());

        var change = await ProposeAsync("per_action: 1000", "per_action: 999");
        await safe.ExecuteAsync(
            JsonDocument.Parse(await File.ReadAllTextAsync(change.File)).RootElement, _chain.Patience);
        Assert.Equal(change.Root, await RootInForceAsync());
        Assert.NotEqual(hiring.Root, change.Root);
        await _chain.RunAsync("dao", "verify");

        var again = await _chain.Dai.RunAsync(
            "agent", "add", "treasurer", "--policy", Policy("", ""), "--out", "again.json", "--yes", "--json");
        Assert.Equal("DAI-1088", again.Code);
    }

    [Fact]
    public async Task An_OpenZeppelin_timelock_hires_an_agent_after_its_delay()
    {
        using var payer = await PayerAsync();
        var artifact = ContractArtifacts.Of("TimelockController");
        var people = new List<string> { payer.Account.ToLower() };
        var words = new ParametersEncoder().EncodeParameters(artifact.Abi.Constructor.InputParameters,
            [500, people, people, Address.Zero.ToLower()]);
        var timelock = (await payer.SendAsync(
            new Outgoing(null, [.. artifact.Bytecode.Span, .. words]), _chain.Patience)).Created!.Value;
        await DeployAsync(timelock);
        var hiring = await HireAsync("timelock");
        var transactions = JsonDocument.Parse(await File.ReadAllTextAsync(hiring.File)).RootElement
            .GetProperty("transactions").EnumerateArray().ToList();
        Assert.Equal(["schedule", "execute"], transactions.Select(one => one.GetProperty("id").GetString()));
        await SendAsync(payer, transactions[0]);
        await Assert.ThrowsAsync<ContractRevertedException>(() => SendAsync(payer, transactions[1]));
        Assert.Equal(default, await RootInForceAsync());
        await _chain.AskAsync("evm_increaseTime", 501);
        await _chain.AskAsync("evm_mine");
        await SendAsync(payer, transactions[1]);
        Assert.Equal(hiring.Root, await RootInForceAsync());
    }

    [Fact]
    public void The_checksum_is_that_of_Safes_own_builder()
    {
        // A file that the builder 1.18.2 wrote.
        var batch = JsonNode.Parse("""
            {"version":"1.0","chainId":"1","createdAt":1761326849944,"meta":{"name":"Transactions Batch",
            "description":"","txBuilderVersion":"1.18.2",
            "createdFromSafeAddress":"0xA77DE01e157f9f57C7c4A326eeE9C4874D0598b6",
            "createdFromOwnerAddress":"",
            "checksum":"0x8b5032f716845c8b08bab3d63dbd9ba92e056f3557793cd041e59b84e16aa989"},
            "transactions":[{"to":"0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48","value":"0","data":null,"contractMethod":
            {"inputs":[{"internalType":"address","name":"spender","type":"address"},{"internalType":"uint256",
            "name":"value","type":"uint256"}],"name":"approve","payable":false},"contractInputsValues":
            {"spender":"0x474e5Ded6b5D078163BFB8F6dBa355C3aA5478C8","value":"100000000000"}}]}
            """)!.AsObject();
        Assert.Equal(batch["meta"]!["checksum"]!.GetValue<string>(), SafeBatch.Checksum(batch));
    }

    private sealed record Written(
        string File, IReadOnlyList<string> Functions, IReadOnlyList<string> Calls, Bytes32 Root);

    private async Task<TransactionSender> PayerAsync()
    {
        var key = EthereumKey.Create();
        await _chain.FundAsync(key.Account);
        return _chain.Sender(key);
    }

    private async Task DeployAsync(Address authority) => await _chain.RunAsync("dao", "deploy", "--key",
        await _chain.KeyAsync("deployer.json"), "--settings", _chain.Dai.Write("settings.json", Bare), "--authority",
        authority.ToString());

    private async Task<Written> HireAsync(string kind)
    {
        await _chain.RunAsync("operator", "add", "pantry", "--as", await _chain.KeyAsync("operator.json"));
        var written = await _chain.RunAsync(
            "agent", "add", "treasurer", "--policy", Policy("", ""), "--out", "hire.json");
        Assert.Equal(kind, written.GetProperty("kind").GetString());
        return Read(written);
    }

    private async Task<Written> ProposeAsync(string from, string to) =>
        Read(await _chain.RunAsync("policy", "propose", Policy(from, to), "--out", "change.json"));

    private static Written Read(JsonElement answer)
    {
        var calls = answer.GetProperty("calls").EnumerateArray().ToList();
        var functions = calls.Select(one => one.GetProperty("words").GetString()!.Split('.', '(')[1]).ToList();
        var data = calls.Select(one => one.GetProperty("data").GetString()!).ToList();
        // publish(agent, root, ..): the root is its second word.
        var publish = Hex.Decode(data[functions.IndexOf("publish")]);
        return new Written(answer.GetProperty("file").GetString()!, functions, data,
            Bytes32.Of(publish.AsSpan(36, 32)));
    }

    private string Policy(string from, string to)
    {
        var text = File.ReadAllText(Repository.File("governance", "policies", "treasurer.yaml"))
            .Replace("eip155:31337", "eip155:90210", StringComparison.Ordinal);
        return _chain.Dai.Write(
            "policy.yaml", from.Length == 0 ? text : text.Replace(from, to, StringComparison.Ordinal));
    }

    private async Task<Bytes32> RootInForceAsync()
    {
        var dao = DaoFiles.Read(Path.Combine(_chain.Dai.Folder, ".dai", "dao.json")).Contracts;
        var reader = new ContractReader(_chain.Rpc, RevertDecoder.OfDao());
        return (await new PolicyService(dao, reader).ShowAsync(1, _chain.Patience)).Root;
    }

    private Task<Domain.Chain.TransactionReceipt> SendAsync(TransactionSender by, JsonElement one) =>
        by.SendAsync(new Outgoing(Address.Parse(one.GetProperty("to").GetString()!),
            Hex.Decode(one.GetProperty("data").GetString()!)), _chain.Patience);
}
