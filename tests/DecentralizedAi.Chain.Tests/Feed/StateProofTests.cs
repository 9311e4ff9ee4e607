using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Chain.Rpc;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Chain.Tests.Dao;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Feed;

[Collection(LocalDaoCollection.Name)]
public sealed class StateProofTests(LocalDao dao)
{
    private readonly CancellationToken _patience = LocalChain.Patience;

    [Fact]
    public async Task An_absent_slot_is_proven_to_be_absent()
    {
        await HostedAgent.CreateAsync(dao, "present");
        var proof = await ProveAsync(dao.Contracts.PolicyRegistry,
            Slots.Publications(UInt256.One), Slots.Publications(UInt256.Of(999)));
        Assert.NotEqual(Bytes32.Zero, proof[Slots.Publications(UInt256.One)]);
        Assert.Equal(Bytes32.Zero, proof[Slots.Publications(UInt256.Of(999))]);
        Assert.NotEmpty(proof.Slots[1].Nodes);
    }

    [Fact]
    public async Task A_slot_of_an_account_without_storage_is_absent()
    {
        var proof = await ProveAsync(dao.Holders[0].Account, Slots.Spends);
        Assert.Equal(Bytes32.Zero, proof[Slots.Spends]);
        Assert.False(proof.Account.HasCode);
    }

    [Fact]
    public async Task An_account_that_never_was_is_absent()
    {
        var proof = await ProveAsync(EthereumKey.Create().Account, Slots.Spends);
        Assert.Equal(Domain.Proofs.ProvenAccount.Absent, proof.Account);
    }

    [Fact]
    public async Task The_code_hash_of_an_account_is_the_manifest_s()
    {
        var proof = await ProveAsync(dao.Contracts.ActionLedger, Slots.Leases(UInt256.One));
        Assert.Equal(dao.Deployed.Manifest.ActionLedger.CodeHash, proof.Account.CodeHash);
    }

    [Fact]
    public async Task No_changed_byte_of_a_proof_opens_to_another_value()
    {
        await HostedAgent.CreateAsync(dao, "fuzzed");
        Bytes32[] slots = [Slots.Publications(UInt256.One), Slots.Publications(UInt256.Of(999))];
        var contract = dao.Contracts.PolicyRegistry;
        var honest = await ProveAsync(contract, slots);
        var random = new Random(20_260_101);
        for (var i = 0; i < 400; i++)
        {
            var slot = honest.Slots[random.Next(2)];
            var nodes = slot.Nodes.Select(n => n.ToArray()).ToArray();
            var node = nodes[random.Next(nodes.Length)];
            node[random.Next(node.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Throws<FormatException>(() => honest.Account.Slot(slot.Key, nodes));
            Assert.Throws<FormatException>(() => honest.Account.Slot(slot.Key, [.. slot.Nodes.SkipLast(1)]));
        }
    }

    private async Task<StateProof> ProveAsync(Address address, params Bytes32[] slots)
    {
        var header = await new HeadWatch(dao.Chain.Rpc, TimeProvider.System, default).ReadAsync(_patience);
        var answer = await dao.Chain.Rpc.CallAsync(StateProof.Ask(address, slots, header.Head.Number), _patience);
        return StateProof.Open(answer, header, address, slots);
    }
}
