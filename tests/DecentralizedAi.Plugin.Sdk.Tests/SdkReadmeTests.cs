using System.Text.RegularExpressions;
using Xunit;

namespace DecentralizedAi.Plugin.Sdk.Tests;

/// <summary>Whoever types what the SDK's README says, from an empty folder, ends with a plugin that was voted and that an
/// agent has called.</summary>
[Collection(EmptyDesk.Feed)]
public sealed partial class SdkReadmeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly EmptyDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task Every_command_of_the_readme_works_in_its_order()
    {
        var readme = await File.ReadAllTextAsync(
            Path.Combine(EmptyDesk.Root, "src", "DecentralizedAi.Plugin.Sdk", "README.md"));
        var blocks = Commands().Matches(readme).Select(block => block.Groups["script"].Value).ToList();
        Assert.InRange(blocks.Count, 3, 10);
        try
        {
            var (exit, said) = await RunAsync("PS4='+ $(date +%T) '\nset -x\n" + string.Concat(blocks));
            Assert.True(exit == 0, said);
            Assert.Contains("Passed!  - Failed:     0", said);
            Assert.Contains("wallet.runway()", said);
            Assert.Contains("allowed by rule tell-runway, done", said);
        }
        finally
        {
            // Whatever failed on the way, the local DAO does not stay.
            await RunAsync("cd Acme.Runway && \"$DAI/dai\" down --yes");
        }
    }

    private Task<(int Exit, string Said)> RunAsync(string script) =>
        _desk.RunAsync(script, Limit, ("DAI", EmptyDesk.Root), ("NUGET_PACKAGES", Packages()));

    // The feed is built with the packages that this build restored: another cache would leave its paths in our projects.
    private static string Packages() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    [GeneratedRegex("^```bash\n(?<script>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Commands();
}
