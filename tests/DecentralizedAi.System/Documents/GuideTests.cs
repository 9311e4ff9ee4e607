using Xunit;

namespace DecentralizedAi.SystemTests.Documents;

/// <summary>Each guide, typed from its first command to its last by somebody who has nothing else.</summary>
public sealed class GuideTests
{
    [Theory]
    [InlineData("adopt")]
    [InlineData("audit")]
    [InlineData("operate")]
    [InlineData("vote")]
    public async Task A_guide_reaches_its_end(string name)
    {
        var guide = Document.Read($"governance/guides/{name}.md");
        Assert.NotEmpty(guide.Blocks);
        await using var reader = new Reader();
        await reader.FollowAsync(guide, guide.Blocks);
    }

    [Fact]
    public void Every_guide_is_followed_and_fits_on_two_pages()
    {
        var guides = Directory.GetFiles(Path.Combine(Dai.Root, "governance", "guides"), "*.md");
        Assert.Equal(["adopt", "audit", "operate", "vote"], guides.Select(Path.GetFileNameWithoutExtension).Order());
        // A page of a printed document has some 55 lines.
        Assert.All(guides, guide => Assert.InRange(File.ReadLines(guide).Count(), 20, 110));
    }
}
