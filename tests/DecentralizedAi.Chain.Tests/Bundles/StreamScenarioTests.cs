using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Bundles;

/// <summary>Leases, epochs, forks, closed roots and gaps.</summary>
public sealed class StreamScenarioTests
{
    private readonly LogWorld _world = new();
    private readonly LogPen _pen = new LogPen().TakeOver();

    [Fact]
    public void An_heir_goes_on_where_the_node_before_stopped()
    {
        Said(LogWorld.NodeA, 100);
        TakeOver(LogWorld.NodeB, 110);
        Said(LogWorld.NodeB, 120, epoch: 2);
        Holds();
    }

    [Fact]
    public void An_heir_may_write_under_the_old_epoch_until_its_lease_is_there()
    {
        Said(LogWorld.NodeA, 100);
        _pen.Ask("Still under the old epoch.");
        TakeOver(LogWorld.NodeB, 110);
        Said(LogWorld.NodeB, 120, epoch: 2);
        Holds();
    }

    [Fact]
    public void An_entry_after_the_lease_was_lost_is_void()
    {
        Said(LogWorld.NodeA, 100);
        var thief = _pen.Fork();
        TakeOver(LogWorld.NodeB, 110);
        Said(LogWorld.NodeB, 120, epoch: 2);
        thief.Ask("Void.");
        _world.Anchor(LogWorld.NodeA, 121, thief.Take());
        Assert.Single(Holds().Void);
    }

    [Fact]
    public void An_entry_of_an_operator_that_never_had_the_agent_is_void()
    {
        Said(LogWorld.NodeA, 100);
        var thief = _pen.Fork();
        thief.Law = thief.Law with { OperatorId = UInt256.Of(9) };
        thief.Ask("Void.");
        _world.Anchor(LogWorld.NodeB, 121, thief.Take(), of: UInt256.Of(9));
        Assert.Single(Holds().Void);
    }

    [Fact]
    public void Of_two_entries_that_continue_a_leaf_the_later_epochs_counts()
    {
        Said(LogWorld.NodeA, 100);
        var thief = _pen.Fork();
        thief.Ask("A thief with the anchor key.");
        _world.Anchor(LogWorld.NodeA, 101, thief.Take());
        thief.Ask("And on.");
        _world.Anchor(LogWorld.NodeA, 102, thief.Take());
        TakeOver(LogWorld.NodeB, 110);
        Said(LogWorld.NodeB, 120, epoch: 2);
        Assert.Equal(2, Holds().Disowned.Count);
    }

    [Fact]
    public void What_a_later_epoch_builds_on_a_disowned_entry_has_no_place()
    {
        Said(LogWorld.NodeA, 100);
        var fork = _pen.Fork();
        fork.Ask("Disowned.");
        _world.Anchor(LogWorld.NodeA, 101, fork.Take());
        TakeOver(LogWorld.NodeB, 110);
        Said(LogWorld.NodeB, 120, epoch: 2);
        fork.Law = fork.Law with { LeaseEpoch = 2 };
        fork.TakeOver(LogWorld.NodeA, 1);
        _world.Anchor(LogWorld.NodeB, 121, fork.Take(), epoch: 2);
        Fails(4);
    }

    [Fact]
    public void Two_entries_of_one_epoch_on_one_leaf_are_a_fork()
    {
        Said(LogWorld.NodeA, 100);
        var fork = _pen.Fork();
        Said(LogWorld.NodeA, 101);
        fork.Ask("Another story.");
        _world.Anchor(LogWorld.NodeA, 102, fork.Take());
        Fails(4);
    }

    [Fact]
    public void A_closed_root_of_a_holder_is_disowned_only_if_a_later_epoch_goes_on_before_it()
    {
        Said(LogWorld.NodeA, 100);
        var thief = _pen.Fork();
        thief.Ask("Closed.");
        _world.Anchor(LogWorld.NodeA, 101, thief.Take(), isOpen: false);
        Fails(4);
        TakeOver(LogWorld.NodeB, 110);
        Said(LogWorld.NodeB, 120, epoch: 2);
        Assert.Single(Holds().Disowned);
    }

    [Fact]
    public void A_closed_root_between_entries_of_one_epoch_is_an_omission()
    {
        Said(LogWorld.NodeA, 100);
        var thief = _pen.Fork();
        thief.Ask("Closed.");
        _world.Anchor(LogWorld.NodeA, 101, thief.Take(), isOpen: false);
        Said(LogWorld.NodeA, 102);
        TakeOver(LogWorld.NodeB, 110);
        Said(LogWorld.NodeB, 120, epoch: 2);
        Fails(4);
    }

    [Fact]
    public void An_agent_moves_to_another_operator_whose_entries_count()
    {
        var second = UInt256.Of(2);
        Said(LogWorld.NodeA, 100);
        var old = _pen.Fork();
        old.Ask("The old operator goes on within finality.");
        _world.Anchor(LogWorld.NodeA, 111, old.Take());
        _world.Compositions.Add(new CompositionStep(LogWorld.Composition, second, LogWorld.Vault, 110));
        _world.Leases[second] = [new LeaseStep(LogWorld.Shard, LogWorld.NodeB, 1, 110)];
        _pen.Law = _pen.Law with { OperatorId = second, PolicyBlock = 112 };
        _pen.TakeOver();
        _pen.Ask("The new operator.");
        _world.Anchor(LogWorld.NodeB, 113, _pen.Take(), of: second);
        Assert.Single(Holds().Disowned);
        old.Ask("And after finality.");
        _world.Anchor(LogWorld.NodeA, 114, old.Take());
        Assert.Single(Holds().Void);
    }

    [Fact]
    public void Roots_of_nodes_without_the_lease_may_stay_closed()
    {
        Said(LogWorld.NodeA, 100);
        TakeOver(LogWorld.NodeB, 110);
        Said(LogWorld.NodeB, 120, epoch: 2);
        var other = _pen.Fork();
        other.Ask("Of other streams, perhaps.");
        _world.Anchor(LogWorld.NodeA, 121, other.Take(), isOpen: false);
        Assert.Equal(1, Holds().NotOpened);
    }

    [Fact]
    public void A_log_may_start_late_and_says_so()
    {
        for (ulong block = 100; block < 105; block++)
            Said(LogWorld.NodeA, block);
        var result = _world.Verify(bundle => bundle with
        {
            Nodes = [.. bundle.Nodes.Select(node => node with { Checkpoints = [.. node.Checkpoints.Skip(2)] })],
            Entries = [.. bundle.Entries.Skip(2)],
        });
        Assert.Null(result.Failure);
        Assert.Contains("checkpoints before a list that starts late", result.NotChecked.Keys);
        Assert.Contains("leaves before a stream that starts late", result.NotChecked.Keys);
    }

    [Fact]
    public void An_action_that_began_before_a_late_start_is_not_checked_but_holds()
    {
        var asked = _pen.Ask("Pay Hosting.");
        var opened = _pen.Open(asked, 100);
        Anchor(LogWorld.NodeA, 100);
        _pen.Close(asked, 100, LogPen.Pay(_world, opened, 100).Hash());
        Anchor(LogWorld.NodeA, 101);
        Holds();
        var result = _world.Verify(bundle => bundle with
        {
            Nodes = [.. bundle.Nodes.Select(node => node with { Checkpoints = [.. node.Checkpoints.Skip(1)] })],
            Entries = [.. bundle.Entries.Skip(1)],
        });
        Assert.Null(result.Failure);
        Assert.Contains("instructions before the first leaf of the bundle", result.NotChecked.Keys);
    }

    [Fact]
    public void Leaves_that_are_left_out_are_not_checked()
    {
        Said(LogWorld.NodeA, 100);
        Said(LogWorld.NodeA, 101);
        var result = _world.Verify(bundle => bundle with
        {
            Entries = [bundle.Entries[0] with { Leaves = [] }, bundle.Entries[1]],
        });
        Assert.Null(result.Failure);
        Assert.Equal(2, result.NotChecked["leaves that are not in the bundle"]);
    }

    [Fact]
    public void A_list_that_is_cut_at_the_end_does_not_end_in_its_slot()
    {
        Said(LogWorld.NodeA, 100);
        Said(LogWorld.NodeA, 101);
        var result = _world.Verify(bundle => bundle with
        {
            Nodes = [.. bundle.Nodes.Select(node => node with { Checkpoints = [.. node.Checkpoints.SkipLast(1)] })],
            Entries = [.. bundle.Entries.SkipLast(1)],
        });
        Assert.Equal(2, result.Failure?.Check);
    }

    [Fact]
    public void A_node_of_the_lease_history_is_not_left_out()
    {
        Said(LogWorld.NodeA, 100);
        TakeOver(LogWorld.NodeB, 110);
        Said(LogWorld.NodeB, 120, epoch: 2);
        var result = _world.Verify(bundle => bundle with
        {
            Nodes = [.. bundle.Nodes.Where(node => node.Node != LogWorld.NodeB)],
            Entries = [.. bundle.Entries.Where(entry => entry.Node != LogWorld.NodeB)],
        });
        Assert.Equal(2, result.Failure?.Check);
    }

    private void TakeOver(Address node, ulong block)
    {
        var before = _world.Leases[LogWorld.Operator][^1];
        _world.Take(node, block);
        _pen.Law = _pen.Law with { LeaseEpoch = before.Epoch + 1 };
        _pen.TakeOver(before.Node, before.Epoch);
    }

    private void Said(Address node, ulong block, ulong epoch = 1)
    {
        _pen.Ask($"At block {block}.");
        Anchor(node, block, epoch);
    }

    private void Anchor(Address node, ulong block, ulong epoch = 1) =>
        _world.Anchor(node, block, _pen.Take(), epoch);

    private VerificationResult Holds()
    {
        var result = _world.Verify();
        Assert.Null(result.Failure);
        return result;
    }

    private void Fails(int check) => Assert.Equal(check, _world.Verify().Failure?.Check);
}
