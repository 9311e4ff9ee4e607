using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Testing.Agents;
using Xunit;

namespace DecentralizedAi.Domain.Tests.Agents;

public sealed class OverloadTests
{
    private readonly AgentWorld _world = new();

    [Fact]
    public void An_agent_takes_so_many_instructions_and_says_so_until_some_have_ended()
    {
        _world.Agent.Limits = new AgentLimits { MostOpen = 3 };
        for (var number = 0; number < 3; number++)
            Assert.Null(Ask(number));
        var events = _world.Agent.Events.Count;
        var busy = Assert.IsType<CommandAnswer.NotNow>(Ask(3));
        Assert.Equal(InstructionDecider.Busy, busy.Code);
        Assert.Contains("3 instructions without an end", busy.Message);
        // One that it has is answered as before, and nothing was stored for the other.
        Assert.Null(Ask(1));
        Assert.Equal(events, _world.Agent.Events.Count);
        _world.Agent.Block(2);
        Assert.Null(Ask(3));
    }

    private CommandAnswer? Ask(int number) => _world.Agent.Instruct("What is the balance?", $"{number}");
}
