using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Tests.Dao;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Nethereum.Contracts;
using Xunit;
using BlockHeader = DecentralizedAi.Chain.Rpc.BlockHeader;

namespace DecentralizedAi.Chain.Tests.Feed;

/// <summary>Logs of voted events against a real chain, and endpoints that lie about them.</summary>
[Collection(LocalDaoCollection.Name)]
public sealed class FinalLogTests(LocalDao dao)
{
    private static readonly Bytes32 Transfer = Keccak256.Hash("Transfer(address,address,uint256)");

    private readonly CancellationToken _patience = LocalChain.Patience;

    public static TheoryData<string> Names => [.. Lying.Keys];

    private LogSource Minted => new(dao.Contracts.DevToken!.Value, Transfer);

    private static Dictionary<string, Func<string, JsonNode?, JsonNode?>> Lying { get; } = new()
    {
        ["no receipts"] = (m, _) => m == "eth_getBlockReceipts" ? new JsonArray() : null,
        ["a receipt without its log"] = (m, r) => m == "eth_getBlockReceipts" ? Each(r!, "logs", new JsonArray()) : null,
        ["a log of another contract"] = (m, r) => m == "eth_getBlockReceipts" ? Log(r!, "address") : null,
        ["a log with other words"] = (m, r) => m == "eth_getBlockReceipts" ? Log(r!, "data") : null,
        ["another transaction"] = (m, _) => m == "eth_getRawTransactionByBlockHashAndIndex" ? "0x02c0" : null,
        ["no bloom"] = (m, r) => m == "eth_getBlockByNumber"
            ? With(r!, "logsBloom", "0x" + new string('0', 512)) : null,
        ["no such method"] = (m, _) => m == "eth_getBlockReceipts" ? JsonValue.Create("no") : null,
    };

    [Fact]
    public async Task Finds_a_log_with_its_place_once_its_block_is_final_and_not_before()
    {
        var agent = await HostedAgent.CreateAsync(dao, "listens");
        await using var feed = Watch(agent, dao.Chain.Rpc, Minted);
        var (hash, block) = await MintAsync();
        var seen = await feed.NextAsync(pair => pair.Head.Head.Number >= block);
        Assert.DoesNotContain(seen.Logs, log => log.Block == block);
        await dao.Chain.MineAsync(2);
        var final = await feed.NextAsync(pair => pair.Final.Head.Number >= block);
        Assert.Equal(new FinalLog(Minted, hash, 0, block), Assert.Single(final.Logs, log => log.Block == block));
    }

    [Fact]
    public async Task A_log_that_a_reorganisation_took_back_is_never_found()
    {
        var agent = await HostedAgent.CreateAsync(dao, "taken-back");
        await using var feed = Watch(agent, dao.Chain.Rpc, Minted);
        var (_, block) = await MintAsync();
        await feed.NextAsync(pair => pair.Head.Head.Number >= block);
        await dao.Chain.Rpc.CallAsync(new RpcCall("anvil_reorg", 1, Array.Empty<object>()), _patience);
        await dao.Chain.MineAsync(4);
        var after = await feed.NextAsync(pair => pair.Final.Head.Number >= block);
        Assert.DoesNotContain(after.Logs, log => log.Block == block);
    }

    [Fact]
    public async Task A_source_that_is_watched_later_is_found_in_blocks_that_were_read_before()
    {
        var agent = await HostedAgent.CreateAsync(dao, "watched-later");
        IReadOnlySet<LogSource> watched = new HashSet<LogSource> { new(Minted.Contract, Keccak256.Hash("Other()")) };
        await using var feed = new FeedReader(dao.Deployed, agent.Operator, [dao.Chain.Rpc], logs: () => watched);
        var (hash, block) = await MintAsync();
        await dao.Chain.MineAsync(2);
        await feed.NextAsync(pair => pair.Final.Head.Number >= block);
        watched = new HashSet<LogSource> { Minted };
        await dao.Chain.MineAsync();
        var again = await feed.NextAsync(pair => pair.Final.Head.Number > block);
        Assert.Contains(new FinalLog(Minted, hash, 0, block), again.Logs);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_lie_about_a_log_is_noticed_and_the_log_waits_while_the_law_does_not(string name)
    {
        var (_, block) = await MintAsync();
        await dao.Chain.MineAsync(2);
        var final = await HeaderAsync(block + 1);
        await using var proxy = new LyingProxy(dao.Chain.Host.Rpc) { Lie = Lying[name] };
        // From the block before on, so that a header is read from the endpoint too.
        var logs = new FinalLogs(block - 1);
        var watched = new HashSet<LogSource> { Minted };
        var noticed = await Record.ExceptionAsync(() => logs.ReadAsync(proxy.Endpoint, final, watched, _patience));
        Assert.True(Disbelief.Covers(noticed!), $"{noticed}");
        Assert.DoesNotContain(logs.Found, log => log.Block == block);
        await logs.ReadAsync(dao.Chain.Rpc, final, watched, _patience);
        Assert.Contains(logs.Found, log => log.Block == block);
    }

    [Fact]
    public async Task The_roots_of_a_block_with_many_transactions_are_made_again()
    {
        var writer = await dao.Chain.WriterAsync();
        var fees = await writer.FeesAsync(_patience);
        var data = new DevTokenAbi.TransferFunction { To = writer.Account.ToLower(), Value = 0 }.GetCallData();
        await dao.Chain.AutomineAsync(false);
        try
        {
            for (var nonce = 0UL; nonce < 140; nonce++)
                Assert.IsType<SendAnswer.Accepted>(await writer.SendAsync(
                    writer.Sign(new TransactionDraft(Minted.Contract, data, 60_000, nonce, fees)).Raw, _patience));
            await dao.Chain.MineAsync();
        }
        finally
        {
            await dao.Chain.AutomineAsync(true);
        }
        var found = await BlockReceipts.ReadAsync(
            dao.Chain.Rpc, await HeaderAsync(null), new HashSet<LogSource> { Minted }, _patience);
        Assert.Equal(140, found.Select(log => log.Transaction).Distinct().Count());
    }

    private FeedReader Watch(HostedAgent agent, RpcEndpoint endpoint, LogSource source) =>
        new(dao.Deployed, agent.Operator, [endpoint], logs: () => new HashSet<LogSource> { source });

    private async Task<(Bytes32 Hash, ulong Block)> MintAsync()
    {
        var receipt = await new VaultService(dao.Reader).MintAsync(
            dao.Deployer, Minted.Contract, dao.Deployer.Account, UInt256.Of(7), _patience);
        return (receipt.Hash, receipt.Block.Number);
    }

    private async Task<BlockHeader> HeaderAsync(ulong? block) => BlockHeader.Of(await dao.Chain.Rpc.CallAsync(
        new RpcCall("eth_getBlockByNumber", block is { } number ? RpcValues.Quantity(number) : "latest", false),
        _patience));

    private static JsonNode Each(JsonNode list, string name, JsonNode value)
    {
        foreach (var item in list.AsArray())
            item![name] = value.DeepClone();
        return list;
    }

    private static JsonNode Log(JsonNode receipts, string name)
    {
        var log = receipts[0]!["logs"]![0]!;
        log[name] = Lies.Flip((string)log[name]!);
        return receipts;
    }

    private static JsonNode With(JsonNode block, string name, JsonNode value)
    {
        block[name] = value;
        return block;
    }
}
