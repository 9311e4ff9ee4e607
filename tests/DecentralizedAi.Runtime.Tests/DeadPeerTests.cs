using Akka.Cluster;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

public sealed class DeadPeerTests : IAsyncLifetime
{
    private readonly TestOperator _operator = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _operator.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_member_whose_port_refuses_is_out_long_before_its_heartbeats_are_missed(int dead)
    {
        await StartAsync(3);
        await _operator.Nodes[dead].AbortAsync();

        foreach (var survivor in _operator.Nodes.Where(node => node != _operator.Nodes[dead]))
            await Until.TrueAsync(() => MembersAsync(survivor), members => members.Count == 2);
        Assert.Equal("answered", (await TestOperator.AskAsync(
            _operator.Nodes[1].Gateway, "What is the balance?")).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_two_on_one_host_either_serves_when_the_port_of_the_other_refuses(bool lower)
    {
        await StartAsync(2);
        var ordered = _operator.Nodes.OrderBy(
            node => Akka.Cluster.Cluster.Get(node.System).SelfAddress, Member.AddressOrdering).ToList();
        var (dead, survivor) = lower ? (ordered[0], ordered[1]) : (ordered[1], ordered[0]);
        await TestOperator.AskAsync(survivor.Gateway, "Pay 40 USDC to Hosting.", "1");
        await dead.AbortAsync();

        Assert.Equal("answered", (await TestOperator.AskAsync(survivor.Gateway, "What is the balance?", "2")).State);
        var paid = await TestOperator.AskAsync(survivor.Gateway, "Pay 50 USDC to Hosting.", "3", seconds: 60);
        Assert.Equal("done", Assert.Single(paid.Actions).Outcome);
        Assert.Equal([40_000_000UL, 50_000_000UL], _operator.Chain.Spends.Select(spend => spend.Amount.ToUInt64()));
    }

    [Fact]
    public async Task A_member_that_the_others_put_out_ends_and_asks_nobody_to_hand_over()
    {
        await StartAsync(2);
        var victim = _operator.Nodes[1];
        Akka.Cluster.Cluster.Get(_operator.Nodes[0].System)
            .Down(Akka.Cluster.Cluster.Get(victim.System).SelfAddress);
        await victim.Terminated.WaitAsync(TimeSpan.FromSeconds(60));
        await victim.DisposeAsync();
        // Its actors have ended: whoever asks them for their shards waits for an answer that does not come.
        Assert.False(victim.HandsOver);
    }

    // Heartbeats may be missed for longer than any test lasts, so that only the refusal tells.
    private async Task StartAsync(int nodes)
    {
        var port = LocalPort.Free();
        for (var node = 0; node < nodes; node++)
            _operator.Nodes.Add(RuntimeHost.Start(
                TestOperator.Options(node == 0 ? port : 0, $"127.0.0.1:{port}") with
                {
                    HeartbeatPause = TimeSpan.FromHours(1),
                },
                _operator.Ports(node)));
        await Until.TrueAsync(() => MembersAsync(_operator.Nodes[0]),
            members => members.Count(member => member.State == "Up") == nodes);
    }

    private static async Task<IReadOnlyList<MemberView>> MembersAsync(RuntimeHost node) =>
        (await node.Gateway.StatusAsync(default)).Members;
}
