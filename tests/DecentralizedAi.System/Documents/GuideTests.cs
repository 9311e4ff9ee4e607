using Xunit;

namespace DecentralizedAi.SystemTests.Documents;

/// <summary>Each guide, typed from its first command to its last by somebody who has nothing else.</summary>
public sealed class GuideTests
{
    // People read between two commands; their votes are open for longer.
    private const string Unhurried = "--vote 300";

    [Theory]
    [InlineData("adopt")]
    [InlineData("audit")]
    [InlineData("operate")]
    public async Task A_guide_reaches_its_end(string name)
    {
        var guide = Guide(name);
        await using var reader = new Reader();
        await reader.FollowAsync(guide, guide.Blocks);
    }

    [Fact]
    public async Task The_guide_of_a_holder_reaches_its_end_by_command_line_and_in_a_browser()
    {
        var guide = Guide("vote");
        var blocks = guide.Blocks.ToList();
        Assert.Contains(Unhurried, blocks[0].Code);
        blocks[0] = blocks[0] with { Code = blocks[0].Code.Replace(Unhurried, "--vote 60") };
        blocks.Insert(blocks.FindIndex(block => block.Line > guide.Steps), InBrowser(guide));
        await using var reader = new Reader();
        await reader.FollowAsync(guide, blocks);
    }

    [Fact]
    public void Every_guide_is_followed() => Assert.Equal(["adopt", "audit", "operate", "vote"],
        Directory.GetFiles(Path.Combine(Dai.Root, "governance", "guides"), "*.md")
            .Select(Path.GetFileNameWithoutExtension).Order());

    private static Document Guide(string name)
    {
        var guide = Document.Read($"governance/guides/{name}.md");
        Assert.NotEmpty(guide.Blocks);
        return guide;
    }

    // Its numbered steps, in a real Chromium at the address that the blocks before them showed.
    private static CommandBlock InBrowser(Document guide)
    {
        Assert.NotNull(guide.Steps);
        var script = Path.Combine(Dai.Root, "tests", "dashboard", "vote", "reader.mjs");
        return new CommandBlock(guide.Steps.Value,
            $"""
            PAGE=$(./dai status | sed -n 's/^dashboard: //p')
            node '{script}' '{Path.Combine(Dai.Root, guide.Name)}' "$PAGE" .dai/keys/holder-2.json
            """,
            ["from the page of the proposal to the signature: 3 clicks", "pressed: Save it as a file, which gave ballot-"]);
    }
}
