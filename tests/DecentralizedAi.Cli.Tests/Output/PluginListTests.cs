using DecentralizedAi.Cli.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Cli.Verbs;
using DecentralizedAi.Domain.Agents;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Output;

/// <summary>The plugins of agents as nodes tell of them.</summary>
public sealed class PluginListTests
{
    private static readonly string Package = "0x" + new string('7', 64);

    [Theory]
    [InlineData("running", false, 41, null, "running", "process 41")]
    [InlineData("running", true, 40, null, "running", "the node's process")]
    [InlineData("waiting", true, null, null, "waiting", "the node's process")]
    [InlineData("waiting", false, null, null, "waiting", "a process of its own")]
    [InlineData("suspended", false, null, "it lists the tool 'pay'", "suspended", "a process of its own")]
    [InlineData("refused", false, null, "DAI-5224 another file", "refused", "a process of its own")]
    public void Each_says_state_place_package_and_what_is_wrong(
        string state, bool inProcess, int? process, string? why, string shown, string place)
    {
        var answer = PluginListVerb.Of([Look(new PluginView(
            "clerk", "acme.runway", "1.0.0", Package, state, inProcess, process, why))]);
        var line = Lines(answer)[1];
        Assert.All((string[])["clerk", "acme.runway 1.0.0", shown, place, Package, why ?? ""],
            word => Assert.Contains(word, line, StringComparison.Ordinal));
        var fact = answer.Facts["plugins"]![0]!;
        Assert.Equal((0, "clerk", "acme.runway", Package, state, inProcess, process, why),
            ((int)fact["node"]!, (string?)fact["agent"], (string?)fact["plugin"], (string?)fact["package"],
                (string?)fact["state"], (bool)fact["inProcess"]!, (int?)fact["process"], (string?)fact["why"]));
        Assert.Empty(answer.Facts["silent"]!.AsArray());
    }

    [Fact]
    public void A_node_that_does_not_answer_is_named_as_one_and_none_is_not_a_table()
    {
        var answer = PluginListVerb.Of([Look(), new NodeLook(1, null, ["it does not run"])]);
        Assert.Contains("does not answer", Lines(answer)[1], StringComparison.Ordinal);
        Assert.Equal((1, "it does not run"), ((int)answer.Facts["silent"]![0]!["node"]!,
            (string?)answer.Facts["silent"]![0]!["problem"]));
        Assert.StartsWith("no agent", Lines(PluginListVerb.Of([Look()]))[0], StringComparison.Ordinal);
    }

    private static NodeLook Look(params PluginView[] plugins) => new(0,
        new NodeView("0x1", "0x2", "1", true, [], 1, 1, 0, [], 0, 0, 0, [], []) { Plugins = plugins }, []);

    private static string[] Lines(Answer answer)
    {
        using var page = new StringWriter();
        answer.Human(new Page(page, Screen.None));
        return page.ToString().Split('\n');
    }
}
