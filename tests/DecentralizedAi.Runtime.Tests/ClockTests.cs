using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Runtime.Policy;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>Somebody sets the clock of a node while it runs.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private readonly TestOperator _operator = new();
    private readonly SetClock _clock = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _operator.DisposeAsync();

    [Theory]
    [InlineData(3_600)]
    [InlineData(-3_600)]
    public async Task A_jump_denies_while_it_lasts_spoils_no_leaf_and_holds_up_no_checkpoint_afterwards(int seconds)
    {
        var began = DateTimeOffset.UtcNow;
        var node = RuntimeHost.Start(TestOperator.Options(0), _operator.Ports(0) with { Time = _clock });
        _operator.Nodes.Add(node);
        await TestOperator.AskAsync(node.Gateway, "What is the balance?", "1");

        await JumpAsync(node, TimeSpan.FromSeconds(seconds));
        var denied = Assert.Single((await TestOperator.AskAsync(node.Gateway, "What is the balance?", "2")).Actions);
        Assert.Equal("denied", denied.Verdict);
        await JumpAsync(node, TimeSpan.Zero);
        var paid = Assert.Single((await TestOperator.AskAsync(node.Gateway, "Pay 40 USDC to Hosting.", "3")).Actions);
        Assert.Equal("done", paid.Outcome);

        var log = await Until.TrueAsync(
            () => _operator.Batches.LeavesOfAsync(
                new AgentIdentity(TestDao.Agent, TestDao.Domain).Stream, 1, 100, default),
            leaves => leaves.Count(leaf => leaf.Leaf.Tag.Kind == LeafKind.Answered) == 3);
        // Verifiers refuse a leaf that is a minute ahead of its checkpoint.
        Assert.All(log, leaf => Assert.InRange(
            DateTimeOffset.FromUnixTimeMilliseconds((long)leaf.Leaf.Time),
            began.AddSeconds(-45), DateTimeOffset.UtcNow.AddSeconds(45)));
    }

    [Fact]
    public void Between_two_heads_time_goes_on_whatever_the_clock_says()
    {
        var law = new LawCell(TestOperator.Anchor(0), TestOperator.Spender(0), _operator.Tools.Catalogue,
            TestDao.Hosted, new AgentLimits(), _clock);
        law.Swap(new(_operator.Chain.PairNow, 0, []), law.Arrived(_operator.Chain.Head.Head));
        var before = law.Now;
        _clock.Ahead = TimeSpan.FromHours(1);
        Assert.InRange(law.Now, before, before + 60_000);
        var arrival = law.Arrived(_operator.Chain.Head.Head);
        Assert.InRange(arrival.Skew, 3_500_000UL, 3_700_000UL);
        Assert.Equal((_operator.Chain.Head.Head.Time * 1_000) + (new AgentLimits().ClockSkew / 2), arrival.At);
    }

    // What a node thinks of its clock it learns from the next head.
    private async Task JumpAsync(RuntimeHost node, TimeSpan ahead)
    {
        _clock.Ahead = ahead;
        var seen = _operator.Chain.Head.Head.Number;
        await Until.TrueAsync(() => node.Gateway.StatusAsync(default), status => status.HeadNumber > seen + 1);
    }

    /// <summary>The machine's clock, set forward or back; how long something takes stays what it is.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
