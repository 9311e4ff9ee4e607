using DecentralizedAi.Cli.Chaos.Faults;
using DecentralizedAi.Cli.Chaos.Links;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Chaos;

public sealed class PartitionTests
{
    [Fact]
    public void Cuts_nodes_off_in_both_directions_in_one_and_between_two_alone()
    {
        var ways = Enumerable.Range(0, 5).Select(pick => Partition.Of(pick, 3).Ways.Order().ToList()).ToList();
        Assert.Equal([(0, 1), (0, 2), (1, 0), (2, 0)], ways[0]);
        Assert.Equal(ways[0], ways[1]);
        Assert.Equal([(0, 1), (0, 2)], ways[2]);
        Assert.Equal([(1, 0), (2, 0)], ways[3]);
        Assert.Equal([(0, 1), (1, 0)], ways[4]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
    public void Every_partition_closes_ways_between_different_nodes_and_every_node_is_a_victim(int nodes)
    {
        var all = Enumerable.Range(0, 1_000).Append(int.MaxValue).Select(pick => Partition.Of(pick, nodes)).ToList();
        Assert.All(all.SelectMany(one => one.Ways), way =>
        {
            Assert.NotEqual(way.From, way.To);
            Assert.InRange(way.From, 0, nodes - 1);
            Assert.InRange(way.To, 0, nodes - 1);
        });
        var apart = all.Select(one => one.What).Where(what => what.EndsWith("is cut off", StringComparison.Ordinal));
        Assert.Equal(nodes, apart.Distinct().Count());
        Assert.All(all, one => Assert.NotEmpty(one.Ways));
    }

    [Fact]
    public async Task A_closed_way_is_closed_in_one_direction_until_all_are_mended()
    {
        var ways = new Ways(TimeProvider.System);
        ways.Close([(0, 1)]);
        var held = ways.PassAsync(0, 1, default);
        Assert.True(ways.PassAsync(1, 0, default).IsCompletedSuccessfully);
        Assert.False(held.IsCompleted);
        ways.Mend();
        await held.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(ways.PassAsync(0, 1, default).IsCompletedSuccessfully);
    }
}
