using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>A node ends before and after each durable record of its batches and starts again.</summary>
public sealed class LedgerCrashTests : IAsyncLifetime
{
    private readonly TestOperator _operator = new();

    public static TheoryData<string> Points => [.. BreakingBatches.Points];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _operator.DisposeAsync();

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Every_leaf_is_anchored_once_wherever_its_node_ends(string point)
    {
        var breaking = new BreakingBatches(_operator.Batches, point);
        var first = Start(_operator.Ports(0) with { Batches = breaking });
        var order = TestOperator.Order("Pay 40 USDC to Hosting.", "1");
        await Until.TrueAsync(() => first.Gateway.InstructAsync(order, default), answer =>
            answer is CommandAnswer.Accepted || breaking.Broken.IsCompleted);
        await breaking.Broken.WaitAsync(TimeSpan.FromSeconds(60));
        await first.AbortAsync();

        var heir = Start(_operator.Ports(0));
        await TestOperator.AskAsync(heir.Gateway, "Pay 40 USDC to Hosting.", "1");
        await TestOperator.AskAsync(heir.Gateway, "Pay 50 USDC to Hosting.", "2");
        var stream = new AgentIdentity(TestDao.Agent, TestDao.Domain).Stream;
        var log = await Until.TrueAsync(
            () => _operator.Batches.LeavesOfAsync(stream, 1, 100, default),
            leaves => leaves.Count(leaf => leaf.Leaf.Tag.Kind == LeafKind.Answered) == 2);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (ulong)seq), log.Select(leaf => leaf.Leaf.Seq));
        Assert.All(log.Zip(log.Skip(1)), pair => Assert.Equal(pair.Item1.Hash, pair.Item2.Leaf.Prev));
        Assert.Equal([40_000_000UL, 50_000_000UL], _operator.Chain.Spends.Select(spend => spend.Amount.ToUInt64()));
        await ChainAgreesAsync();
    }

    // The first question is of the agent that arrives, the second is asked when the dead node's batches are known.
    [Fact]
    public async Task No_leaf_is_anchored_again_when_a_position_was_read_before_a_checkpoint_and_heard_after_it()
    {
        var first = Start(_operator.Ports(0));
        await TestOperator.AskAsync(first.Gateway, "What is the balance?", "1");
        await LogAsync(answers: 1);
        await first.AbortAsync();

        var held = new HeldBatches(_operator.Batches, late: 2);
        var heir = Start(_operator.Ports(1) with { Batches = held });
        await held.Read.WaitAsync(TimeSpan.FromSeconds(60));
        await TestOperator.AskAsync(heir.Gateway, "What is the balance?", "2");
        await LogAsync(answers: 2);
        await Until.TrueAsync(() => heir.Gateway.StatusAsync(default), status => status.PendingLeaves == 0);
        held.Let();
        await TestOperator.AskAsync(heir.Gateway, "What is the balance?", "3");
        await LogAsync(answers: 3);

        var entries = (await _operator.Batches.BatchesOfAsync(TestOperator.Anchor(1), 1, default))
            .SelectMany(batch => batch.Batch.Entries).Select(entry => entry.Entry).ToList();
        Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.Equal(pair.Item1.ToSeq + 1, pair.Item2.FromSeq));
    }

    private Task<IReadOnlyList<LoggedLeaf>> LogAsync(int answers) => Until.TrueAsync(
        () => _operator.Batches.LeavesOfAsync(
            new AgentIdentity(TestDao.Agent, TestDao.Domain).Stream, 1, 100, default),
        leaves => leaves.Count(leaf => leaf.Leaf.Tag.Kind == LeafKind.Answered) == answers);

    private async Task ChainAgreesAsync()
    {
        var node = TestOperator.Anchor(0);
        var stored = await Until.TrueAsync(() => _operator.Batches.BatchesOfAsync(node, 1, default),
            batches => _operator.Chain.Head.Nodes[node].Checkpoints == (ulong)batches.Count);
        var reader = (ICheckpointReader)_operator.Chain;
        foreach (var batch in stored)
            Assert.Equal(batch.Batch.StreamsRoot, (await reader.ReadAsync(node, batch.Number, default))!.StreamsRoot);
    }

    private RuntimeHost Start(RuntimePorts ports)
    {
        var host = RuntimeHost.Start(TestOperator.Options(0), ports);
        _operator.Nodes.Add(host);
        return host;
    }
}
