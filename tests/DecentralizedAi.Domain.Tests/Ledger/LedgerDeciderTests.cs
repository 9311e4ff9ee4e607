using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Ledger;

public sealed class LedgerDeciderTests
{
    private readonly AgentWorld _world = new();
    private readonly List<LoggedLeaf> _leaves;
    private readonly StreamId _stream;
    private readonly LedgerState _open;

    public LedgerDeciderTests()
    {
        _world.Agent.Instruct("What is the balance?");
        _world.Agent.Drive();
        _leaves = [.. _world.Agent.Leaves];
        _stream = _world.Agent.State.Identity.Stream;
        _open = LedgerDecider.Open(LedgerState.Empty, _stream, 1, 0, default);
    }

    [Fact]
    public void Cuts_all_pending_leaves_into_one_entry_that_continues_what_is_anchored()
    {
        var batch = Cut(Taken(_open, _leaves))!;
        var entry = Assert.Single(batch.Entries).Entry;
        Assert.Equal((1UL, (ulong)_leaves.Count), (entry.FromSeq, entry.ToSeq));
        Assert.Equal(_leaves[^1].Hash, entry.Head);
        Assert.Equal(StreamsTree.Of([entry]).Root, batch.StreamsRoot);
        Assert.Equal((1U, (ulong)_leaves.Count), (batch.Streams, batch.Leaves));
    }

    [Fact]
    public void One_batch_at_a_time_and_what_came_meanwhile_goes_into_the_next()
    {
        var state = Taken(_open, _leaves.Take(2));
        var batch = Cut(state)!;
        state = Taken(LedgerDecider.Sent(state, batch, 0), _leaves.Skip(2));
        Assert.Null(Cut(state));
        var entry = Assert.Single(Cut(LedgerDecider.Anchored(state, None))!.Entries).Entry;
        Assert.Equal((3UL, _leaves[1].Hash), (entry.FromSeq, entry.PrevHead));
    }

    [Fact]
    public void Leaves_of_a_shard_that_was_taken_before_the_checkpoint_stay_pending()
    {
        var state = Taken(_open, _leaves);
        state = LedgerDecider.Sent(state, Cut(state)!, 0);
        state = LedgerDecider.Anchored(state, new HashSet<StreamId> { _stream });
        Assert.Equal(_leaves.Count, state.Pending);
        Assert.Equal(1UL, Assert.Single(Cut(state)!.Entries).Entry.FromSeq);
    }

    [Fact]
    public void Leaves_of_a_batch_that_was_dropped_go_into_the_next()
    {
        var state = Taken(_open, _leaves);
        state = LedgerDecider.Sent(state, Cut(state)!, 0);
        Assert.Equal(1UL, Assert.Single(Cut(LedgerDecider.Dropped(state))!.Entries).Entry.FromSeq);
    }

    [Fact]
    public void Asks_again_for_leaves_that_are_missing_before_those_offered()
    {
        var answer = LedgerDecider.Offer(_open, _stream, [.. _leaves.Skip(1)]);
        Assert.Equal(1UL, Assert.IsType<OfferAnswer.OfferFrom>(answer).Seq);
        Assert.Equal(_leaves.Count, Taken(Taken(_open, _leaves), _leaves).Pending);
    }

    [Fact]
    public void Sees_a_fork_and_does_not_anchor_it()
    {
        var state = Taken(_open, _leaves);
        var other = _leaves[1] with { Leaf = _leaves[1].Leaf with { Time = 1 } };
        other = new LoggedLeaf(other.Leaf, other.Opens, other.Receipt);
        Assert.Equal(2UL, Assert.IsType<OfferAnswer.Forked>(LedgerDecider.Offer(state, _stream, [other])).Seq);
    }

    [Fact]
    public void Anchors_nothing_of_a_shard_whose_lease_another_node_holds()
    {
        var state = Taken(_open, _leaves);
        Assert.Null(LedgerDecider.Cut(state, _world.Chain.Head, AgentWorld.OtherNode, 10_000, 2_000, 1_000));
    }

    [Fact]
    public void Waits_for_its_time_unless_there_are_enough_leaves()
    {
        var state = LedgerDecider.Anchored(Taken(_open, _leaves), None) with { CutAt = 9_000 };
        Assert.Null(LedgerDecider.Cut(state, _world.Chain.Head, AgentWorld.Node, 10_000, 2_000, 1_000));
        Assert.NotNull(LedgerDecider.Cut(state, _world.Chain.Head, AgentWorld.Node, 10_000, 2_000, 3));
        Assert.NotNull(LedgerDecider.Cut(state, _world.Chain.Head, AgentWorld.Node, 11_000, 2_000, 1_000));
    }

    [Fact]
    public void Anchors_nothing_while_another_node_takes_a_lease_from_this_one_but_not_for_ever()
    {
        var gone = new AgentIdentity(2, TestDao.Domain);
        var held = HeldBy(gone.Shard, AgentWorld.Node);
        var state = LedgerDecider.Open(Taken(_open, _leaves), gone.Stream, gone.Agent, 0, default);
        Assert.NotNull(LedgerDecider.Cut(state, held, AgentWorld.Node, 12_000, 2_000, 1_000));
        state = LedgerDecider.Leave(state, gone.Stream, 12_000);
        Assert.Null(LedgerDecider.Cut(state, held, AgentWorld.Node, 21_999, 2_000, 1_000));
        Assert.NotNull(LedgerDecider.Cut(state, held, AgentWorld.Node, 22_000, 2_000, 1_000));
        Assert.NotNull(LedgerDecider.Cut(
            state, HeldBy(gone.Shard, AgentWorld.OtherNode), AgentWorld.Node, 14_000, 2_000, 1_000));
        var back = LedgerDecider.Open(state, gone.Stream, gone.Agent, 0, default);
        Assert.NotNull(LedgerDecider.Cut(back, held, AgentWorld.Node, 14_000, 2_000, 1_000));
    }

    private GovernanceView HeldBy(int shard, Address node) => _world.Chain.Head with
    {
        Leases = _world.Chain.Head.Leases.Append(new(shard, new Lease(node, 1))).ToDictionary(),
    };

    private static readonly HashSet<StreamId> None = [];

    private LedgerBatch? Cut(LedgerState state) =>
        LedgerDecider.Cut(state, _world.Chain.Head, AgentWorld.Node, 10_000, 2_000, 1_000);

    private LedgerState Taken(LedgerState state, IEnumerable<LoggedLeaf> leaves) =>
        Assert.IsType<OfferAnswer.Taken>(LedgerDecider.Offer(state, _stream, [.. leaves])).State;
}
