using System.Text.RegularExpressions;
using DecentralizedAi.Testing;
using Xunit;

namespace DecentralizedAi.Node.Tests;

/// <summary>The protocol's own conformance suite against the node's door.</summary>
public sealed partial class McpConformanceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dai-conformance-").FullName;

    private static string Baseline => Path.GetFullPath(Path.Combine(
        Path.GetDirectoryName(Vectors.PathOf("policy.json"))!, "..", "..", "tests", "conformance.yaml"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The suite fails a scenario that the baseline excuses and that passes, so no excuse outlives its reason.
    [Fact]
    public async Task Holds_in_every_scenario_but_those_that_ask_for_what_no_dao_offers()
    {
        await using var node = await ServedNode.StartAsync(new FakeGateway());
        var result = await Referee.RunAsync(
            "conformance.mjs", $"{node.Address}mcp", ServedNode.Token, Baseline, _folder);
        Assert.True(result.GetProperty("exit").GetInt32() == 0, result.GetProperty("said").GetString());
        foreach (var scenario in (string[])["server-initialize", "ping", "tools-list", "dns-rebinding-protection"])
            Assert.Contains(Directory.GetDirectories(_folder), run => Path.GetFileName(run).Contains(scenario));
    }

    [Fact]
    public async Task Each_excuse_says_why()
    {
        var excuses = (await File.ReadAllLinesAsync(Baseline)).Where(line => line.TrimStart().StartsWith('-')).ToList();
        Assert.NotEmpty(excuses);
        Assert.All(excuses, line => Assert.Matches(Excuse(), line));
    }

    [GeneratedRegex("^  - [a-z0-9-]+ +# .{10,}$")]
    private static partial Regex Excuse();
}
