using DecentralizedAi.Chain.Feed;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using Xunit;

namespace DecentralizedAi.Chain.Tests.Feed;

/// <summary>How often the head is looked at.</summary>
public sealed class HeadPaceTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_000_000);

    [Theory]
    [InlineData(1, 50, 6)]
    [InlineData(2, 50, 12)]
    [InlineData(12, 120, 36)]
    public void Sees_a_block_soon_for_few_looks(int block, int within, int most)
    {
        var pace = Paced(block, isLocal: false);
        var looks = 0;
        var now = Start;
        TimeSpan last = default;
        for (; now < Start.AddSeconds(block); now += last, looks++)
            last = pace.Pause(now, told: false, vain: null);
        Assert.InRange(last.TotalMilliseconds, 1, within);
        Assert.InRange(looks, 1, most);
    }

    [Fact]
    public void Is_asked_for_little_where_the_endpoints_announce_their_blocks()
    {
        var pace = Paced(block: 12, isLocal: false);
        Assert.Equal(TimeSpan.FromSeconds(5), pace.Pause(Start, told: true, vain: null));
        Assert.Equal(TimeSpan.FromSeconds(1), pace.Pause(Start.AddSeconds(20), told: true, vain: null));
    }

    [Fact]
    public void An_announced_block_that_does_not_come_is_looked_for_later_each_time_and_then_no_more()
    {
        var pace = Paced(block: 12, isLocal: false);
        Assert.Equal([25, 50, 100, 200, 400, 800],
            Enumerable.Range(0, 6).Select(i => pace.Pause(Start, told: true, vain: i).TotalMilliseconds));
        Assert.Equal(TimeSpan.FromSeconds(1), pace.Pause(Start, told: true, vain: 6));
    }

    [Fact]
    public void A_chain_that_stands_still_is_not_run_after()
    {
        var pace = Paced(block: 1, isLocal: false);
        Assert.Equal(TimeSpan.FromMilliseconds(250), pace.Pause(Start.AddSeconds(60), told: false, vain: null));
    }

    [Fact]
    public void A_chain_that_went_back_is_timed_anew()
    {
        var pace = Paced(block: 12, isLocal: false);
        pace.Saw(new ChainHead(3, Keccak256.Hash("other"), 900_000), Start);
        Assert.Null(pace.BlockTime);
        pace.Saw(new ChainHead(5, Keccak256.Hash("next"), 900_004), Start);
        Assert.Equal(TimeSpan.FromSeconds(2), pace.BlockTime);
    }

    [Fact]
    public void A_pace_that_is_given_is_kept()
    {
        var pace = new HeadPace(TimeSpan.FromSeconds(7), isLocal: true);
        Assert.Equal(TimeSpan.FromSeconds(7), pace.Pause(Start, told: true, vain: 0));
    }

    // Twenty blocks, the last of them seen at the start.
    private static HeadPace Paced(int block, bool isLocal)
    {
        var pace = new HeadPace(null, isLocal);
        for (var i = 0; i < 20; i++)
            pace.Saw(new ChainHead((ulong)i, Keccak256.Hash($"{i}"), 1_000UL + (ulong)(i * block)), Start);
        return pace;
    }
}
