using DecentralizedAi.Cli.Development;
using DecentralizedAi.Domain.Agents;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

public sealed class UpTests : IDisposable
{
    private readonly CommandLine _dai = new();

    public void Dispose() => _dai.Dispose();

    [Theory]
    [InlineData(0, "and 3 nodes")]
    [InlineData(1, "and 1 nodes")]
    public async Task A_home_is_started_with_the_nodes_that_it_has(int made, string plan)
    {
        _dai.Write(".dai/dao.json", "{}");
        for (var index = 0; index < made; index++)
            _dai.Write($".dai/nodes/{index}/node.log", "");
        Assert.Contains(plan, (await _dai.RunAsync("up", "--dry-run")).Output, StringComparison.Ordinal);
    }

    // Its files were changed and have to be voted, for which the chain and the nodes have to run.
    [Fact]
    public void An_agent_without_its_files_holds_up_nobody_else()
    {
        var view = new NodeView("", "", "", Ready: false, [], 0, 0, 0, [], 0, 0, 0, [], [])
        {
            Subsystems =
            [
                new("cluster", ["agent treasurer is paused"]),
                new("plugins", ["plugin acme.runway is suspended"]),
                new("model", ["agent clerk is not served: no files here", "the model does not load"]),
            ],
        };
        Assert.Equal(["agent treasurer is paused", "the model does not load"], Readiness.Hindering(view, "treasurer"));
    }
}
