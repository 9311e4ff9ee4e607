using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Abi;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Tests.Feed;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>A node whose endpoint is gone, lies or forgets: money stops or goes on unharmed, and comes back by itself.
/// </summary>
[Collection(LiveCollection.Name)]
public sealed class OutageTests(NodeStage stage) : IClassFixture<NodeStage>
{
    private LiveNode Node => stage.Node;

    // What the endpoint says while it lies, and whether a payment can be made meanwhile. None may be made twice.
    private Dictionary<string, (Func<string, JsonNode?, JsonNode?> Lie, bool Pays)> Lies(JsonNode oldBlock) => new()
    {
        ["an old block stays the head"] = ((m, _) => m == "eth_getBlockByNumber" ? oldBlock.DeepClone() : null, false),
        ["another state root"] = ((m, r) => m == "eth_getBlockByNumber" ? Flip(r!, "stateRoot") : null, false),
        ["a log is missing"] = ((m, r) => m == "eth_getLogs"
            ? Feed.Lies.Without(r, EventTopic.Of<ActionLedgerAbi.CheckpointedEvent>()) : null, false),
        ["another slot"] = ((m, r) => m == "eth_getProof" ? FlipSlot(r!) : null, false),
        ["an account with another nonce"] = ((m, r) => m == "eth_getProof" ? Flip(r!, "nonce") : null, true),
        ["every receipt says failed"] = ((m, r) => m == "eth_getTransactionReceipt" && r is JsonObject
            ? With(r, "status", "0x0") : null, true),
        ["no receipt is there"] = ((m, _) => m == "eth_getTransactionReceipt" ? new JsonObject() : null, true),
        ["a tip of a thousand coins"] = ((m, _) =>
            m == "eth_maxPriorityFeePerGas" ? "0x3635c9adc5dea00000" : null, true),
        ["no code is there"] = ((m, r) => m == "eth_getProof" ? Flip(r!, "codeHash") : null, true),
    };

    public static TheoryData<string> Names =>
    [
        "an old block stays the head", "another state root", "a log is missing", "another slot",
        "an account with another nonce", "every receipt says failed", "no receipt is there",
        "a tip of a thousand coins", "no code is there",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_lie_stops_money_or_changes_nothing(string name)
    {
        await Node.ReadyAsync();
        var before = await stage.SpendsAsync();
        var (lie, pays) = Lies(await OldBlockAsync())[name];
        stage.Proxy.Lie = lie;
        Domain.Encoding.Bytes32 instruction;
        try
        {
            await GrowOldAsync();
            instruction = await Node.SayAsync("Pay 1 USDC to Hosting.");
            for (var block = 0; block < 6; block++)
            {
                if (pays)
                    await Node.BlockAsync();
                else
                    await stage.Dao.MineAsync();
            }
            Assert.Equal(pays ? before + 1 : before, await stage.SpendsAsync());
        }
        finally
        {
            stage.Proxy.Lie = null;
        }
        var view = await Node.AnsweredAsync(instruction);
        Assert.Equal("done", Assert.Single(view.Actions).Outcome);
        await Node.ReadyAsync();
        Assert.Equal(before + 1, await stage.SpendsAsync());
    }

    [Fact]
    public async Task Without_an_endpoint_money_stops_reads_go_on_and_everything_resumes()
    {
        await Node.ReadyAsync();
        var before = await stage.SpendsAsync();
        stage.Proxy.Gone = true;
        Domain.Encoding.Bytes32 pay;
        try
        {
            await GrowOldAsync();
            pay = await Node.SayAsync("Pay 1 USDC to Hosting.");
            var look = await Node.SayAsync("What is the balance?");
            await Node.WaitAsync(async () => (await Node.ViewAsync(look)).State == "answered", "a read");
            for (var block = 0; block < 6; block++)
                await stage.Dao.MineAsync();
            Assert.Empty((await Node.ViewAsync(pay)).Actions);
            Assert.Equal(before, await stage.SpendsAsync());
        }
        finally
        {
            stage.Proxy.Gone = false;
        }
        var view = await Node.AnsweredAsync(pay);
        Assert.Equal("done", Assert.Single(view.Actions).Outcome);
        Assert.Equal(before + 1, await stage.SpendsAsync());
    }

    [Fact]
    public async Task A_chain_that_came_back_lower_has_every_payment_once_in_the_end()
    {
        await Node.ReadyAsync();
        var before = await stage.SpendsAsync();
        var state = await stage.Dao.Chain.Rpc.CallAsync(new RpcCall("evm_snapshot"), LocalChain.Patience);
        var first = await Node.AnsweredAsync(await Node.SayAsync("Pay 1 USDC to Hosting."));
        await stage.Dao.Chain.Rpc.CallAsync(new RpcCall("evm_revert", state.GetString()), LocalChain.Patience);
        Assert.Equal(before, await stage.SpendsAsync());
        await Node.BlocksAsync(async () => await stage.SpendsAsync() > before, "the payment again");
        await Node.ReadyAsync();
        var second = await Node.AnsweredAsync(await Node.SayAsync("Pay 1 USDC to Hosting."));
        Assert.Equal([Assert.Single(first.Actions).Id, Assert.Single(second.Actions).Id],
            (await stage.ReceiptsAsync()).Skip(before).Select(s => s.Action.ToString()));
    }

    // The node's last block is older than money may be, whatever the time between blocks was.
    private async Task GrowOldAsync()
    {
        await stage.Dao.Chain.PassAsync(25);
        await stage.Dao.MineAsync();
    }

    private async Task<JsonNode> OldBlockAsync()
    {
        var answer = await stage.Dao.Chain.Rpc.CallAsync(
            new RpcCall("eth_getBlockByNumber", "latest", false), LocalChain.Patience);
        return JsonNode.Parse(answer.GetRawText())!;
    }

    private static JsonNode Flip(JsonNode parent, string name) =>
        With(parent, name, Feed.Lies.Flip((string)parent[name]!));

    private static JsonNode FlipSlot(JsonNode proof)
    {
        foreach (var slot in proof["storageProof"]!.AsArray())
            Flip(slot!, "value");
        return proof;
    }

    private static JsonNode With(JsonNode parent, string name, JsonNode value)
    {
        parent[name] = value;
        return parent;
    }
}
