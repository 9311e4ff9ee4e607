using System.Collections.Immutable;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Bundles;
using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Tests.Dao;
using DecentralizedAi.Chain.Tests.Feed;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Storage;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Bundles;

[Collection(LocalDaoCollection.Name)]
public sealed class BundleExporterTests(LocalDao dao)
{
    private readonly CancellationToken _patience = LocalChain.Patience;
    private readonly InMemoryBatchStore _batches = new();
    private readonly InMemoryBodyStore _bodies = new();

    [Fact]
    public async Task An_exported_bundle_verifies_from_one_block_hash()
    {
        var (exported, manifest) = await ExportAsync("exported");
        var written = BundleWriter.Write(exported.Bundle);
        var result = Verify(BundleReader.Read(written), exported.Block.Hash, manifest);
        Assert.Null(result.Failure);
        Assert.Empty(result.Void);
        Assert.Single(result.Found);
        Assert.Empty(result.Outside);
        Assert.Equal(0, result.NotOpened);
        Assert.DoesNotContain("publications without their proposal", result.NotChecked.Keys);
        Assert.Contains("1 proposals", result.Checks[^1].Counts);
        Assert.Contains("2 documents", result.Checks[5].Counts);
    }

    [Fact]
    public async Task A_hidden_leaf_a_changed_vote_or_another_block_is_found()
    {
        var (exported, manifest) = await ExportAsync("edited");
        var bundle = exported.Bundle;
        Assert.Equal(1, Verify(bundle, Keccak256.Hash("another block"), manifest).Failure!.Check);
        Assert.Equal(4, Verify(bundle with { Entries = [] }, exported.Block.Hash, manifest).Failure!.Check);
        var votes = bundle.Proposals[0] with { Tallies = new BundleTallies(UInt256.Zero, UInt256.One, UInt256.Zero) };
        Assert.Equal(9, Verify(bundle with { Proposals = [votes] }, exported.Block.Hash, manifest).Failure!.Check);
        var agent = bundle.Agents[0] with { Spends = [] };
        Assert.Equal(8, Verify(bundle with { Agents = [agent] }, exported.Block.Hash, manifest).Failure!.Check);
    }

    [Fact]
    public async Task A_checkpoint_is_read_with_proof_and_its_absence_too()
    {
        var agent = await HostedAgent.CreateAsync(dao, "recorded");
        await agent.TakeAndCheckpointAsync();
        await agent.CheckpointAsync("second batch");
        await agent.CheckpointAsync("third batch");
        var reader = new ChainCheckpointReader(dao.Contracts, agent.Operator, [dao.Chain.Rpc], 1);
        var second = await reader.ReadAsync(agent.AnchorKey.Account, 2, _patience);
        Assert.Equal((2UL, Keccak256.Hash("second batch")), (second!.Number, second.StreamsRoot));
        Assert.Equal(1UL, (await reader.ReadAsync(agent.AnchorKey.Account, 1, _patience))!.Number);
        var held = Assert.Single(second.Held);
        Assert.Equal((Shard.For(UInt256.Of(agent.Agent)).Value, new Lease(agent.AnchorKey.Account, 1)),
            (held.Key, held.Value));
        Assert.Null(await reader.ReadAsync(agent.AnchorKey.Account, 4, _patience));
        Assert.Null(await reader.ReadAsync(agent.AnchorKey.Account, 9, _patience));
        Assert.Null(await reader.ReadAsync(EthereumKey.Create().Account, 1, _patience));
    }

    [Fact]
    public async Task An_agent_that_never_was_has_no_bundle()
    {
        var exporter = new BundleExporter(dao.Deployed, dao.Chain.Rpc, _batches, _bodies, _ => null);
        var error = await Assert.ThrowsAsync<ChainException>(() => exporter.ExportAsync([9999], _patience));
        Assert.Equal("DAI-4230", error.Code);
    }

    [Fact]
    public async Task Proofs_of_another_block_are_asked_for_again_at_the_next_head()
    {
        var proofs = 0;
        await using var proxy = new LyingProxy(dao.Chain.Host.Rpc)
        {
            Lie = (method, answer) => method == "eth_getProof" && proofs++ == 0 ? Forged(answer!) : null,
        };
        var agent = await HostedAgent.CreateAsync(dao, "raced");
        var exporter = new BundleExporter(dao.Deployed, proxy.Endpoint, _batches, _bodies, _ => null);
        var exported = await exporter.ExportAsync([agent.Agent], _patience);
        Assert.Equal(UInt256.Of(agent.Agent), Assert.Single(exported.Bundle.Agents).AgentId);
        proxy.Lie = (method, answer) => method == "eth_getProof" ? Forged(answer!) : null;
        var error = await Assert.ThrowsAsync<RpcLiedException>(() => exporter.ExportAsync([agent.Agent], _patience));
        Assert.Contains("does not open", error.Message);
    }

    [Fact]
    public async Task A_proof_of_another_block_does_not_end_the_reading_of_a_checkpoint()
    {
        var agent = await HostedAgent.CreateAsync(dao, "overtaken");
        await agent.TakeAndCheckpointAsync();
        var proofs = 0;
        await using var proxy = new LyingProxy(dao.Chain.Host.Rpc)
        {
            Lie = (method, answer) => method == "eth_getProof" && proofs++ == 0 ? Forged(answer!) : null,
        };
        var reader = new ChainCheckpointReader(dao.Contracts, agent.Operator, [proxy.Endpoint], 1);
        var first = await reader.ReadAsync(agent.AnchorKey.Account, 1, _patience);
        Assert.Equal(Keccak256.Hash("first batch"), first!.StreamsRoot);
    }

    // As of a state with another root.
    private static JsonNode Forged(JsonNode answer)
    {
        answer["accountProof"]![0] = "0xc0";
        return answer;
    }

    private static VerificationResult Verify(Bundle bundle, Bytes32 trust, Manifest manifest) =>
        new BundleVerifier(new NethereumSignatureRecovery(), new PolicyJudge()).Verify(bundle, trust, manifest);

    private async Task<(ExportedBundle Exported, Manifest Manifest)> ExportAsync(string name)
    {
        var policy = "{\"agent\":\"" + name + "\",\"chain\":\"eip155:31337\",\"dai\":\"policy/1\",\"rules\":[{\"id\":"
            + "\"look\",\"permit\":[\"wallet.balance\"]}],\"tools\":{\"wallet.balance\":{\"args\":"
            + "{\"of\":\"address?\"},\"effect\":\"read\"}}}";
        var made = new CompositionDocument(Keccak256.Hash("model"), "chatml", null, [], [], Keccak256.Hash("tools"));
        var agent = await HostedAgent.CreateAsync(dao, name, policy, made.Hash());
        var taken = await agent.TakeAsync();
        var stream = StreamId.For(UInt256.Of(31337), dao.Contracts.ActionLedger, UInt256.Of(agent.Agent));
        var law = new Law(agent.Root, taken.Block.Number, made.Hash(), UInt256.Of(agent.Operator), 1);
        var first = new LeafDraft.Takeover(Address.Zero, 0)
            .At(new LeafPlace(stream, 1, default, taken.Block.Time * 1000, law));
        await AnchorAsync(agent, 1, first);

        var receipt = await agent.SpendAsync(agent.Order(1, 21));
        var spend = await new ChainSpendReader(dao.Contracts, [dao.Chain.Rpc], 1).ReadAsync(agent.Vault, 1, _patience);
        var spent = new Spent(stream, agent.Vault, 1, spend!.Opened, spend.Action, spend.Asset, spend.To, spend.Amount,
            1);
        Assert.Equal(spend.Hash, spent.Hash());
        await AnchorAsync(agent, 2, new LeafDraft.Found(spent).At(new LeafPlace(
            stream, 2, first.Hash(), receipt.Block.Time * 1000, law with { PolicyBlock = receipt.Block.Number })));

        var folder = Directory.CreateTempSubdirectory("dai-export-").FullName;
        DaoFiles.Write(Path.Combine(folder, "dao.json"), dao.Deployed.Manifest);
        var manifest = ManifestReader.Read(await File.ReadAllBytesAsync(Path.Combine(folder, "dao.json"), _patience));
        Directory.Delete(folder, recursive: true);
        var exporter = new BundleExporter(dao.Deployed, dao.Chain.Rpc, _batches, _bodies,
            hash => hash == made.Hash() ? made.ToJson() : null);
        return (await exporter.ExportAsync([agent.Agent], _patience), manifest);
    }

    private async Task AnchorAsync(HostedAgent agent, ulong number, LeafRecord record)
    {
        Assert.True(Leaf.TryOfWords([.. record.Words], out var leaf, out var fault), fault);
        var entry = StreamEntry.Of(UInt256.Of(agent.Operator), 1, [leaf]);
        var logged = ImmutableList.Create(new LoggedLeaf(leaf, record.Opens, Bytes32.Zero));
        var batch = new LedgerBatch(StreamsTree.Of([entry]).Root, [new LedgerEntry(agent.Agent, entry, logged)]);
        await _batches.SaveAsync(agent.AnchorKey.Account, number, batch, _patience);
        await agent.CheckpointAsync(batch.StreamsRoot, 1);
    }
}
