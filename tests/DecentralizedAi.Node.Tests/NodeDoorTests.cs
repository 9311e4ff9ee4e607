using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;
using DecentralizedAi.Node.Http;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>A node that no operator has bound yet.</summary>
public sealed class NodeDoorTests
{
    private static readonly Address Anchor = Address.OfWord(Word.Of(0xa1)), Spender = Address.OfWord(Word.Of(0xb1));
    private readonly NodeDoor _door = new(Anchor, Spender, bound: false);
    private readonly FakeGateway _agents = new();

    [Fact]
    public async Task Says_why_it_waits_and_who_ends_that()
    {
        var status = await _door.StatusAsync(default);
        Assert.False(status.Ready);
        Assert.Equal((Anchor.ToString(), Spender.ToString()), (status.Node, status.Spender));
        var why = Assert.Single(status.Problems);
        Assert.Contains(Anchor.ToString(), why);
        Assert.Contains("addKey", why);
    }

    [Fact]
    public async Task Says_that_it_starts_where_an_operator_has_bound_it()
    {
        var starting = new NodeDoor(Anchor, Spender, bound: true);
        var why = Assert.Single((await starting.StatusAsync(default)).Problems);
        Assert.StartsWith("DAI-6032 this node starts", why);
        _door.Bind();
        Assert.Equal([why], (await _door.StatusAsync(default)).Problems);
    }

    [Fact]
    public async Task Takes_nothing_and_loses_nothing_while_it_waits()
    {
        var asked = new Instruct("treasurer", "Pay.", Keccak256.Hash("nonce"), null);
        Assert.Equal("DAI-6007", Assert.IsType<CommandAnswer.NotNow>(await _door.InstructAsync(asked, default)).Code);
        var denied = new Deny(Keccak256.Hash("action"), Anchor, "", 5, new byte[] { 1 });
        Assert.Equal("DAI-6007", Assert.IsType<CommandAnswer.NotNow>(await _door.JudgeAsync(denied, default)).Code);
        Assert.Empty(await _door.AgentsAsync(default));
        Assert.Equal("DAI-6007", Assert.IsType<InstructionAnswer.NotNow>(
            await _door.InstructionAsync(Keccak256.Hash("i"), TimeSpan.FromMinutes(5), default)).Code);
        await _door.DrainAsync(default);
    }

    [Fact]
    public async Task Opens_to_the_agents_when_it_is_bound()
    {
        _door.Open(_agents);
        Assert.True((await _door.StatusAsync(default)).Ready);
        var asked = new Instruct("treasurer", "Pay.", Keccak256.Hash("nonce"), null);
        Assert.IsType<CommandAnswer.Accepted>(await _door.InstructAsync(asked, default));
        Assert.Same(asked, _agents.Instructed);
        await _door.DrainAsync(default);
        Assert.True(_agents.Drained);
    }
}
