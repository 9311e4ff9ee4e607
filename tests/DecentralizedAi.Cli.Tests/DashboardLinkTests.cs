using DecentralizedAi.Cli.Development;
using DecentralizedAi.Cli.Nodes;
using Xunit;

namespace DecentralizedAi.Cli.Tests;

public sealed class DashboardLinkTests : IDisposable
{
    private readonly DevelopmentHome _home = new(Directory.CreateTempSubdirectory("dai-link-").FullName);

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef\n", "0123456789abcdef0123456789abcdef")]
    [InlineData("a+b/c=&to=#0123456789abcdef0123456789", "a%2Bb%2Fc%3D%26to%3D%230123456789abcdef0123456789")]
    public void Carries_the_token_in_the_fragment_which_no_browser_sends(string token, string written)
    {
        File.WriteAllText(_home.Token, token);
        var line = DashboardLink.Line(new NodeCard(1, "http://127.0.0.1:7575", "127.0.0.1:4053", "0x1"), _home.Token);
        Assert.Equal($"dashboard: http://127.0.0.1:7575/#token={written}", line);
    }

    public void Dispose() => Directory.Delete(_home.Folder, recursive: true);
}
