using DecentralizedAi.Chain.Dao;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.SystemTests.Demo;

/// <summary>Steps <c>chain dao cluster</c>, derived from the kept chain and the bundle alone.</summary>
[Collection(DemoCollection.Name)]
public sealed class DemoFoundationTests(DemoFixture demo)
{
    // A second is the rule; a machine that was busy elsewhere may make a block late. The next keeps to the clock, so it
    // may carry the same second as the late one.
    private const ulong LateBy = 10;

    [Fact]
    public async Task The_chain_made_a_block_a_second_and_its_clock_never_jumped()
    {
        var headers = await demo.Chain.HeadersAsync();
        Assert.True(headers.Count > 30, $"{headers.Count} blocks");
        foreach (var (at, (before, after)) in headers.Zip(headers.Skip(1)).Index())
        {
            Assert.Equal(before.Head.Hash, after.Parent);
            Assert.InRange(after.Head.Time, before.Head.Time, before.Head.Time + LateBy);
            // Never ahead of the rule by more than the one second that a late block took from the next.
            Assert.True(after.Head.Time >= headers[0].Head.Time + (ulong)at, $"block {at + 1} came early");
        }
        var seconds = headers[^1].Head.Time - headers[0].Head.Time;
        Assert.InRange(seconds, (ulong)headers.Count - 2, (ulong)headers.Count * 3 / 2);
        var now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.True(headers[^1].Head.Time <= now, $"{headers[^1].Head.Time} is ahead of the wall clock, {now}");
    }

    [Fact]
    public async Task The_trusted_block_is_one_of_the_chain()
    {
        var header = await demo.Chain.HeaderAsync(demo.Trust.ToString());
        Assert.Equal(demo.Log.Bundle.Header, header.Rlp.ToArray());
    }

    [Fact]
    public async Task The_contracts_of_the_manifest_are_deployed_with_its_code()
    {
        var manifest = demo.Chain.Dao.Manifest;
        foreach (var contract in (DeployedContract[])[manifest.ActionLedger, manifest.PolicyRegistry,
            manifest.AgentRegistry, manifest.OperatorRegistry, manifest.Authority, manifest.Governor!.Value])
            Assert.Equal(contract.CodeHash, await demo.Chain.CodeHashAsync(contract.Address));
    }

    [Fact]
    public async Task Token_holders_voted_both_policies_with_all_their_power_and_executed_them()
    {
        var proposals = await demo.Chain.Governance.ListAsync(default);
        Assert.Equal(2, proposals.Count);
        foreach (var proposal in proposals)
        {
            var view = await demo.Chain.Governance.ShowAsync(proposal, default);
            var (_, _, _, votes, supply) = await demo.Chain.Token.ShowAsync(proposal.Proposer, default);
            Assert.Equal(ProposalState.Executed, view.State);
            Assert.Equal((supply, UInt256.Zero), (view.For, view.Against));
            Assert.True(votes < supply, "one holder alone");
            var exported = demo.Log.Bundle.Proposals.Single(one => one.Id == proposal.Id);
            Assert.Equal((view.For, view.Against), (exported.Tallies!.For, exported.Tallies.Against));
        }
    }

    [Fact]
    public async Task The_policies_in_the_bundle_are_those_that_the_chain_published()
    {
        var publications = demo.Log.Agent.Publications;
        var slot = await demo.Chain.SlotAsync(
            demo.Chain.Contracts.PolicyRegistry, Slots.Publications(demo.Log.Agent.AgentId));
        Assert.Equal(2, publications.Steps.Count);
        Assert.Equal(slot, publications.Last());
        foreach (var step in publications.Steps)
            Assert.Equal(step.LimitsHash, demo.Log.Policy(step.Root).Limits.Hash);
    }

    [Fact]
    public async Task Three_nodes_are_bound_each_with_its_two_keys_and_the_agents_lease_is_taken()
    {
        var pantry = demo.Log.Bundle.Operators.Single();
        var id = pantry.OperatorId;
        var contracts = demo.Chain.Contracts;
        Assert.Equal(await demo.Chain.SlotAsync(contracts.OperatorRegistry, Slots.Keys(id)), pantry.Keys.Last());
        Assert.Equal(await demo.Chain.SlotAsync(contracts.ActionLedger, Slots.Leases(id)), pantry.Leases.Last());
        var anchors = KeysOf(KeyStep.Anchor);
        Assert.Equal(3, anchors.Count);
        Assert.Equal(3, KeysOf(KeyStep.Spender).Count);
        Assert.Empty(anchors.Intersect(KeysOf(KeyStep.Spender)));
        var leases = pantry.Leases.Steps.Where(step => step.Shard == Shard.For(demo.Log.Agent.AgentId)).ToList();
        Assert.NotEmpty(leases);
        Assert.All(leases, lease => Assert.Contains(lease.Node, anchors));
        Assert.Equal(leases.Select((_, i) => (ulong)i + 1), leases.Select(lease => lease.Epoch));

        HashSet<Address> KeysOf(byte role) =>
            [.. pantry.Keys.Steps.Where(step => step.Role == role && step.On == 1).Select(step => step.Key)];
    }
}
