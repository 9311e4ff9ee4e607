using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Bundles.Verification;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Bundles;

/// <summary>Laws along the stream, and the order of leaves.</summary>
public sealed class LeafScenarioTests
{
    private readonly LogWorld _world = new();
    private readonly LogPen _pen = new LogPen().TakeOver();

    [Fact]
    public void A_new_epoch_starts_with_a_takeover()
    {
        Said(LogWorld.NodeA, 100);
        _world.Take(LogWorld.NodeB, 110);
        _pen.Law = _pen.Law with { LeaseEpoch = 2 };
        Said(LogWorld.NodeB, 120, epoch: 2);
        Fails(5);
    }

    [Fact]
    public void A_takeover_names_the_lease_before()
    {
        Said(LogWorld.NodeA, 100);
        _world.Take(LogWorld.NodeB, 110);
        _pen.Law = _pen.Law with { LeaseEpoch = 2 };
        _pen.TakeOver(LogWorld.NodeB, 1);
        Said(LogWorld.NodeB, 120, epoch: 2);
        Fails(5);
    }

    [Fact]
    public void A_leaf_60_s_ahead_of_its_checkpoint_holds_and_one_more_millisecond_does_not()
    {
        _pen.Now = LogWorld.Time(100) * 1000 + 60_000;
        Said(LogWorld.NodeA, 100);
        Holds();
        _pen.Now = LogWorld.Time(101) * 1000 + 60_001;
        Said(LogWorld.NodeA, 101);
        Fails(5);
    }

    [Fact]
    public void A_policy_block_above_the_checkpoints_and_finality_is_found()
    {
        _pen.Law = _pen.Law with { PolicyBlock = 102 };
        Said(LogWorld.NodeA, 100);
        Holds();
        _pen.Law = _pen.Law with { PolicyBlock = 105 };
        Said(LogWorld.NodeA, 102);
        Fails(5);
    }

    [Fact]
    public void A_policy_block_never_falls()
    {
        Said(LogWorld.NodeA, 100);
        _pen.Law = _pen.Law with { PolicyBlock = 89 };
        Said(LogWorld.NodeA, 101);
        Fails(5);
    }

    [Fact]
    public void A_leaf_of_a_later_edition_is_chained_and_not_checked()
    {
        var place = new LeafPlace(LogWorld.Stream, _pen.Seq + 1, _pen.Head, _pen.Now, _pen.Law);
        var record = new LeafDraft.Answered(default, LeafLabel.None, null).At(place);
        var leaf = LogWorld.Read(record) with { Tag = new LeafTag((LeafKind)40, Verdict: (LeafVerdict)77) };
        _pen.Write(record with { Words = leaf.ToWords() });
        Said(LogWorld.NodeA, 100);
        Assert.Contains("leaves of kind 40 of a later edition", Holds().NotChecked.Keys);
    }

    [Theory]
    [InlineData("closed twice")]
    [InlineData("opened twice")]
    [InlineData("closed alone")]
    [InlineData("expired alone")]
    [InlineData("opened after closed")]
    [InlineData("failed with an amount")]
    [InlineData("another asset")]
    public void Leaves_of_an_action_have_their_order(string fault)
    {
        var asked = _pen.Ask("Pay Hosting.");
        var opened = fault is "closed alone" or "expired alone" ? null : _pen.Open(asked, 100);
        switch (fault)
        {
            case "closed twice":
                _pen.Close(asked, 0, default, LeafVerdict.Failed);
                _pen.Close(asked, 0, default, LeafVerdict.Failed);
                break;
            case "opened twice":
                _pen.Open(asked, 100);
                break;
            case "closed alone":
                _pen.Close(asked, 0, default, LeafVerdict.Failed);
                break;
            case "expired alone":
                _pen.Write(new LeafDraft.Expired(LogPen.Subject(asked), "pay", LogPen.Units(100)));
                break;
            case "opened after closed":
                _pen.Close(asked, 0, default, LeafVerdict.Failed);
                _pen.Open(asked, 100);
                break;
            case "failed with an amount":
                _pen.Close(asked, 1, default, LeafVerdict.Failed);
                break;
            default:
                _pen.Write(new LeafDraft.Closed(LogPen.Subject(asked) with { Asset = Asset.Native }, LeafLabel.Chain,
                    LeafEvidence.None, LeafVerdict.Failed, "pay", UInt256.Zero, null, default));
                break;
        }
        Anchor(LogWorld.NodeA, 100);
        Fails(5);
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
