using System.Text.Json;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Transactions;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Live;

/// <summary>A payment that no block takes because the base fee left it behind.</summary>
[Collection(LiveCollection.Name)]
public sealed class StuckTransactionTests(QueueStage stage) : IClassFixture<QueueStage>
{
    private static readonly UInt256 Gwei = UInt256.Of(1_000_000_000);

    [Fact]
    public async Task A_person_lets_it_offer_more_and_it_pays_once()
    {
        var (agent, before) = (stage.Dao.Agents[0], (await stage.Dao.SpendsAsync(stage.Dao.Agents[0])).Count);
        await using var law = new LiveLaw(stage.Dao);
        await using var queue = new LiveQueue(
            law, stage.Dao.Writer(stage.Dao.Nodes[0].Spender), stage.Journal("raised"));
        await law.SeesAsync(await stage.Dao.MineAsync());
        queue.Open();
        queue.Submit(LiveSpends.Of(stage.Dao, agent, (ulong)before + 1));
        var first = await queue.InLineAsync(IsInPoolAsync);
        Assert.Equal((1, false, agent.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            (first.Attempts, first.Stuck, first.Agent));
        var raised = Assert.IsType<RaiseAnswer.Raised>(await queue.RaiseAsync(first.Hash)).View;
        Assert.Equal((first.Nonce, 2), (raised.Nonce, raised.Attempts));
        Assert.True(UInt256.Parse(raised.MaxFee) >= UInt256.Parse(first.MaxFee).SaturatingMultiply(9).DivideBy(8)
            .Quotient);
        // Whoever asks again names an attempt that is not the last one any more.
        Assert.Equal(RaiseAnswer.Gone,
            Assert.IsType<RaiseAnswer.Rejected>(await queue.RaiseAsync(first.Hash)).Code);
        await stage.RunAsync(law, queue, until: () => queue.Waiting == 0, "raised");
        Assert.IsType<CallEnd.Mined>(queue.Ends.Values.Single());
        Assert.Equal((false, true), (await IsMinedAsync(first.Hash), await IsMinedAsync(raised.Hash)));
        Assert.Equal(before + 1, (await stage.Dao.SpendsAsync(agent)).Count);
    }

    [Fact]
    public async Task It_stays_where_more_is_above_what_the_operator_pays_until_the_head_asks_less()
    {
        var (agent, before) = (stage.Dao.Agents[0], (await stage.Dao.SpendsAsync(stage.Dao.Agents[0])).Count);
        await using var law = new LiveLaw(stage.Dao);
        await using var queue = new LiveQueue(
            law, stage.Dao.Writer(stage.Dao.Nodes[0].Spender), stage.Journal("bounded"))
        {
            MostFee = Gwei.SaturatingMultiply(20),
        };
        await law.SeesAsync(await stage.Dao.MineAsync());
        queue.Open();
        queue.Submit(LiveSpends.Of(stage.Dao, agent, (ulong)before + 1));
        await queue.InLineAsync(IsInPoolAsync);
        await BaseFeeAsync(Gwei.SaturatingMultiply(500));
        await law.SeesAsync(await stage.Dao.MineAsync());
        var most = Gwei.SaturatingMultiply(20).ToString();
        var stuck = await queue.InLineAsync(view => Task.FromResult(view.MaxFee == most));
        Assert.True(stuck.Stuck);
        var refused = Assert.IsType<RaiseAnswer.Rejected>(await queue.RaiseAsync(stuck.Hash));
        Assert.Equal(RaiseAnswer.TooDear, refused.Code);
        Assert.Contains("chain.max_fee", refused.Message);
        await BaseFeeAsync(Gwei);
        await stage.RunAsync(law, queue, until: () => queue.Waiting == 0, "bounded");
        Assert.IsType<CallEnd.Mined>(queue.Ends.Values.Single());
        Assert.Equal(before + 1, (await stage.Dao.SpendsAsync(agent)).Count);
    }

    [Fact]
    public async Task It_offers_more_by_itself_where_nothing_bounds_it()
    {
        var (agent, before) = (stage.Dao.Agents[0], (await stage.Dao.SpendsAsync(stage.Dao.Agents[0])).Count);
        await using var law = new LiveLaw(stage.Dao);
        await using var queue = new LiveQueue(
            law, stage.Dao.Writer(stage.Dao.Nodes[0].Spender), stage.Journal("by itself"));
        await law.SeesAsync(await stage.Dao.MineAsync());
        queue.Open();
        queue.Submit(LiveSpends.Of(stage.Dao, agent, (ulong)before + 1));
        var first = await queue.InLineAsync(IsInPoolAsync);
        await BaseFeeAsync(Gwei.SaturatingMultiply(500));
        await stage.RunAsync(law, queue, until: () => queue.Waiting == 0, "by itself");
        Assert.IsType<CallEnd.Mined>(queue.Ends.Values.Single());
        Assert.False(await IsMinedAsync(first.Hash));
        Assert.Equal(before + 1, (await stage.Dao.SpendsAsync(agent)).Count);
        await BaseFeeAsync(Gwei);
        await law.SeesAsync(await stage.Dao.MineAsync());
    }

    private Task<bool> IsInPoolAsync(TransactionView view) => HasAsync("eth_getTransactionByHash", view.Hash);

    private Task<bool> IsMinedAsync(string hash) => HasAsync("eth_getTransactionReceipt", hash);

    private async Task<bool> HasAsync(string method, string hash) => (await stage.Dao.Chain.Rpc.CallAsync(
        new RpcCall(method, hash), LocalChain.Patience)).ValueKind == JsonValueKind.Object;

    // Of the next block; what follows it falls by an eighth a block.
    private Task BaseFeeAsync(UInt256 wei) => stage.Dao.Chain.Rpc.CallAsync(
        new RpcCall("anvil_setNextBlockBaseFeePerGas", RpcValues.Quantity(wei)), LocalChain.Patience);
}
