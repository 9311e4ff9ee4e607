using DecentralizedAi.Cli.Development;
using DecentralizedAi.Domain.Agents;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

public sealed class UpTests : IDisposable
{
    private readonly CommandLine _dai = new();

    public void Dispose() => _dai.Dispose();

    [Theory]
    [InlineData(0, ", and 3 nodes of its DAO")]
    [InlineData(1, ", and 1 node of its DAO")]
    [InlineData(2, ", and 2 nodes of its DAO")]
    public async Task A_home_is_started_with_the_nodes_that_it_has(int made, string plan)
    {
        _dai.Write(".dai/dao.json", "{}");
        for (var index = 0; index < made; index++)
            _dai.Write($".dai/nodes/{index}/node.log", "");
        Assert.Contains(plan, (await _dai.RunAsync("up", "--dry-run")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_nodes_than_a_dao_knows_join_it_and_are_not_started_unknown()
    {
        _dai.Write(".dai/dao.json", "{}");
        _dai.Write(".dai/nodes/0/node.log", "");
        var ended = await _dai.RunAsync("up", "--nodes", "3", "--dry-run");
        Assert.Equal(2, ended.Exit);
        Assert.Contains("DAI-1061 this DAO has 1 node, not 3", ended.Error, StringComparison.Ordinal);
        Assert.Contains("dai node join", ended.Error, StringComparison.Ordinal);
    }

    // Its files were changed and have to be voted, for which the chain and the nodes have to run.
    [Fact]
    public void An_agent_without_its_files_holds_up_nobody_else()
    {
        var view = new NodeView("", "", "", Ready: false, [], 0, 0, 0, [], 0, 0, 0, [], [])
        {
            Subsystems =
            [
                new("policy", ["agent treasurer is paused"]),
                new("plugins", ["plugin acme.runway is suspended"]),
                new("model", ["agent clerk is not served: no files here", "the model does not load"]),
            ],
            OfAgents =
            [
                new("treasurer", "agent treasurer is paused"), new("clerk", "agent clerk is not served: no files here"),
            ],
        };
        Assert.Equal(["agent treasurer is paused", "the model does not load"], Readiness.Hindering(view, "treasurer"));
    }
}
