using Xunit;

namespace DecentralizedAi.Chain.Tests.Bundles;

/// <summary>What a stranger sees of an approver's no.</summary>
public sealed class DenialScenarioTests
{
    private readonly LogWorld _world = new();
    private readonly LogPen _pen = new LogPen().TakeOver();

    [Fact]
    public void A_denied_action_holds_with_the_approvers_signature()
    {
        Denied();
        var result = _world.Verify();
        Assert.Null(result.Failure);
        Assert.DoesNotContain("who denied an action", result.NotChecked.Keys);
        Assert.Contains("2 signatures", result.Checks[5].Counts);
    }

    [Fact]
    public void A_denial_that_says_something_else_than_was_signed_is_found()
    {
        Denied(says: "Yes, of course.");
        Assert.Equal(6, _world.Verify().Failure?.Check);
    }

    [Fact]
    public void A_denial_above_its_signed_deadline_is_found()
    {
        Denied(deadline: _pen.Now / 1000);
        Assert.Equal(6, _world.Verify().Failure?.Check);
    }

    private void Denied(string? says = null, ulong deadline = 4_000_000_000)
    {
        var asked = _pen.Ask("Pay Hosting.");
        var waiting = _pen.Wait(asked, 900, _pen.Body(LogPen.Call(900)));
        _pen.Deny(asked, 900, waiting.Words[14], "Twice.", says, deadline);
        _world.Anchor(LogWorld.NodeA, 100, _pen.Take());
    }
}
