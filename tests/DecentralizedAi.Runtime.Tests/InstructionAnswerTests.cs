using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Runtime.Cluster;
using Xunit;

namespace DecentralizedAi.Runtime.Tests;

/// <summary>What a node says of an instruction that no agent told it about.</summary>
public sealed class InstructionAnswerTests
{
    private static readonly Bytes32 Stranger = Keccak256.Hash("an instruction that nobody gave");

    [Fact]
    public async Task What_every_agent_denies_to_know_is_unknown()
    {
        await using var one = new TestOperator(agents: 2);
        var gateway = one.Start().Gateway;
        for (ulong agent = 1; agent <= 2; agent++)
            await TestOperator.AskAsync(gateway, "What is the balance?", agent: agent);
        Assert.IsType<InstructionAnswer.Unknown>(await gateway.InstructionAsync(Stranger, TimeSpan.Zero, default));
    }

    [Fact]
    public async Task Where_an_agent_is_silent_nobody_can_say_that_it_does_not_know()
    {
        await using var one = new TestOperator();
        // It waits for a second node, and places no agent before.
        var node = RuntimeHost.Start(
            TestOperator.Options(0) with { MinMembers = 2 }, one.Ports(0) with { Time = new HastyTime() });
        one.Nodes.Add(node);
        await Until.TrueAsync(async () => (await node.Gateway.StatusAsync(default)).HeadNumber, head => head > 0);
        var answer = Assert.IsType<InstructionAnswer.NotNow>(
            await node.Gateway.InstructionAsync(Stranger, TimeSpan.Zero, default));
        Assert.Equal("DAI-3122", answer.Code);
        Assert.Contains("agent 1", answer.Message);
    }

    [Fact]
    public async Task An_instruction_that_its_agent_has_forgotten_is_told_as_it_ended()
    {
        await using var one = new TestOperator();
        var gateway = one.Start().Gateway;
        var first = await TestOperator.AskAsync(gateway, "What is the balance?", "first");
        for (var i = 0; i < AgentState.Remembered; i++)
            await TestOperator.AskAsync(gateway, "Are you there?", $"{i}");
        var later = Assert.IsType<InstructionAnswer.Known>(await gateway.InstructionAsync(
            Bytes32.Parse(first.Instruction), TimeSpan.Zero, default)).View;
        Assert.Equal("done", Assert.Single(first.Actions).Outcome);
        Assert.Equivalent(first, later, strict: true);
    }

    /// <summary>The time of day as it is, and patience that ends a hundred times sooner.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 100 : dueTime, period);
    }
}
