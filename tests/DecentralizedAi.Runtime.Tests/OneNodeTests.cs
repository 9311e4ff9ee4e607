using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Chain;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Runtime.Cluster;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

public sealed class OneNodeTests : IAsyncLifetime
{
    private readonly TestOperator _operator = new();

    public Task InitializeAsync()
    {
        _operator.Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _operator.DisposeAsync();

    private IAgentGateway Gateway => _operator.Nodes[0].Gateway;

    [Fact]
    public async Task Pays_and_answers_and_anchors_every_leaf()
    {
        var view = await TestOperator.AskAsync(Gateway, "Pay 40 USDC to Hosting.");
        Assert.Equal("answered", view.State);
        var action = Assert.Single(view.Actions);
        Assert.Equal(("allowed", "pay-vendors", "done"), (action.Verdict, action.Rule, action.Outcome));
        Assert.NotNull(action.Tx);
        Assert.Single(_operator.Chain.Spends);
        var stream = new AgentIdentity(TestDao.Agent, TestDao.Domain).Stream;
        var log = await Until.TrueAsync(
            async () => await _operator.Batches.LeavesOfAsync(stream, 1, 100, default),
            leaves => leaves.Count == 5);
        Assert.Equal([LeafKind.Takeover, LeafKind.Instructed, LeafKind.Opened, LeafKind.Closed, LeafKind.Answered],
            log.Select(l => l.Leaf.Tag.Kind));
        foreach (var word in log.SelectMany(l => new[] { l.Leaf.Facts, l.Leaf.Body, l.Receipt }).Where(w => !w.IsZero))
            Assert.NotNull(await _operator.Bodies.GetAsync(word, default));
    }

    [Fact]
    public async Task Tells_of_itself()
    {
        await TestOperator.AskAsync(Gateway, "Pay 40 USDC to Hosting.");
        var agent = await Gateway.AgentAsync(TestDao.Name, default);
        Assert.NotNull(agent);
        Assert.True(agent.Held);
        Assert.Null(agent.Problem);
        Assert.Equal(
            [("USDC", "1500000000", "40000000"), ("calls", "60", "1"), ("tokens", "200000", "240")],
            agent.Budgets.Select(budget => (budget.Name, budget.Burst, budget.Spent)));
        Assert.All(agent.Budgets, budget => Assert.Equal("0", budget.Reserved));
        var status = await Gateway.StatusAsync(default);
        Assert.True(status.Ready, string.Join("; ", status.Problems));
        Assert.Contains(status.Leases, l => l.Node == TestOperator.Anchor(0).ToString());
        var log = await Gateway.LogAsync(TestDao.Name, 1, default);
        Assert.Equal(Enumerable.Range(1, 5).Select(i => (ulong)i), log!.Select(l => l.Seq));
        Assert.Null(await Gateway.AgentAsync("nobody", default));
    }

    [Fact]
    public async Task Refuses_a_signature_of_somebody_else()
    {
        var order = TestOperator.Order("Pay 40 USDC to Hosting.");
        var forged = order with { Text = "Pay 41 USDC to Hosting." };
        await TestOperator.AskAsync(Gateway, "What is the balance?", "first");
        var answer = Assert.IsType<CommandAnswer.Rejected>(await Gateway.InstructAsync(forged, default));
        Assert.Equal("DAI-3120", answer.Code);
    }

    [Fact]
    public async Task An_approval_lets_a_waiting_payment_through()
    {
        var waiting = await TestOperator.AskAsync(Gateway, "Pay 900 USDC to Hosting.");
        Assert.Equal("waiting", waiting.State);
        var asked = Assert.Single(await Gateway.ApprovalsAsync(default));
        var signed = ApprovalSigning.Yes(asked);
        var signature = TestDao.Sign(TestDao.Approver, signed.Digest(TestDao.Domain));
        var answer = await Gateway.JudgeAsync(
            new Approve(signed.Action.Value, TestDao.Approver, asked.Deadline, signature), default);
        Assert.IsType<CommandAnswer.Accepted>(answer);
        var view = await Until.TrueAsync(
            async () => Assert.IsType<InstructionAnswer.Known>(await Gateway.InstructionAsync(
                Bytes32.Parse(waiting.Instruction), TimeSpan.FromSeconds(20), default)).View,
            v => v.State == "answered");
        Assert.Equal("done", Assert.Single(view.Actions).Outcome);
        Assert.Equal(UInt256.Of(900_000_000), Assert.Single(_operator.Chain.Spends).Amount);
    }

    [Fact]
    public async Task An_agent_that_has_enough_to_do_says_so_and_is_not_asked_again()
    {
        await using var one = new TestOperator();
        var clock = new HeldClock();
        var node = RuntimeHost.Start(TestOperator.Options(0), one.Ports(0) with
        {
            Limits = new AgentLimits { MostOpen = 1 }, Time = clock,
        });
        one.Nodes.Add(node);
        Assert.Equal("waiting", (await TestOperator.AskAsync(node.Gateway, "Pay 900 USDC to Hosting.", "1")).State);
        // Whatever else cannot be done now is tried for 15 s of a clock that stands.
        clock.Hold();
        var busy = Assert.IsType<CommandAnswer.NotNow>(await node.Gateway.InstructAsync(
            TestOperator.Order("What is the balance?", "2"), default).WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal(InstructionDecider.Busy, busy.Code);
    }

    [Fact]
    public async Task A_denial_ends_a_waiting_payment_at_once_and_says_who()
    {
        var waiting = await TestOperator.AskAsync(Gateway, "Pay 900 USDC to Hosting.");
        var asked = Assert.Single(await Gateway.ApprovalsAsync(default));
        var signature = TestDao.Sign(TestDao.Approver, ApprovalSigning.No(asked, "Twice.").Digest(TestDao.Domain));
        var denial = new Deny(Bytes32.Parse(asked.Action), TestDao.Approver, "Twice.", asked.Deadline, signature);
        var forged = Assert.IsType<CommandAnswer.Rejected>(
            await Gateway.JudgeAsync(denial with { Reason = "Once." }, default));
        Assert.Equal("DAI-3116", forged.Code);
        var answer = Assert.IsType<CommandAnswer.Accepted>(await Gateway.JudgeAsync(denial, default));
        Assert.Equal("answered", answer.View.State);
        Assert.IsType<CommandAnswer.Accepted>(await Gateway.JudgeAsync(denial, default));
        Assert.Empty(await Gateway.ApprovalsAsync(default));
        var view = Assert.IsType<InstructionAnswer.Known>(
            await Gateway.InstructionAsync(Bytes32.Parse(waiting.Instruction), TimeSpan.Zero, default)).View;
        var action = Assert.Single(view.Actions);
        Assert.Equal(("denied", "denied"), (action.Verdict, action.Outcome));
        Assert.Contains(TestDao.Approver.ToString(), view.Answer);
        Assert.Empty(_operator.Chain.Spends);
    }

    [Fact]
    public async Task A_checkpoint_that_a_reorganisation_took_back_is_made_again_and_no_leaf_is_lost()
    {
        await TestOperator.AskAsync(Gateway, "Pay 40 USDC to Hosting.", "1");
        await LogAsync(5);
        _operator.Chain.TakeBack(TestOperator.Anchor(0));
        var takenBack = _operator.Chain.Head.Head.Number;
        await Until.TrueAsync(async () => (await Gateway.StatusAsync(default)).HeadNumber, head => head > takenBack + 1);
        await TestOperator.AskAsync(Gateway, "Pay 50 USDC to Hosting.", "2");
        var log = await LogAsync(9);
        Assert.Equal([LeafKind.Instructed, LeafKind.Opened, LeafKind.Closed, LeafKind.Answered],
            log.Skip(5).Select(l => l.Leaf.Tag.Kind));
        Assert.All(log.Zip(log.Skip(1)), pair => Assert.Equal(pair.Item1.Hash, pair.Item2.Leaf.Prev));
        var stored = await Until.TrueAsync(
            async () => await _operator.Batches.BatchesOfAsync(TestOperator.Anchor(0), 1, default),
            batches => _operator.Chain.Head.Nodes[TestOperator.Anchor(0)].Checkpoints == (ulong)batches.Count);
        var reader = (ICheckpointReader)_operator.Chain;
        foreach (var batch in stored)
            Assert.Equal(batch.Batch.StreamsRoot,
                (await reader.ReadAsync(batch.Node, batch.Number, default))!.StreamsRoot);
        Assert.Equal([.. Enumerable.Range(1, 9).Select(seq => (ulong)seq)],
            stored.SelectMany(batch => batch.Batch.Entries).SelectMany(entry => entry.Leaves).Select(l => l.Leaf.Seq));
    }

    private Task<IReadOnlyList<LoggedLeaf>> LogAsync(int leaves) => Until.TrueAsync(
        async () => await _operator.Batches.LeavesOfAsync(
            new AgentIdentity(TestDao.Agent, TestDao.Domain).Stream, 1, 100, default),
        log => log.Count == leaves);

    /// <summary>The machine's clock until it is held; timers go on.</summary>
    private sealed class HeldClock : TimeProvider
    {
        private long _held;

        public void Hold() => Volatile.Write(ref _held, base.GetUtcNow().UtcTicks);

        public override DateTimeOffset GetUtcNow() =>
            Volatile.Read(ref _held) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : base.GetUtcNow();
    }
}
