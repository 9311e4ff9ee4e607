using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Ledger;

public sealed class LeaseDeciderTests
{
    private static readonly Address Self = Address.Parse("0x00000000000000000000000000000000000000a1");
    private static readonly Address Other = Address.Parse("0x00000000000000000000000000000000000000a2");
    private static readonly Bytes32 OtherHead = Keccak256.Hash("head");
    private static readonly Dictionary<Address, Bytes32> Nothing = [];

    [Fact]
    public void Takes_the_first_lease_of_a_shard_with_a_live_agent_from_nobody()
    {
        var take = LeaseDecider.Take(View(), Self, new HashSet<int> { 9, 4 }, Nothing);
        Assert.NotNull(take);
        Assert.Equal([4, 9], take.Shards);
        Assert.Equal([Bytes32.Zero, Bytes32.Zero], take.ExpectedHeads);
    }

    [Fact]
    public void Wants_nothing_for_shards_it_holds_or_without_agents()
    {
        var view = View((4, new Lease(Self, 1)), (5, new Lease(Other, 3)));
        Assert.Null(LeaseDecider.Take(view, Self, new HashSet<int> { 4 }, Nothing));
    }

    [Fact]
    public void Takes_from_another_node_only_after_its_batches_were_opened_to_its_head()
    {
        var view = View((5, new Lease(Other, 3)));
        var live = new HashSet<int> { 5 };
        Assert.Null(LeaseDecider.Take(view, Self, live, Nothing));
        Assert.Equal([Other], LeaseDecider.ToOpen(view, Self, live, Nothing));
        var stale = new Dictionary<Address, Bytes32> { [Other] = Keccak256.Hash("older") };
        Assert.Null(LeaseDecider.Take(view, Self, live, stale));
        var opened = new Dictionary<Address, Bytes32> { [Other] = OtherHead };
        Assert.Empty(LeaseDecider.ToOpen(view, Self, live, opened));
        Assert.Equal([OtherHead], LeaseDecider.Take(view, Self, live, opened)!.ExpectedHeads);
    }

    [Fact]
    public void A_shard_that_cannot_be_taken_yet_does_not_hold_up_the_others()
    {
        var view = View((5, new Lease(Other, 3)));
        Assert.Equal([7], LeaseDecider.Take(view, Self, new HashSet<int> { 5, 7 }, Nothing)!.Shards);
    }

    [Fact]
    public void Asks_for_nothing_that_the_ledger_would_refuse()
    {
        var live = new HashSet<int> { 4 };
        Assert.NotNull(LeaseDecider.Take(View(), Self, live, Nothing));
        Assert.Null(LeaseDecider.Take(
            View() with { OperatorStatus = OperatorStatus.Suspended }, Self, live, Nothing));
        Assert.Null(LeaseDecider.Take(View() with { Keys = new HashSet<Address> { Other } }, Self, live, Nothing));
    }

    private static GovernanceView View(params (int Shard, Lease Lease)[] leases) => new(
        new ChainHead(10, default, 100), 1, false, new Dictionary<ulong, AgentGovernance>(), new HashSet<Address>(),
        leases.ToDictionary(l => l.Shard, l => l.Lease),
        new Dictionary<Address, NodeLog> { [Other] = new NodeLog(OtherHead, 2, 90, 0) })
    {
        OperatorStatus = OperatorStatus.Hosting, Keys = new HashSet<Address> { Self, Other },
    };
}
