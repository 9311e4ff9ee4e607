using System.Text.Json;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

/// <summary>What the operator sent and no block takes, on a real chain that makes blocks by request.</summary>
public sealed class StuckTransactionTests : IAsyncLifetime
{
    private static readonly Address Payee = Address.Parse("0x00000000000000000000000000000000000000cc");
    private static readonly UInt256 Gwei = UInt256.Of(1_000_000_000);

    private ForeignChain _chain = null!;
    private string _file = null!;
    private EthereumKey _key = null!;

    public async Task InitializeAsync()
    {
        _chain = await ForeignChain.StartAsync();
        _file = await _chain.KeyAsync("operator.json");
        _key = KeystoreFile.Read(_file, "word");
        var deployed = await _chain.Dai.RunAsync("dao", "deploy", "--key", _file, "--settings",
            Repository.File("governance", "deployment", "settings.example.json"), "--out", "dao.json", "--yes",
            "--json");
        Assert.True(deployed.Exit == 0, deployed.Output);
        _chain.Dai.Variables["DAI_CHAIN_MANIFEST"] = Path.Combine(_chain.Dai.Folder, "dao.json");
        await _chain.AskAsync("evm_setAutomine", false);
    }

    public async Task DisposeAsync() => await _chain.DisposeAsync();

    [Fact]
    public async Task It_is_shown_with_all_it_does_and_raised_at_its_nonce_and_pays_once()
    {
        Assert.True((await LookAsync()).GetProperty("ok").GetBoolean());
        var sent = await SendAsync();
        Assert.True((await LookAsync()).GetProperty("ok").GetBoolean(), "it waits no longer than others");
        await LeaveBehindAsync(sent.Raw);

        var stuck = await LookAsync();
        Assert.False(stuck.GetProperty("ok").GetBoolean());
        var found = stuck.GetProperty("found").GetString()!;
        Assert.All((string[])[sent.Hash.ToString(), $"nonce {sent.Nonce}", Payee.ToString(), "5 wei",
            $"{sent.Fee} wei", $"the head asks {Gwei.SaturatingMultiply(700)}"],
            words => Assert.Contains(words, found, StringComparison.Ordinal));
        Assert.Equal(UInt256.Zero, await PaidAsync());

        var mended = await DoctorAsync("--fix", "--yes");
        Assert.Contains(mended.Object().GetProperty("repaired").EnumerateArray(), plan =>
            plan.GetString()!.Contains(sent.Hash.ToString(), StringComparison.Ordinal));
        Assert.True(Finding(mended).GetProperty("ok").GetBoolean(), mended.Output);
        await _chain.AskAsync("evm_mine");
        Assert.Equal(UInt256.Of(5), await PaidAsync());
        Assert.Equal(sent.Nonce + 1, await Writer().NextNonceAsync(_chain.Patience));

        await DoctorAsync("--fix", "--yes");
        await _chain.AskAsync("evm_mine");
        Assert.Equal((UInt256.Of(5), sent.Nonce + 1),
            (await PaidAsync(), await Writer().NextNonceAsync(_chain.Patience)));
    }

    [Fact]
    public async Task It_stays_as_it_is_where_more_is_above_what_the_operator_pays()
    {
        await LeaveBehindAsync((await SendAsync()).Raw);
        _chain.Dai.Variables["DAI_CHAIN_MAX_FEE"] = "600";
        var stuck = await LookAsync();
        Assert.False(stuck.GetProperty("ok").GetBoolean());
        Assert.Equal(JsonValueKind.Null, stuck.GetProperty("repair").ValueKind);
        Assert.Contains("chain.max_fee", stuck.GetProperty("fix").GetString());
    }

    private ChainWriter Writer() => new(_key, _chain.Rpc, ForeignChain.Id, RevertDecoder.OfDao());

    private async Task<(Bytes32 Hash, ulong Nonce, UInt256 Fee, byte[] Raw)> SendAsync()
    {
        var writer = Writer();
        var (nonce, fees) = (await writer.NextNonceAsync(_chain.Patience), await writer.FeesAsync(_chain.Patience));
        var signed = writer.Sign(new TransactionDraft(Payee, default, 21_000, nonce, fees, UInt256.Of(5)));
        Assert.IsType<SendAnswer.Accepted>(await writer.SendAsync(signed.Raw, _chain.Patience));
        return (signed.Hash, nonce, fees.MaxFee, signed.Raw.ToArray());
    }

    // A block that asks for more than it offers. This chain then forgets it, where others keep it, and takes it again
    // only for a next block that asks for less.
    private async Task LeaveBehindAsync(byte[] raw)
    {
        await NextAsksAsync(Gwei.SaturatingMultiply(700));
        await _chain.AskAsync("evm_mine");
        await NextAsksAsync(Gwei);
        Assert.IsType<SendAnswer.Accepted>(await Writer().SendAsync(raw, _chain.Patience));
    }

    private Task NextAsksAsync(UInt256 baseFee) =>
        _chain.AskAsync("anvil_setNextBlockBaseFeePerGas", RpcValues.Quantity(baseFee));

    private async Task<UInt256> PaidAsync() =>
        (await _chain.AskAsync("eth_getBalance", Payee.ToLower(), "latest")).GetString()!.ToWide();

    private async Task<JsonElement> LookAsync() => Finding(await DoctorAsync());

    private Task<Ended> DoctorAsync(params string[] options) =>
        _chain.Dai.RunAsync(["doctor", "--as", _file, .. options, "--json"]);

    private static JsonElement Finding(Ended ended) => ended.Object().GetProperty("findings").EnumerateArray()
        .Single(finding => finding.GetProperty("part").GetString() == "transactions");
}
