using System.Diagnostics;
using System.Xml.Linq;
using Xunit;

namespace DecentralizedAi.Plugin.Sdk.Tests;

/// <summary>The first hour of an author: what the template makes is green before a letter of it is changed.</summary>
[Collection(EmptyDesk.Feed)]
public sealed class TemplateTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly EmptyDesk _desk = new();

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task A_new_plugin_is_built_and_its_tests_pass_untouched()
    {
        var feed = await FeedAsync();
        var (exit, said) = await _desk.RunAsync(
            $"""
            dotnet nuget add source "{feed}" --name dai
            dotnet new install "{feed}"/DecentralizedAi.Templates.*.nupkg
            dotnet new dai-plugin -n Acme.Forecast
            cd Acme.Forecast
            dotnet test
            """, Patience);
        Assert.True(exit == 0, said);
        // Three of a kind at least: unit, policy, injection.
        Assert.Contains("Passed!  - Failed:     0, Passed:    11", said);
        Assert.Contains("[DaiPlugin(\"acme.forecast\", PluginHost.Api)]", File.ReadAllText(
            Path.Combine(_desk.Folder, "Acme.Forecast", "Acme.Forecast", "Runway.cs")));
    }

    [Fact]
    public void The_template_asks_for_the_versions_that_are_built_and_tested_here()
    {
        var own = (string)XDocument.Load(Path.Combine(EmptyDesk.Root, "Directory.Build.props"))
            .Descendants("Version").Single();
        var central = XDocument.Load(Path.Combine(EmptyDesk.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion").ToDictionary(
                package => (string)package.Attribute("Include")!, package => (string)package.Attribute("Version")!);
        var asked = Directory.GetFiles(
                Path.Combine(EmptyDesk.Root, "src", "DecentralizedAi.Templates", "dai-plugin"), "*.csproj",
                SearchOption.AllDirectories)
            .SelectMany(file => XDocument.Load(file).Descendants("PackageReference")).ToList();
        Assert.NotEmpty(asked);
        Assert.All(asked, package =>
        {
            var name = (string)package.Attribute("Include")!;
            Assert.Equal(name.StartsWith("DecentralizedAi.", StringComparison.Ordinal) ? own : central[name],
                (string)package.Attribute("Version")!);
        });
    }

    // Built with the packages that this build restored: another cache would leave its paths in our projects.
    private static async Task<string> FeedAsync()
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(EmptyDesk.Root, "dai"), "plugin", "feed"])
        {
            RedirectStandardOutput = true,
        };
        EmptyDesk.LeaveNothingRunning(start);
        using var process = Process.Start(start)!;
        var folder = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return folder;
    }
}
