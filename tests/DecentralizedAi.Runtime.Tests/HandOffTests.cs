using DecentralizedAi.Runtime.Agents;
using DecentralizedAi.Runtime.Cluster;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>How long nobody serves an agent that moves, where the words of its move are lost.</summary>
public sealed class HandOffTests
{
    // Akka stops whoever has not stopped so long before the whole move is given up.
    private static readonly TimeSpan Forced = TimeSpan.FromSeconds(5);

    [Fact]
    public void A_move_that_is_lost_is_given_up_soon_and_a_tool_that_runs_has_its_time()
    {
        var whole = ClusterConfig.Of(TestOperator.Options(0)).GetTimeSpan("akka.cluster.sharding.handoff-timeout");
        Assert.InRange(whole, AgentLeave.Patience + Forced, TimeSpan.FromSeconds(15));
    }
}
