using Akka.Cluster.Sharding;
using Akka.Event;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

public sealed class ClusterNoiseTests
{
    private const string Question =
        "agents: Trying to register to coordinator at [..], but no acknowledgement. Total [4] buffered messages. [..]";

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(50);
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly ClusterNoise _noise;
    private int _lines;

    public ClusterNoiseTests() => _noise = new ClusterNoise(_time);

    [Fact]
    public void A_node_that_the_cluster_takes_within_seconds_says_nothing() =>
        Assert.Equal(0, Said(ClusterNoise.Patience - Retry));

    [Fact]
    public void A_node_that_nobody_takes_says_so_every_ten_seconds() =>
        Assert.Equal(6, Said(TimeSpan.FromSeconds(61)));

    [Fact]
    public void After_a_pause_it_is_patient_again()
    {
        Said(ClusterNoise.Patience - Retry);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, Said(ClusterNoise.Patience - Retry));
    }

    [Fact]
    public void The_same_failure_of_an_actors_journal_is_kept_once_a_minute()
    {
        const string One = "Persistence failure when replaying events for persistenceId [agent-1].";
        Assert.NotEqual(LogFilterDecision.Drop, Decide(typeof(StrayActor), One));
        Assert.Equal(LogFilterDecision.Drop, Decide(typeof(StrayActor), One));
        Assert.NotEqual(LogFilterDecision.Drop, Decide(typeof(StrayActor), One.Replace("agent-1", "agent-2")));
        _time.Advance(ClusterNoise.Once);
        Assert.NotEqual(LogFilterDecision.Drop, Decide(typeof(StrayActor), One));
    }

    [Fact]
    public void Whatever_else_is_said_passes_and_so_do_the_same_words_of_another()
    {
        Assert.Equal(LogFilterDecision.NoDecision, Decide(typeof(ShardRegion), "agents: using 95 % of its buffer"));
        Assert.Equal(LogFilterDecision.NoDecision, Decide(typeof(StrayActor), Question));
    }

    private int Said(TimeSpan whole)
    {
        var said = 0;
        for (var passed = TimeSpan.Zero; passed < whole; passed += Retry, _time.Advance(Retry))
            if (Decide(typeof(ShardRegion), Question) == LogFilterDecision.Keep)
                said++;
        return said;
    }

    private LogFilterDecision Decide(Type source, string text) =>
        _noise.ShouldKeepMessage(new Warning("region", source, text), $"[WARNING][{_lines++}] {text}");
}
