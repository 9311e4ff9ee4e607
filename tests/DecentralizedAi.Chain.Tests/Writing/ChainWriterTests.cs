using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Writing;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Writing;

[Collection(LocalChainCollection.Name)]
public sealed class ChainWriterTests(LocalChain chain)
{
    private readonly CancellationToken _patience = LocalChain.Patience;

    [Fact]
    public async Task Sends_a_transaction_whose_hash_it_knew_before()
    {
        var writer = await chain.WriterAsync();
        var target = EthereumKey.Create().Account;
        var signed = writer.Sign(await DraftAsync(writer, target, nonce: 0));
        Assert.IsType<SendAnswer.Accepted>(await writer.SendAsync(signed.Raw, _patience));
        var receipt = await MinedAsync(writer, signed.Hash);
        Assert.True(receipt.Succeeded);
        Assert.Equal(21_000UL, receipt.GasUsed);
        Assert.Equal(1UL, await writer.NextNonceAsync(_patience));
    }

    [Fact]
    public async Task Tells_the_answers_of_the_chain_apart()
    {
        var writer = await chain.WriterAsync();
        var target = EthereumKey.Create().Account;
        await chain.AutomineAsync(false);
        try
        {
            var first = writer.Sign(await DraftAsync(writer, target, nonce: 0));
            Assert.IsType<SendAnswer.Accepted>(await writer.SendAsync(first.Raw, _patience));
            Assert.IsType<SendAnswer.AlreadyKnown>(await writer.SendAsync(first.Raw, _patience));
            await chain.MineAsync();
            Assert.IsType<SendAnswer.NonceTooLow>(await writer.SendAsync(first.Raw, _patience));
            var dear = await DraftAsync(writer, target, nonce: 1) with { Value = LocalChain.Coins(5000) };
            var refused = Assert.IsType<SendAnswer.Refused>(await writer.SendAsync(writer.Sign(dear).Raw, _patience));
            Assert.Contains("nsufficient funds", refused.Reason);
        }
        finally
        {
            await chain.AutomineAsync(true);
        }
    }

    [Fact]
    public async Task No_answer_is_not_a_refusal()
    {
        using var nobody = new Rpc.RpcEndpoint("http://127.0.0.1:1");
        var writer = new ChainWriter(EthereumKey.Create(), nobody, 31337, chain.Reverts);
        var signed = writer.Sign(new TransactionDraft(Address.Zero, default, 21_000, 0,
            new TransactionFees(UInt256.Of(10), UInt256.Of(1))));
        Assert.IsType<SendAnswer.Unanswered>(await writer.SendAsync(signed.Raw, _patience));
    }

    [Fact]
    public async Task A_gap_in_the_nonces_after_a_failed_send_is_repaired_from_the_chain()
    {
        var writer = await chain.WriterAsync();
        var target = EthereumKey.Create().Account;
        // Nonce 0 never reached the pool: what follows is accepted, and waits for ever.
        var stuck = writer.Sign(await DraftAsync(writer, target, nonce: 1));
        Assert.IsType<SendAnswer.Accepted>(await writer.SendAsync(stuck.Raw, _patience));
        Assert.Null(await writer.ReceiptAsync(stuck.Hash, _patience));
        // The writer keeps no counter of its own, so the chain's answer names the hole.
        Assert.Equal(0UL, await writer.NextNonceAsync(_patience));
        using var sender = new TransactionSender(writer, TimeProvider.System);
        var repaired = await sender.SendAsync(new Outgoing(target, [], 21_000), _patience);
        Assert.True(repaired.Succeeded);
        Assert.True((await MinedAsync(writer, stuck.Hash)).Succeeded);
        Assert.Equal(2UL, await writer.NextNonceAsync(_patience));
    }

    [Fact]
    public async Task Names_the_error_of_a_reverted_transaction_and_of_a_refused_call()
    {
        var writer = await chain.WriterAsync();
        using var sender = new TransactionSender(writer, TimeProvider.System);
        // Code that reverts with Panic(0x11) whatever it is asked.
        var panics = Keccak256.Hash("Panic(uint256)").ToArray()[..4];
        byte[] runtime = [0x63, .. panics, 0x60, 0xe0, 0x1b, 0x5f, 0x52, 0x60, 0x11, 0x60, 0x04, 0x52, 0x60, 0x24,
            0x5f, 0xfd];
        byte[] create = [0x60, (byte)runtime.Length, 0x60, 0x0b, 0x5f, 0x39, 0x60, (byte)runtime.Length, 0x5f, 0xf3,
            0x00, .. runtime];
        var created = (await sender.SendAsync(new Outgoing(null, create), _patience)).Created!.Value;

        var early = await Assert.ThrowsAsync<ContractRevertedException>(
            () => sender.SendAsync(new Outgoing(created, []), _patience));
        Assert.Equal("Panic(17)", early.Revert.ToString());
        Assert.Null(early.Transaction);

        var mined = await Assert.ThrowsAsync<ContractRevertedException>(
            () => sender.SendAsync(new Outgoing(created, [], Gas: 100_000), _patience));
        Assert.Equal("Panic(17)", mined.Revert.ToString());
        Assert.NotNull(mined.Transaction);

        var call = await writer.CallAsync(created, default, _patience);
        Assert.Equal("Panic", Assert.IsType<CallAnswer.Reverted>(call).Revert.Name);
    }

    [Fact]
    public async Task Many_transactions_of_one_key_are_mined_in_order()
    {
        var writer = await chain.WriterAsync();
        using var sender = new TransactionSender(writer, TimeProvider.System);
        var all = Enumerable.Range(0, 40).Select(_ => new Outgoing(EthereumKey.Create().Account, [], 21_000)).ToArray();
        var receipts = await sender.SendAllAsync(all, _patience);
        Assert.All(receipts, r => Assert.True(r.Succeeded));
        Assert.Equal(receipts.Select(r => r.Block.Number).Order(), receipts.Select(r => r.Block.Number));
        Assert.Equal(40UL, await writer.NextNonceAsync(_patience));
    }

    private async Task<TransactionDraft> DraftAsync(ChainWriter writer, Address target, ulong nonce) =>
        new(target, default, 21_000, nonce, await writer.FeesAsync(_patience), UInt256.One);

    private async Task<TransactionReceipt> MinedAsync(ChainWriter writer, Bytes32 hash)
    {
        var watch = new Rpc.HeadWatch(chain.Rpc, TimeProvider.System, TimeSpan.FromMilliseconds(20));
        await foreach (var _ in watch.WatchAsync(_patience))
        {
            if (await writer.ReceiptAsync(hash, _patience) is { } receipt)
                return receipt;
            await chain.MineAsync();
        }
        throw new InvalidOperationException("the watch ended");
    }
}
