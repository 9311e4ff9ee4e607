using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Domain.Models;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Testing.Agents;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

public sealed class ThreeNodesTests : IAsyncLifetime
{

    private readonly TestOperator _operator = new();

    public Task InitializeAsync() => StartThreeAsync(_operator);

    public async Task DisposeAsync() => await _operator.DisposeAsync();

    [Fact]
    public async Task Serves_elsewhere_after_the_agents_node_died_and_pays_nothing_twice()
    {
        var first = await TestOperator.AskAsync(_operator.Nodes[0].Gateway, "Pay 40 USDC to Hosting.", "1");
        Assert.Equal("done", Assert.Single(first.Actions).Outcome);
        var home = await HomeAsync(_operator.Nodes[0]);
        var survivor = _operator.Nodes.First(n => n != home);
        await home.AbortAsync();

        var second = await TestOperator.AskAsync(survivor.Gateway, "Pay 50 USDC to Hosting.", "2", seconds: 60);

        Assert.Equal("done", Assert.Single(second.Actions).Outcome);
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_who_asks_any_node_is_turned_away_while_one_leaves(bool oldest)
    {
        var leaving = oldest ? _operator.Nodes[0] : await HomeAsync(_operator.Nodes[0]);
        var staying = _operator.Nodes.First(node => node != leaving);
        using var enough = new CancellationTokenSource();
        var asked = Enumerable.Range(0, 3).Select(node => Task.Run(() => AskOnAsync(node, enough.Token))).ToArray();
        await Until.TrueAsync(() => Task.FromResult(_operator.Model.Asked), count => count > 6);

        await leaving.Gateway.DrainAsync(default);
        var handedOver = _operator.Model.Asked;
        await Until.TrueAsync(() => Task.FromResult(_operator.Model.Asked), count => count > handedOver + 6);
        Assert.NotSame(leaving, await HomeAsync(leaving));
        Assert.False((await leaving.Gateway.StatusAsync(default)).Ready);
        await enough.CancelAsync();

        var failed = string.Join("; ", (await Task.WhenAll(asked)).SelectMany(one => one));
        Assert.True(failed.Length == 0, failed);
        await leaving.StopAsync();
        Assert.True(leaving.Terminated.IsCompleted);
        Assert.Equal("answered", (await TestOperator.AskAsync(
            staying.Gateway, "What is the balance?", "last")).State);
    }

    [Fact]
    public async Task A_tool_that_runs_while_its_node_leaves_ends_there_and_runs_once()
    {
        var (running, let) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var three = new TestOperator(
            new FakeModel(turn => turn.Messages[^1].Role == TurnRole.User
                ? FakeModel.Call("message.post", ("channel", "@h1"), ("text", "Hello."))
                : FakeModel.Call("reply", ("text", "Said."))),
            async run =>
            {
                running.TrySetResult();
                await let.Task;
                return await FakeToolHost.Answer(run);
            });
        await StartThreeAsync(three);
        var asked = TestOperator.AskAsync(three.Nodes[0].Gateway, "Say hello in #general.", "1", seconds: 60);
        await running.Task.WaitAsync(TimeSpan.FromSeconds(60));
        var leaving = await HomeAsync(three, three.Nodes[0]);
        var gone = leaving.Gateway.DrainAsync(default);
        await Assert.ThrowsAsync<TimeoutException>(() => gone.WaitAsync(TimeSpan.FromSeconds(2)));
        let.SetResult();
        await gone;

        // Where the node that was asked is the one that left, it sent whoever waited to another.
        await asked;
        var staying = three.Nodes.First(node => node != leaving);
        var said = await TestOperator.AskAsync(staying.Gateway, "Say hello in #general.", "1", seconds: 60);
        Assert.Equal("done", Assert.Single(said.Actions).Outcome);
        Assert.Equal(1, Assert.Single(three.Tools.Runs).Value);
        Assert.NotSame(leaving, await HomeAsync(three, leaving));
    }

    private static async Task StartThreeAsync(TestOperator three)
    {
        var port = LocalPort.Free();
        var seed = $"127.0.0.1:{port}";
        three.Start(port, seed);
        three.Start(0, seed);
        three.Start(0, seed);
        await Until.TrueAsync(
            async () => (await three.Nodes[0].Gateway.StatusAsync(default)).Members,
            members => members.Count(m => m.State == "Up") == 3);
    }

    // One instruction after the other at one node, each followed to its end at whichever node answers.
    private async Task<IReadOnlyList<string>> AskOnAsync(int node, CancellationToken enough)
    {
        var failed = new List<string>();
        for (var number = 0; !enough.IsCancellationRequested; number++)
        {
            var order = TestOperator.Order("What is the balance?", $"{node}-{number}");
            var answer = await _operator.Nodes[node].Gateway.InstructAsync(order, default);
            if (answer is not CommandAnswer.Accepted { View: { } view })
            {
                failed.Add(answer.ToString());
                continue;
            }
            var id = Bytes32.Parse(view.Instruction);
            InstructionAnswer said = new InstructionAnswer.Known(view);
            // One that moves says "ask again", and a node that leaves sends to another.
            for (var look = 0; said is not InstructionAnswer.Known { View.State: "answered" } && look < 6; look++)
                said = await _operator.Nodes[(node + look) % 3].Gateway
                    .InstructionAsync(id, TimeSpan.FromSeconds(20), default);
            if (said is not InstructionAnswer.Known { View.State: "answered" })
                failed.Add($"{id}: {said}");
        }
        return failed;
    }

    private Task<RuntimeHost> HomeAsync(RuntimeHost asked) => HomeAsync(_operator, asked);

    private static async Task<RuntimeHost> HomeAsync(TestOperator three, RuntimeHost asked)
    {
        var agent = await asked.Gateway.AgentAsync(TestDao.Name, default);
        return three.Nodes[Enumerable.Range(0, 3).Single(i => TestOperator.Anchor(i).ToString() == agent!.Node)];
    }
}
