using System.Diagnostics;
using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

public sealed class ThreeNodesTests : IAsyncLifetime
{
    private readonly TestOperator _operator = new();

    public async Task InitializeAsync()
    {
        var port = TestOperator.FreePort();
        var seed = $"127.0.0.1:{port}";
        _operator.Start(port, seed);
        _operator.Start(0, seed);
        _operator.Start(0, seed);
        await Until.TrueAsync(
            async () => (await _operator.Nodes[0].Gateway.StatusAsync(default)).Members,
            members => members.Count(m => m.State == "Up") == 3);
    }

    public async Task DisposeAsync() => await _operator.DisposeAsync();

    [Fact]
    public async Task Serves_elsewhere_after_the_agents_node_died_and_pays_nothing_twice()
    {
        var first = await TestOperator.AskAsync(_operator.Nodes[0].Gateway, "Pay 40 USDC to Hosting.", "1");
        Assert.Equal("done", Assert.Single(first.Actions).Outcome);
        var home = await HomeAsync(_operator.Nodes[0]);
        var survivor = _operator.Nodes.First(n => n != home);
        var clock = Stopwatch.StartNew();
        await home.AbortAsync();

        var second = await TestOperator.AskAsync(survivor.Gateway, "Pay 50 USDC to Hosting.", "2", seconds: 60);
        clock.Stop();

        Assert.Equal("done", Assert.Single(second.Actions).Outcome);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 25);
        Assert.Equal([1UL, 2UL], _operator.Chain.Spends.Select(s => s.Number));
        Assert.Equal([40_000_000UL, 50_000_000UL], _operator.Chain.Spends.Select(s => s.Amount.ToUInt64()));
        var stream = new AgentIdentity(TestDao.Agent, TestDao.Domain).Stream;
        var log = await Until.TrueAsync(
            async () => await _operator.Batches.LeavesOfAsync(stream, 1, 100, default),
            leaves => leaves.Count(l => l.Leaf.Tag.Kind == LeafKind.Answered) == 2);
        var takeovers = log.Where(l => l.Leaf.Tag.Kind == LeafKind.Takeover).ToArray();
        Assert.Equal([1UL, 2UL], takeovers.Select(t => t.Law.LeaseEpoch));
        Assert.All(log.Zip(log.Skip(1)), pair => Assert.Equal(pair.Item1.Hash, pair.Item2.Leaf.Prev));
    }

    [Fact]
    public async Task A_node_that_leaves_in_order_hands_its_agents_over_at_once()
    {
        await TestOperator.AskAsync(_operator.Nodes[0].Gateway, "Pay 40 USDC to Hosting.", "1");
        var home = await HomeAsync(_operator.Nodes[0]);
        var survivor = _operator.Nodes.First(n => n != home);
        await home.StopAsync();
        var clock = Stopwatch.StartNew();
        var view = await TestOperator.AskAsync(survivor.Gateway, "What is the balance?", "2");
        Assert.Equal("answered", view.State);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 8);
    }

    private async Task<RuntimeHost> HomeAsync(RuntimeHost asked)
    {
        var agent = await asked.Gateway.AgentAsync(TestDao.Name, default);
        return _operator.Nodes[Enumerable.Range(0, 3).Single(i => TestOperator.Anchor(i).ToString() == agent!.Node)];
    }
}
