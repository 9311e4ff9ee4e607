using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Agents;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>An heir reads a snapshot and the events after it; what it cannot read it does without.</summary>
public sealed class SnapshotTests : IAsyncLifetime
{
    // Four events each: asked, thought about, thought, answered.
    private const int Enough = AgentSnapshots.Every / 4 + 4;

    private readonly TestOperator _operator = new(new FakeModel(_ => FakeModel.Call("reply", ("text", "Yes."))));

    private JournalFile Journal => new(_operator.Database.ConnectionString);

    public async Task InitializeAsync()
    {
        var node = _operator.Start();
        for (var i = 1; i <= Enough; i++)
            await TestOperator.AskAsync(node.Gateway, "Are you there?", $"{i}");
        await Until.TrueAsync(() => Task.FromResult(Journal.Rows("snapshot", "agent-1")), count => count == 1);
    }

    public async Task DisposeAsync() => await _operator.DisposeAsync();

    [Fact]
    public async Task An_heir_starts_from_the_snapshot_and_goes_on_where_the_log_ended()
    {
        await _operator.Nodes[0].StopAsync();
        // Without its first events nothing but the snapshot tells them.
        Journal.Run($"delete from journal where persistence_id = 'agent-1' and sequence_number <= {AgentSnapshots.Every}");
        await GoesOnAsync();
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_read_costs_nothing_but_time()
    {
        await _operator.Nodes[0].StopAsync();
        Journal.Run("update snapshot set snapshot = x'ff' where persistence_id = 'agent-1'");
        await GoesOnAsync();
    }

    [Fact]
    public async Task What_neither_the_agent_nor_its_snapshot_remembers_the_journal_tells()
    {
        await _operator.Nodes[0].StopAsync();
        var heir = _operator.Start();
        var order = TestOperator.Order("Are you there?", "1");
        var id = InstructionSource.Account(TestDao.Manager, order.Nonce)
            .In(new AgentIdentity(TestDao.Agent, TestDao.Domain).Stream).Value;
        // It has no head at first, and says so.
        var told = await Until.TrueAsync(
            async () => await heir.Gateway.InstructionAsync(id, TimeSpan.Zero, default),
            answer => answer is not InstructionAnswer.NotNow);
        var view = Assert.IsType<InstructionAnswer.Known>(told).View;
        Assert.Equal(("answered", "Yes."), (view.State, view.Answer));
    }

    private async Task GoesOnAsync()
    {
        var heir = _operator.Start();
        var again = await TestOperator.AskAsync(heir.Gateway, "Are you there?", $"{Enough}");
        Assert.Equal("answered", again.State);
        await TestOperator.AskAsync(heir.Gateway, "Are you there?", "new");
        var stream = new AgentIdentity(TestDao.Agent, TestDao.Domain).Stream;
        var log = await Until.TrueAsync(
            async () => await _operator.Batches.LeavesOfAsync(stream, 1, 1_000, default),
            leaves => leaves.Count(leaf => leaf.Leaf.Tag.Kind == LeafKind.Answered) == Enough + 1);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(i => (ulong)i), log.Select(leaf => leaf.Leaf.Seq));
        var first = await heir.Gateway.InstructAsync(TestOperator.Order("Are you there?", "1"), default);
        Assert.Equal("DAI-3119", Assert.IsType<CommandAnswer.Rejected>(first).Code);
    }
}
